"""Series: a broadcast that comes every week until a day, each occurrence once.

APScheduler's cron trigger reckons the moments, on the clock of Paris: ten o'clock stays ten
o'clock when the clocks change. The row says what is due; who ticks does not matter.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import LARGEST_ID, Audience
from broadcaster.campaigns.audience.recipients import anybody
from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy, is_alone, let_leave
from broadcaster.campaigns.broadcasts.drafts import Draft, check_draft
from broadcaster.campaigns.broadcasts.life import get_broadcast
from broadcaster.campaigns.models import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Purpose,
    Series,
)
from broadcaster.campaigns.refusals import (
    InvalidWeeklyTimeError,
    NobodyInAudienceError,
    NoSuchSeriesError,
    SecondPersonNeededError,
    SeriesApprovedError,
    SeriesOverError,
)
from broadcaster.clock import PARIS
from broadcaster.database import insert_unless_there
from broadcaster.staff import audit

NEWS_FOR: Final = timedelta(days=3)
"""How long a weekly notice is of use: the next one is better than an old one."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """When a series comes, on the clock of Paris."""

    weekday: int  # 0 Monday … 6 Sunday
    hour: int
    minute: int = 0
    until: datetime | None = None  # no occurrence after; None: until somebody stops it

    def after(self, moment: datetime) -> datetime | None:
        """The first occurrence at or after a moment; None when there is none any more."""
        trigger = CronTrigger(
            day_of_week=self.weekday, hour=self.hour, minute=self.minute, timezone=PARIS
        )
        found: datetime | None = trigger.get_next_fire_time(None, moment)
        return found if found is None or self.until is None or found <= self.until else None

    def newest(self, first: datetime, now: datetime) -> tuple[datetime, datetime | None]:
        """The latest occurrence up to now, counted from one that is due, and the one after."""
        newest = first
        while (following := self.after(newest + timedelta(minutes=1))) is not None:
            if following > now:
                return newest, following
            newest = following
        return newest, None


@dataclass(frozen=True, slots=True)
class WeeklyDraft:
    """What staff write and choose."""

    title: str
    body: str  # may hold {semaine}, see ``week``
    audience: Audience
    weekly: Weekly
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def draft(self) -> Draft:
        """One occurrence of it, as a draft."""
        return Draft(self.title, self.body, self.audience, versions=self.versions)


async def create_series(
    session: AsyncSession, wish: WeeklyDraft, user_id: int, now: datetime
) -> Series:
    """Keep a series, to be approved.

    Raises InvalidWeeklyTimeError, NobodyInAudienceError, or what is wrong with the text.
    """
    weekly = wish.weekly
    if not (0 <= weekly.weekday <= 6 and 0 <= weekly.hour <= 23 and 0 <= weekly.minute <= 59):
        raise InvalidWeeklyTimeError
    if weekly.after(now) is None:
        raise InvalidWeeklyTimeError
    draft = wish.draft
    await check_draft(session, draft)
    if not await anybody(session, wish.audience, Purpose.INFORMATION):
        raise NobodyInAudienceError
    series = Series(
        title=draft.clean_title,
        body=draft.clean_body,
        versions=draft.clean_versions,
        audience=wish.audience.to_json(),
        weekday=weekly.weekday,
        hour=weekly.hour,
        minute=weekly.minute,
        until=weekly.until,
        created_at=now,
        created_by_id=user_id,
    )
    session.add(series)
    await session.flush()
    await _record(session, series, user_id, "series_created", now)
    return series


async def approve_series(
    session: AsyncSession, series_id: int, user_id: int, now: datetime, policy: ApprovalPolicy
) -> Series:
    """Let a series come from now on.

    Raises SeriesApprovedError, SeriesOverError, or SecondPersonNeededError when whoever wrote it
    approves it although somebody else could.
    """
    series = await get_series(session, series_id)
    if series.approved_at is not None:
        raise SeriesApprovedError if series.next_at is not None else SeriesOverError
    next_at = _weekly(series).after(now)
    if next_at is None:
        raise SeriesOverError
    await _check_approver(session, series, user_id, policy)
    series.approved_at, series.approved_by_id, series.next_at = now, user_id, next_at
    await _record(session, series, user_id, "series_approved", now)
    return series


async def stop_series(session: AsyncSession, series_id: int, user_id: int, now: datetime) -> None:
    """Let no more occurrences come; those under way go on. Raises SeriesOverError."""
    series = await get_series(session, series_id)
    if series.approved_at is not None and series.next_at is None:
        raise SeriesOverError
    series.approved_at, series.next_at = series.approved_at or now, None
    await _record(session, series, user_id, "series_stopped", now)


async def get_series(session: AsyncSession, series_id: int) -> Series:
    """The series; raise NoSuchSeriesError."""
    known = 1 <= series_id <= LARGEST_ID
    series = await session.get(Series, series_id, populate_existing=True) if known else None
    if series is None:
        raise NoSuchSeriesError
    return series


async def list_series(session: AsyncSession) -> list[Series]:
    """Every series, those that still come first."""
    newest = select(Series).order_by(Series.next_at.is_(None), Series.next_at, Series.id.desc())
    return list(await session.scalars(newest))


async def make_due(session: AsyncSession, now: datetime) -> int:
    """Make the broadcasts of the occurrences that are due; give how many were made here.

    After an outage only the newest one is made, unless it is of no use any more.
    """
    due = await session.scalars(
        select(Series).where(Series.next_at <= now).order_by(Series.next_at, Series.id)
    )
    made = [await _make(session, series, now) for series in due.all()]
    return sum(made)


async def _make(session: AsyncSession, series: Series, now: datetime) -> bool:
    """Make the newest occurrence; False when it is too old, or another process makes it."""
    if series.next_at is None:
        return False
    occurrence, following = _weekly(series).newest(series.next_at, now)
    taken = await session.scalar(
        update(Series)
        .where(Series.id == series.id, Series.next_at == series.next_at)
        .values(next_at=following)
        .returning(Series.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None or occurrence + NEWS_FOR <= now:
        return False
    written = await session.scalar(
        insert_unless_there(session, Broadcast)
        .values(created_at=now, **_occurrence(series, occurrence))
        .returning(Broadcast.id)
    )
    if written is None:
        return False
    broadcast = await get_broadcast(session, written)
    await let_leave(session, broadcast, now)
    subject, detail = f"broadcast {broadcast.id}", {"title": broadcast.title}
    await audit.record(session, None, "broadcast_created", subject, detail, now)
    return True


def _occurrence(series: Series, at: datetime) -> dict[str, Any]:  # columns of several types
    return {
        "title": series.title,
        "body": series.body,
        "versions": series.versions,
        "audience": series.audience,
        "kind": BroadcastKind.RECURRING,
        "purpose": Purpose.INFORMATION,
        "state": BroadcastState.SCHEDULED,
        "scheduled_at": at,
        "expires_at": at + NEWS_FOR,
        "approved_at": series.approved_at,
        "approved_by_id": series.approved_by_id,
        "released_up_to": 0,
        "series_id": series.id,
        "occurrence_at": at,
    }


def _weekly(series: Series) -> Weekly:
    return Weekly(series.weekday, series.hour, series.minute, series.until)


async def _check_approver(
    session: AsyncSession, series: Series, user_id: int, policy: ApprovalPolicy
) -> None:
    """The same rule as for one broadcast: see ``approval``."""
    if series.created_by_id != user_id:
        return
    draft = Draft(series.title, series.body, Audience.from_json(series.audience))
    if not await policy.needs_second_person(session, draft):
        return
    if not await is_alone(session, user_id, draft.audience.site_id):
        raise SecondPersonNeededError


async def _record(
    session: AsyncSession, series: Series, user_id: int, action: str, now: datetime
) -> None:
    subject, detail = f"series {series.id}", {"title": series.title}
    await audit.record(session, user_id, action, subject, detail, now)
