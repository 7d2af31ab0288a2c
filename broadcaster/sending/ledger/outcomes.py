"""Outcomes: what each call came to, written down, and what follows from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from broadcaster.bulk import among_named, is_sqlite, named
from broadcaster.sending import pace
from broadcaster.sending.ledger import steps
from broadcaster.sending.ledger.claims import Claim
from broadcaster.sending.mailings import pause_for_configuration
from broadcaster.sending.models import (
    ATTEMPTS,
    AttemptOutcome,
    Delivery,
    DeliveryState,
    HoldReason,
    Lane,
)

REPLY_AGAIN_AFTER: Final = timedelta(seconds=1)
"""When an answer to a tenant that certainly did not leave is tried again."""

CONFIGURATION_AGAIN_AFTER: Final = timedelta(minutes=5)
"""When an answer is tried again that the provider refused because of our account."""

AFTER_ATTEMPT: Final = {
    AttemptOutcome.ACCEPTED: DeliveryState.ACCEPTED,
    AttemptOutcome.REFUSED: DeliveryState.FAILED,
    AttemptOutcome.MISCONFIGURED: DeliveryState.HELD,
    AttemptOutcome.THROTTLED: DeliveryState.PENDING,
    AttemptOutcome.UNREACHABLE: DeliveryState.PENDING,
    AttemptOutcome.UNKNOWN: DeliveryState.UNKNOWN,
}
"""Where an attempt's outcome brings its delivery. What is unclear is never sent again blindly."""

TOO_FAST: Final = frozenset({AttemptOutcome.THROTTLED, AttemptOutcome.UNREACHABLE})
"""Outcomes after which a sender rests: they cost no retry, as nothing was processed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to."""

    claim: Claim
    result: AttemptOutcome
    sid: str | None = None
    http_status: int | None = None
    error_code: int | None = None


async def settle(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write what a batch of attempts came to.

    An attempt that was given up meanwhile (its process was thought dead) may have been followed
    by another: of such a one only an acceptance still counts.
    """
    closed = await _close(session, outcomes, now)
    counting = [
        outcome
        for outcome in outcomes
        if outcome.claim.attempt_id in closed or outcome.result is AttemptOutcome.ACCEPTED
    ]
    accepted = await _accept(session, counting, now)
    left = [outcome for outcome in counting if outcome.claim.delivery_id not in accepted]
    await _learn(session, left)
    by_result: dict[AttemptOutcome, list[Outcome]] = defaultdict(list)
    for outcome in left:
        by_result[outcome.result].append(outcome)
    for result, those in by_result.items():
        await _move(session, result, those, now)
    await _pace(session, counting, now)


async def _close(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> set[int]:
    """Write the attempts' outcomes down; give those that were still open."""
    alike: dict[tuple[AttemptOutcome, int | None, int | None], list[int]] = defaultdict(list)
    for one in outcomes:
        alike[one.result, one.http_status, one.error_code].append(one.claim.attempt_id)
    closed: set[int] = set()
    closing = _closing(on_sqlite=is_sqlite(session))
    for (result, status, code), ids in alike.items():
        told = {"now": now, "result": result, "status": status, "code": code}
        closed |= set(await session.scalars(closing, {"of_ids": named(session, ids), **told}))
    return closed


@cache
def _closing(*, on_sqlite: bool) -> ReturningUpdate[int]:
    return (
        update(ATTEMPTS)
        .where(among_named(ATTEMPTS.c.id, "of_ids", on_sqlite=on_sqlite))
        .where(ATTEMPTS.c.outcome.is_(None))
        .values(
            finished_at=bindparam("now"),
            outcome=bindparam("result"),
            http_status=bindparam("status"),
            error_code=bindparam("code"),
        )
        .returning(ATTEMPTS.c.id)
    )


async def _accept(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> set[str]:
    """Write the usual outcome down; give the deliveries that are done with."""
    of_sid = {
        outcome.sid: outcome.claim.delivery_id
        for outcome in outcomes
        if outcome.result is AttemptOutcome.ACCEPTED and outcome.sid
    }
    sids = {delivery_id: sid for sid, delivery_id in of_sid.items()}
    return await steps.accept(session, sids, now) if sids else set()


async def _learn(session: AsyncSession, outcomes: Sequence[Outcome]) -> None:
    told = {
        outcome.claim.delivery_id: (outcome.sid, outcome.error_code)
        for outcome in outcomes
        # What is tried again keeps no code: it would look like a failure for ever.
        if AFTER_ATTEMPT[outcome.result] not in (DeliveryState.PENDING, DeliveryState.HELD)
        and (outcome.sid or outcome.error_code)
    }
    await steps.learn(session, told)


async def _move(
    session: AsyncSession, result: AttemptOutcome, outcomes: Sequence[Outcome], now: datetime
) -> None:
    ids = [outcome.claim.delivery_id for outcome in outcomes]
    if result is AttemptOutcome.MISCONFIGURED:
        await _hold(session, outcomes, now)
        return
    moved = await steps.move(session, ids, AFTER_ATTEMPT[result], now)
    if result in TOO_FAST:
        await session.execute(
            update(Delivery)
            .where(Delivery.id.in_(moved), Delivery.lane == Lane.REPLY)
            .values(due_at=now + REPLY_AGAIN_AFTER)
            .execution_options(synchronize_session=False)
        )


async def _hold(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Our account or sender is refused: stop the broadcasts, keep the answers for later."""
    answers = [each.claim.delivery_id for each in outcomes if each.claim.broadcast_id is None]
    await steps.move(
        session,
        answers,
        DeliveryState.HELD,
        now,
        hold_reason=HoldReason.CONFIGURATION,
        held_until=now + CONFIGURATION_AGAIN_AFTER,
    )
    of_broadcast: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.claim.broadcast_id is not None:
            of_broadcast[outcome.claim.broadcast_id].append(outcome)
    for broadcast_id, those in of_broadcast.items():
        ids = [each.claim.delivery_id for each in those]
        await steps.move(session, ids, DeliveryState.HELD, now, hold_reason=HoldReason.PAUSED)
        await pause_for_configuration(session, broadcast_id, those[0].error_code, now)


async def _pace(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    hurried = {each.claim.sender for each in outcomes if each.result in TOO_FAST}
    for sender in sorted(hurried):
        await pace.slow_down(session, sender, now)
    calm = {
        each.claim.sender
        for each in outcomes
        if each.result is AttemptOutcome.ACCEPTED and each.claim.throttles
    }
    for sender in sorted(calm - hurried):
        await pace.speed_up(session, sender)
