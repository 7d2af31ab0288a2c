"""The demo's neighbourhood with a broadcast in every state, for pages to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts import control
from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy, submit
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.campaigns.models import Broadcast, BroadcastKind, Purpose
from broadcaster.campaigns.plans.following import follow_milestone
from broadcaster.campaigns.plans.planning import approve_plan, derive_plan
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.campaigns.series import Weekly, WeeklyDraft, create_series
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.lacks.models import LackKind
from broadcaster.conversations.lacks.noting import Question, Wish, note
from broadcaster.database import Database
from broadcaster.demo import load_demo
from broadcaster.register.models import Building, Site
from broadcaster.sending import mailings
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.models import (
    Delivery,
    DeliveryState,
    HoldReason,
    PauseReason,
    SkipReason,
)
from broadcaster.staff.alerts import raise_alert
from broadcaster.works.models import Milestone
from broadcaster.works.telling import truth_of
from tests.broadcaster.console.desk_scene import fill_desk
from tests.support.clock import MovableClock
from tools import shell

SENDER = "+33199000100"
TEXT = "Bonjour {nom|Madame, Monsieur}. {travaux} : {quand}. Une question ? Répondez à ce SMS."
TURKISH = "Merhaba. {travaux}: {quand}. Bir sorunuz varsa bu SMS'e yanıt verin."
WEEKLY_TEXT = "Cette semaine dans votre escalier : {semaine}. Une question ? Répondez à ce SMS."
ARABIC = "مرحبا. {travaux} : {quand}. لأي سؤال أجيبوا على هذه الرسالة."


@dataclass(frozen=True)
class Scene:
    """The broadcasts by what they show."""

    draft: int
    to_approve: int
    scheduled: int
    under_way: int
    paused: int
    cancelled: int
    delivery: str  # held, and told a date
    milestone: int
    planned: int  # a milestone whose plan is to be approved
    running: int  # one whose plan runs, and which moved after households were told
    correction: int
    series: int
    thread: int  # with notes, a canned answer to insert, works and broadcasts beside it
    emergency: int
    canned: int


async def set_up(database: Database, clock: MovableClock, engine: Engine, user_id: int) -> Scene:
    """Load the demo and write the broadcasts."""
    now = clock()
    async with database.write() as session:
        await load_demo(session, shell.ROOT, now)
        site = (await session.scalars(select(Site))).one()
        await _ask_for_the_unknown(session, site.id, now)
        building = (await session.scalars(select(Building.id).order_by(Building.id))).first() or 0
        milestone = await _coming_milestone(session, now)
        planned = await _later_milestone(session, milestone)
        running = await _later_milestone(session, planned)
        moved = await _later_milestone(session, running)
        parts = Audience(site_id=site.id, building_ids=(building,))
        everybody = Audience(site_id=site.id)

    def draft(title: str, audience: Audience, purpose: Purpose = Purpose.INFORMATION) -> Draft:
        versions = {"tr": TURKISH, "ar": ARABIC}
        return Draft(title, TEXT, audience, milestone.id, purpose, versions)

    ids = [
        await _kept(database, draft("Rappel pour le bâtiment A", parts), user_id, now),
        await _kept(database, draft("Rappel à toute la résidence", everybody), user_id, now),
        await _kept(database, draft("Rappel du dimanche", parts), user_id, now),
        await _kept(
            database, draft("Eau coupée sans prévenir", parts, Purpose.URGENT), user_id, now
        ),
        await _kept(database, draft("Ascenseur bloqué", parts), user_id, now),
        await _kept(
            database, replace(draft("Parti trop tôt", parts), milestone_id=moved.id), user_id, now
        ),
    ]
    await _submitted(database, ids[1], None, user_id, now, ApprovalPolicy(1))
    sunday = now + timedelta(days=6)
    await _submitted(database, ids[2], sunday, user_id, now, ApprovalPolicy(0))
    for one in ids[3:]:
        await _submitted(database, one, None, user_id, now, ApprovalPolicy(0))
    await Releaser(database, engine, clock, SENDER).release_due(now)
    async with database.write() as session:
        held = await _under_way(session, ids[3], now)
        await _paused(session, ids[4], now)
        await _settle(session, await _rows(session, ids[5], limit=2), DeliveryState.DELIVERED)
        await control.cancel(session, ids[5], user_id, now)
        await _alerts(session, ids[4], now)
        await derive_plan(session, await session.get_one(Milestone, planned.id), now)
        correction = await _correction(session, moved.id, now)
        weekly = WeeklyDraft("Le point du vendredi", WEEKLY_TEXT, everybody, Weekly(4, 10))
        series = await create_series(session, weekly, user_id, now)
    await _run(database, running.id, user_id, now)
    desk = await fill_desk(database, user_id, now)
    return Scene(
        draft=ids[0],
        to_approve=ids[1],
        scheduled=ids[2],
        under_way=ids[3],
        paused=ids[4],
        cancelled=ids[5],
        delivery=held,
        milestone=milestone.id,
        planned=planned.id,
        running=running.id,
        correction=correction,
        series=series.id,
        thread=desk.thread,
        emergency=desk.emergency,
        canned=desk.canned,
    )


async def _later_milestone(session: AsyncSession, after: Milestone) -> Milestone:
    later = select(Milestone).where(Milestone.starts_at > after.starts_at + timedelta(days=5))
    found = (await session.scalars(later.order_by(Milestone.starts_at))).first()
    assert found is not None
    return found


async def _run(database: Database, milestone_id: int, user_id: int, now: datetime) -> None:
    """Approve the messages of a milestone."""
    async with database.write() as session:
        milestone = await session.get_one(Milestone, milestone_id)
        plan = await derive_plan(session, milestone, now)
        await approve_plan(session, plan.id, user_id, now)


async def _correction(session: AsyncSession, milestone_id: int, now: datetime) -> int:
    """Move a milestone that was told; give the correction that waits for an approval."""
    moved = await session.get_one(Milestone, milestone_id)
    moved.starts_at += timedelta(days=7)
    moved.ends_at += timedelta(days=7)
    await follow_milestone(session, moved.id, now)
    query = select(Broadcast.id).where(Broadcast.kind == BroadcastKind.CORRECTION)
    return (await session.scalars(query)).one()


async def _ask_for_the_unknown(session: AsyncSession, site_id: int, now: datetime) -> None:
    """Two things the demo does not know, asked for by somebody in the chat."""
    who = await correspondent_of(session, AnswerChannel.WEB, "web:scene", now)
    for topic in ("nuisance_waste", "works_end"):
        wish = Wish(str(site_id), topic, LackKind.MISSING)
        await note(session, wish, Question(who.id, str(site_id), topic), now)


async def _coming_milestone(session: AsyncSession, now: datetime) -> Milestone:
    coming = select(Milestone).where(Milestone.starts_at > now + timedelta(days=8))
    return (await session.scalars(coming.order_by(Milestone.starts_at))).first() or Milestone()


async def _kept(database: Database, draft: Draft, user_id: int, now: datetime) -> int:
    async with database.write() as session:
        return (await create_draft(session, draft, user_id, now)).id


async def _submitted(
    database: Database,
    broadcast_id: int,
    at: datetime | None,
    user_id: int,
    now: datetime,
    policy: ApprovalPolicy,
) -> None:
    async with database.write() as session:
        await submit(session, broadcast_id, at, user_id, now, policy)


async def _rows(session: AsyncSession, broadcast_id: int, limit: int = 1000) -> list[Delivery]:
    query = select(Delivery).where(Delivery.broadcast_id == broadcast_id)
    return list(await session.scalars(query.order_by(Delivery.id).limit(limit)))


async def _settle(
    session: AsyncSession, rows: Sequence[Delivery], state: DeliveryState, code: int | None = None
) -> None:
    for row in rows:
        row.state, row.error_code = state, code
    await session.flush()


async def _under_way(session: AsyncSession, broadcast_id: int, now: datetime) -> str:
    """Some of everything: the id of a message that is held."""
    rows = await _rows(session, broadcast_id)
    rows = [row for row in rows if row.state is DeliveryState.PENDING]
    await _settle(session, rows[:20], DeliveryState.DELIVERED)
    await _settle(session, rows[20:24], DeliveryState.SENT)
    await _settle(session, rows[24:27], DeliveryState.UNDELIVERED, 30003)
    await _settle(session, rows[27:29], DeliveryState.UNDELIVERED, 30006)
    await _settle(session, rows[29:30], DeliveryState.UNKNOWN)
    rows[30].state, rows[30].skip_reason = DeliveryState.SKIPPED, SkipReason.OPTED_OUT
    for row in rows[31:34]:
        row.hold_reason, row.held_until = HoldReason.DAILY_LIMIT, now + timedelta(days=1)
    for row in rows[34:]:
        row.hold_reason, row.held_until = HoldReason.QUIET_HOURS, now + timedelta(hours=11)
    for row in rows[31:]:
        row.state = DeliveryState.HELD
    milestone = await session.get_one(Milestone, rows[0].milestone_id)
    rows[31].told = truth_of(milestone)
    await session.flush()
    return rows[31].id


async def _paused(session: AsyncSession, broadcast_id: int, now: datetime) -> None:
    rows = await _rows(session, broadcast_id, limit=12)
    await _settle(session, rows, DeliveryState.FAILED, 30007)
    await mailings.pause(session, broadcast_id, PauseReason.FAILURES, now)


async def _alerts(session: AsyncSession, broadcast_id: int, now: datetime) -> None:
    subject = f"broadcast {broadcast_id}"
    detail: dict[str, object] = {"broadcast": broadcast_id, "failures": 12, "settled": 12}
    await raise_alert(session, "failing", "broadcast_failing", subject, detail, now)
