"""Claims: due messages taken for sending, each through the gate, each with its attempt written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from broadcaster.bulk import among_named, is_sqlite, named
from broadcaster.database import UtcDateTime
from broadcaster.sending import pace
from broadcaster.sending.gate.facts import Due, due_of, facts_of, select_due
from broadcaster.sending.gate.verdict import Go, Hold, Rules, Skip, Verdict, verdict
from broadcaster.sending.models import ATTEMPTS, DELIVERIES, Delivery, DeliveryState, Lane

ORDER_PATIENCE: Final = timedelta(minutes=30)
"""How long a message waits for an earlier one to the same number whose fate is unclear. The
provider's list has settled it by then, or staff have it."""

IN_QUEUE: Final = literal(DeliveryState.PENDING.value, String, literal_execute=True)
"""Written into the query itself: with a bound value no database could use the partial index."""

CALL_WITHIN: Final = timedelta(seconds=30)
"""How long after its claim a call may still begin; what is later goes back unsent."""

LOST_AFTER: Final = timedelta(seconds=90)
"""A call without outcome after this long is lost with its process: ``CALL_WITHIN``, the longest a
call takes (``http_client.Limits``), and as long again to write its outcome down."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery taken for sending, and the attempt already written down for it."""

    attempt_id: int
    delivery_id: str
    sender: str
    to_number: str
    body: str
    claimed_at: datetime
    validity: int | None = None  # seconds
    broadcast_id: int | None = None
    throttles: int = 0  # answers 429 its sender had in a row


@dataclass(frozen=True, slots=True)
class Claims:
    """What was taken, and when to look again if nothing was."""

    taken: list[Claim] = field(default_factory=list)
    judged: int = 0  # messages looked at: held and skipped ones too
    again_in: float | None = None  # seconds; None: when something new is due


async def is_due(session: AsyncSession, lane: Lane, sender: str, now: datetime) -> bool:
    """True when a sender's lane has a message that is due; whether it may leave is not asked."""
    known = {"of_lane": lane, "of_sender": sender, "now": now}
    return await session.scalar(_IS_DUE, known) is not None


async def claim_due(
    session: AsyncSession, lane: Lane, sender: str, limit: int, now: datetime, rules: Rules
) -> Claims:
    """Take due messages of a sender's lane, as many as its pace allows.

    Answers to tenants pass no gate and wait for no pace: whoever asks is answered at any hour,
    also after a STOP, and stays opted out.
    """
    allowance = await pace.allowance_of(session, sender, now)
    if allowance.again_in is not None and lane is Lane.BULK:
        return Claims(again_in=allowance.again_in)
    known: dict[str, object] = {"of_lane": lane, "of_sender": sender, "now": now, "most": limit}
    if lane is Lane.BULK:
        known["unclear_since"] = now - ORDER_PATIENCE
    rows = await session.execute(_query(lane), known)
    due = [due_of(row) for row in rows]
    going = await _through_gate(session, due, rules, now) if lane is Lane.BULK else _all(due)
    chosen = _within(going, allowance.segments) if lane is Lane.BULK else going
    if not chosen:
        return Claims(judged=len(due))
    await pace.spend(session, sender, sum(each.segments for each, _validity in chosen))
    taken = await _take(session, chosen, now, allowance.throttles)
    return Claims(taken, judged=len(due))


def _all(due: Iterable[Due]) -> list[tuple[Due, int | None]]:
    return [(each, None) for each in due]


_DUE: Final = (
    Delivery.state == IN_QUEUE,
    Delivery.lane == bindparam("of_lane"),
    Delivery.sender == bindparam("of_sender"),
    Delivery.due_at <= bindparam("now"),
)
_IS_DUE: Final = select(Delivery.id).where(*_DUE).limit(1)


@cache
def _query(lane: Lane) -> Select[*tuple[Any, ...]]:
    query = (
        select_due()
        .where(*_DUE)
        .order_by(Delivery.due_at, Delivery.created_at)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=Delivery)
    )
    return query.where(~_one_before()) if lane is Lane.BULK else query


def _one_before() -> Any:  # a condition, whose SQLAlchemy type is private
    """True while another message to the number is under way: a correction never overtakes."""
    other = aliased(Delivery)
    since: BindParameter[datetime] = bindparam("unclear_since")
    unclear = and_(other.state == DeliveryState.UNKNOWN, other.updated_at > since)
    return exists().where(
        other.to_number == Delivery.to_number,
        other.lane == Lane.BULK,
        or_(other.state == DeliveryState.SENDING, unclear),
    )


async def _through_gate(
    session: AsyncSession, due: Sequence[Due], rules: Rules, now: datetime
) -> list[tuple[Due, int | None]]:
    """Judge each message; give those that may leave, with their validity."""
    if not due:
        return []
    facts = await facts_of(session, due, now)
    going: list[tuple[Due, int | None]] = []
    stopped: dict[Hold | Skip, list[str]] = defaultdict(list)
    numbers: set[str] = set()
    for each in due:
        judged: Verdict = verdict(facts.of(each, now), rules, now)
        if not isinstance(judged, Go):
            stopped[judged].append(each.id)
        elif each.to_number not in numbers:  # the next one to a number waits its turn
            numbers.add(each.to_number)
            going.append((each, judged.validity))
            facts.told.add(each.to_number, each.household_id, each.broadcast_id, now)
    for why, ids in stopped.items():
        await _stop(session, why, ids, now)
    return going


async def _stop(session: AsyncSession, why: Hold | Skip, ids: Sequence[str], now: datetime) -> None:
    values: dict[str, object] = (
        {"state": DeliveryState.SKIPPED, "skip_reason": why.reason}
        if isinstance(why, Skip)
        else {"state": DeliveryState.HELD, "hold_reason": why.reason, "held_until": why.until}
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state == DeliveryState.PENDING)
        .values(updated_at=now, **values)
        .execution_options(synchronize_session=False)
    )


def _within(
    going: Sequence[tuple[Due, int | None]], segments: float
) -> list[tuple[Due, int | None]]:
    """The first messages whose segments are free; a longer one than that goes alone."""
    chosen: list[tuple[Due, int | None]] = []
    used = 0
    for each, validity in going:
        used += each.segments
        if chosen and used > segments:
            break
        chosen.append((each, validity))
    return chosen


async def _take(
    session: AsyncSession, chosen: Sequence[tuple[Due, int | None]], now: datetime, throttles: int
) -> list[Claim]:
    """Mark them as being sent and write each attempt down, before any call is made."""
    ids = [each.id for each, _validity in chosen]
    on_sqlite, keys = is_sqlite(session), named(session, ids)
    marked = {"of_ids": keys, "now": now, "lost_at": now + LOST_AFTER}
    await session.execute(_marking(on_sqlite=on_sqlite), marked)
    written = await session.execute(_attempting(on_sqlite=on_sqlite), {"of_ids": keys, "now": now})
    attempts: dict[str, int] = dict(written.all())
    return [
        Claim(
            attempt_id=attempts[each.id],
            delivery_id=each.id,
            sender=each.sender,
            to_number=each.to_number,
            body=each.body,
            claimed_at=now,
            validity=validity,
            broadcast_id=each.broadcast_id,
            throttles=throttles,
        )
        for each, validity in chosen
    ]


@cache
def _marking(*, on_sqlite: bool) -> Update:
    now: BindParameter[datetime] = bindparam("now")
    return (
        update(DELIVERIES)
        .where(among_named(DELIVERIES.c.id, "of_ids", on_sqlite=on_sqlite))
        .where(DELIVERIES.c.state == DeliveryState.PENDING)
        .values(
            state=DeliveryState.SENDING, updated_at=now, left_at=now, look_at=bindparam("lost_at")
        )
    )


@cache
def _attempting(*, on_sqlite: bool) -> ReturningInsert[str, int]:
    taken = select(DELIVERIES.c.id, bindparam("now", type_=UtcDateTime)).where(
        among_named(DELIVERIES.c.id, "of_ids", on_sqlite=on_sqlite)
    )
    return (
        insert(ATTEMPTS)
        .from_select(["delivery_id", "started_at"], taken)
        .returning(ATTEMPTS.c.delivery_id, ATTEMPTS.c.id)
    )
