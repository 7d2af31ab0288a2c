"""Own texts: what staff made of the saved texts, every version kept; the rest is as shipped.

A release that changes a shipped text reaches every estate but those that wrote their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Moment, SavedTextVersion
from broadcaster.campaigns.refusals import DateNotToldError
from broadcaster.campaigns.texts.checking import check_text
from broadcaster.campaigns.texts.filling import tells_when
from broadcaster.campaigns.texts.saved_texts import GENERIC, SavedText, saved_texts
from broadcaster.staff.models import StaffUser
from broadcaster.works.models import Milestone, MilestoneState

FRENCH: Final = "fr"

WITHOUT_DATE: Final = (Moment.DONE, Moment.CANCELLED)
"""What tells that something is over says no date."""

MOST_SHOWN: Final = 50
"""Versions of one text that are listed."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which saved text is meant."""

    kind: str
    moment: Moment
    language: str = FRENCH  # ISO 639-1

    @property
    def shipped(self) -> str:
        """The text Palier ships; "" in a language it ships none in."""
        if self.language != FRENCH:
            return ""
        found = (one for one in saved_texts() if (one.kind, one.moment) == (self.kind, self.moment))
        return next((one.body for one in found), "")


@dataclass(frozen=True, slots=True)
class Version:
    """What a text once was made."""

    id: int
    body: str | None  # None: the shipped one
    written_at: datetime
    who: str | None


async def all_texts(session: AsyncSession) -> list[SavedText]:
    """Every saved text as it holds today, the generic ones first."""
    written = await _newest(session)
    return [_as_written(text, written) for text in saved_texts()]


async def texts_now(session: AsyncSession, kind: str) -> dict[Moment, SavedText]:
    """Those of a kind of milestone; the generic ones for a kind that has none."""
    texts = await all_texts(session)
    wanted = kind if any(text.kind == kind for text in texts) else GENERIC
    return {text.moment: text for text in texts if text.kind == wanted}


async def _newest(session: AsyncSession) -> dict[Which, str]:
    newest = select(func.max(SavedTextVersion.id)).group_by(
        SavedTextVersion.kind, SavedTextVersion.moment, SavedTextVersion.language
    )
    query = select(SavedTextVersion).where(SavedTextVersion.id.in_(newest))
    rows = await session.scalars(query)
    return {Which(one.kind, one.moment, one.language): one.body for one in rows if one.body}


def _as_written(text: SavedText, written: Mapping[Which, str]) -> SavedText:
    mine = {
        which.language: body
        for which, body in written.items()
        if (which.kind, which.moment) == (text.kind, text.moment)
    }
    body = mine.pop(FRENCH, text.body)
    return replace(text, body=body, versions=mine)


async def current_text(session: AsyncSession, which: Which) -> str:
    """A text as it holds today; "" where there is none."""
    return (await _newest(session)).get(which, which.shipped)


async def write_text(
    session: AsyncSession, which: Which, body: str, user_id: int, now: datetime
) -> bool:
    """Make a text say this from now on; False when it said so already.

    Plans that were written before keep their own text. An empty one, or the shipped one, takes
    back what was written. Raises DateNotToldError, or what is wrong with a text (``check_text``).
    """
    text = body.strip()
    if text == await current_text(session, which):
        return False
    own = text if text and text != which.shipped else None
    if own is not None:
        check_saved(which, own, now)
    session.add(
        SavedTextVersion(
            kind=which.kind, moment=which.moment, language=which.language, body=own,
            written_at=now, written_by_id=user_id,
        )
    )  # fmt: skip
    await session.flush()
    return True


def check_saved(which: Which, body: str, now: datetime) -> None:
    """Refuse a text that cannot be sent, or that announces a date without saying it."""
    check_text(body, example(now))
    if which.moment not in WITHOUT_DATE and not tells_when(body):
        raise DateNotToldError


def example(now: datetime, title: str = "Travaux") -> Milestone:
    """A milestone to fill a text with, whose dates are long: « du mercredi 23 septembre au… »."""
    start = now.replace(month=9, day=23, hour=0, minute=0, second=0, microsecond=0)
    return Milestone(
        title=title, kind="", state=MilestoneState.PLANNED,
        starts_at=start - timedelta(hours=2), ends_at=start + timedelta(days=8, hours=-2),
    )  # fmt: skip


async def versions_of(session: AsyncSession, which: Which) -> Sequence[Version]:
    """What a text was made, the newest first."""
    rows = await session.execute(
        select(SavedTextVersion, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == SavedTextVersion.written_by_id)
        .where(SavedTextVersion.kind == which.kind, SavedTextVersion.moment == which.moment)
        .where(SavedTextVersion.language == which.language)
        .order_by(SavedTextVersion.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Version(one.id, one.body, one.written_at, who) for one, who in rows]
