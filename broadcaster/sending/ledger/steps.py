"""Steps: a delivery from one state to the next, as far as the table of ranks allows."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import bindparam, exists, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from broadcaster.bulk import among_named, is_sqlite, named, paired
from broadcaster.sending import states
from broadcaster.sending.models import DELIVERIES, Delivery, DeliveryState

CALLBACK_GRACE: Final = timedelta(seconds=20)
"""How long a callback may take to tell what became of an unclear call."""

NEWS_WITHIN: Final = timedelta(minutes=10)
"""How long after a message was accepted its callbacks may take; then the provider is asked."""

_OF_IDS: Final = "of_ids"

_NEXT_LOOK: Final = {
    DeliveryState.UNKNOWN: CALLBACK_GRACE,
    DeliveryState.ACCEPTED: NEWS_WITHIN,
    DeliveryState.SENT: NEWS_WITHIN,
}

# The reconciler may have given the id to another delivery of the same text and number: news must
# not be lost for that.
_OTHER: Final = DELIVERIES.alias("other")
_WITHOUT_SID: Final = func.coalesce(Delivery.sid, "") == ""
"""Without its index: thousands wait without an id, and a database that has no statistics yet
(PostgreSQL right after a large import) would begin with all of them at each batch."""
_LEARN_SID: Final = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("of_id"), DELIVERIES.c.sid.is_(None))
    .where(~exists().where(_OTHER.c.sid == bindparam("new_sid")))
    .values(sid=bindparam("new_sid"))
)
_LEARN_CODE: Final = (
    update(DELIVERIES)
    .where(DELIVERIES.c.id == bindparam("of_id"), DELIVERIES.c.error_code.is_(None))
    .values(error_code=bindparam("new_code"))
)


async def move(
    session: AsyncSession,
    delivery_ids: Collection[str],
    target: DeliveryState,
    now: datetime,
    **values: object,
) -> set[str]:
    """Bring deliveries to a state; give those whose rank allowed it.

    The states it may be reached from stand in the UPDATE itself, so of two that try at once
    the table of ``states`` decides.
    """
    entering = _entering(target, now) | values
    statement = _moving(target, frozenset(entering), on_sqlite=is_sqlite(session))
    keys = named(session, delivery_ids)
    moved = await session.scalars(statement, {_OF_IDS: keys, **_prefixed(entering)})
    return set(moved)


@cache
def _moving(
    target: DeliveryState, columns: frozenset[str], *, on_sqlite: bool
) -> ReturningUpdate[str]:
    return (
        update(DELIVERIES)
        .where(among_named(DELIVERIES.c.id, _OF_IDS, on_sqlite=on_sqlite))
        .where(DELIVERIES.c.state.in_(states.sources(target)))
        .values({name: bindparam(f"new_{name}") for name in columns})
        .returning(DELIVERIES.c.id)
    )


def _prefixed(values: Mapping[str, object]) -> dict[str, object]:
    """Named otherwise than the columns: SQLAlchemy keeps those names for itself."""
    return {f"new_{name}": value for name, value in values.items()}


def _entering(target: DeliveryState, now: datetime) -> dict[str, object]:
    """What changes beside the state: reasons to wait are for what waits only."""
    after = _NEXT_LOOK.get(target)
    values: dict[str, object] = {
        "state": target,
        "updated_at": now,
        "look_at": now + after if after else None,
        "hold_reason": None,
        "held_until": None,
    }
    if target in states.WAITING:
        values["left_at"] = None
    return values


async def accept(session: AsyncSession, sids: Mapping[str, str], now: datetime) -> set[str]:
    """Note what the provider accepted, with its id for each; give those that were written.

    One statement for a whole batch in the usual case. What is left out (its state or its id is
    known already, or the id is taken) is for ``learn`` and ``move``.
    """
    is_known, sid = paired(session, Delivery.id, sids)
    moved = await session.scalars(
        update(Delivery)
        .where(is_known, _WITHOUT_SID)
        .where(Delivery.state.in_(states.sources(DeliveryState.ACCEPTED)))
        .where(~exists().where(_OTHER.c.sid == sid))
        .values(_entering(DeliveryState.ACCEPTED, now) | {"sid": sid})
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return set(moved)


async def learn(session: AsyncSession, known: Mapping[str, tuple[str | None, int | None]]) -> None:
    """Keep provider ids and error codes, by delivery; what is known already is not erased.

    News is kept even where the state does not move: a callback may have overtaken the answer
    to our own call.
    """
    sids = [{"of_id": key, "new_sid": sid} for key, (sid, _code) in known.items() if sid]
    if sids:
        await session.execute(_LEARN_SID, sids)
    codes = [{"of_id": key, "new_code": code} for key, (_sid, code) in known.items() if code]
    if codes:
        await session.execute(_LEARN_CODE, codes)


async def advance(
    session: AsyncSession,
    delivery_id: str,
    target: DeliveryState,
    now: datetime,
    *,
    sid: str | None = None,
    error_code: int | None = None,
) -> bool:
    """Move one delivery if its rank allows, and keep what was told with it; True when it moved."""
    await learn(session, {delivery_id: (sid, error_code)})
    return bool(await move(session, [delivery_id], target, now))
