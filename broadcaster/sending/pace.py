"""Pace: segments per second of each sender, shared by every process that sends.

The sender's row is the only clock. Whoever claims messages locks it, takes what is free and says
how much was taken, all in the transaction of the claim: two processes never spend the same second.
Answers to tenants take their share first and never wait for it; bulk waits until the debt is paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Float, bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import insert_unless_there
from broadcaster.sending.models import SENDERS, Delivery, DeliveryState, Sender

TWILIO_SEGMENTS_PER_SECOND: Final = 10.0
"""What Twilio sends for any sender outside +1 ("Messaging throughput")."""

BURST: Final = 1.0
"""Seconds' worth of segments that may go at once after a rest."""

SHORTEST_WAIT: Final = 0.1
"""Seconds; looking more often would only cost the database."""

LONGEST_REST: Final = 60.0
"""Seconds a sender rests at most after the provider said, again and again, that it is too fast."""


_MOMENT: Final = bindparam("moment", type_=Float)
_CATCH_UP: Final = (
    update(SENDERS)
    .where(SENDERS.c.name == bindparam("of_name"))
    .values(next_free=case((SENDERS.c.next_free > _MOMENT, SENDERS.c.next_free), else_=_MOMENT))
    .returning(
        SENDERS.c.next_free,
        SENDERS.c.throttled_until,
        SENDERS.c.segments_per_second,
        SENDERS.c.throttles,
    )
)
_SPEND: Final = (
    update(SENDERS)
    .where(SENDERS.c.name == bindparam("of_name"))
    .values(
        next_free=SENDERS.c.next_free
        + bindparam("segments", type_=Float) / SENDERS.c.segments_per_second
    )
)
"""Made once: every look of a sender runs them."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a sender may send now."""

    segments: float
    again_in: float | None = None  # seconds after which there is more, when there is nothing
    throttles: int = 0  # answers 429 in a row, to be forgotten at the first success


async def open_senders(session: AsyncSession, names: Iterable[str], rate: float) -> None:
    """Make the senders known, with their pace; those of messages still waiting too.

    A sender that is no longer in the settings may have messages that were promised.
    """
    waiting = await session.scalars(
        select(Delivery.sender)
        .where(Delivery.state.in_([DeliveryState.PENDING, DeliveryState.HELD]))
        .distinct()
    )
    for name in {*names, *waiting}:
        row = {"name": name, "next_free": 0.0, "throttled_until": 0.0, "throttles": 0}
        await session.execute(
            insert_unless_there(session, Sender).values(segments_per_second=rate, **row)
        )
    await session.execute(update(Sender).values(segments_per_second=rate))


async def sender_names(session: AsyncSession) -> list[str]:
    """Every sender there is."""
    return list(await session.scalars(select(Sender.name).order_by(Sender.name)))


async def allowance_of(session: AsyncSession, name: str, now: datetime) -> Allowance:
    """What may leave now; the sender is locked until the transaction ends.

    A sender nobody opened may send nothing: its pace is not known.
    """
    moment = now.timestamp()
    found = await session.execute(_CATCH_UP, {"of_name": name, "moment": moment})
    row = found.first()
    if row is None:
        return Allowance(0, LONGEST_REST)
    next_free, throttled_until, rate, throttles = row
    if throttled_until > moment:
        return Allowance(0, throttled_until - moment, throttles)
    free = (BURST - (next_free - moment)) * rate
    # A pace below one segment a second never has a whole one free: rested is enough.
    needed = min(1.0, BURST * rate)
    if free < needed:
        return Allowance(0, max((needed - free) / rate, SHORTEST_WAIT), throttles)
    return Allowance(free, throttles=throttles)


async def spend(session: AsyncSession, name: str, segments: int) -> None:
    """Take segments from what the sender has; it may go into debt, which bulk pays."""
    await session.execute(_SPEND, {"of_name": name, "segments": segments})


async def slow_down(session: AsyncSession, name: str, now: datetime) -> None:
    """Rest after an answer 429: 1 s, then twice as long each time it comes again at once.

    Several calls that were under way together count once.
    """
    moment = now.timestamp()
    doubled = {times: moment + 2.0**times for times in range(6)}
    rest = case(doubled, value=Sender.throttles, else_=moment + LONGEST_REST)
    await session.execute(
        update(Sender)
        .where(Sender.name == name, Sender.throttled_until <= moment)
        .values(throttled_until=rest, throttles=Sender.throttles + 1)
    )


async def speed_up(session: AsyncSession, name: str) -> None:
    """Forget earlier answers 429: one was accepted."""
    await session.execute(
        update(Sender).where(Sender.name == name, Sender.throttles > 0).values(throttles=0)
    )
