"""The untold: who knows nothing of a milestone, and whose message was kept back."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from broadcaster.campaigns.audience.audience import Audience, households_of
from broadcaster.campaigns.audience.recipients import textable
from broadcaster.campaigns.plans.beliefs import tells
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.register.models import Contact, Household, OptOut
from broadcaster.sending.models import Delivery, DeliveryState, SkipReason
from broadcaster.sending.states import MAY_HAVE_ARRIVED


@dataclass(frozen=True, slots=True)
class Knowing:
    """What some numbers were told or are about to be told of a milestone."""

    informed: Collection[str]  # told the truth, or tried in vain: not to be told again
    lost: Collection[str]  # a message for them was kept back as no longer true


async def knowing(
    session: AsyncSession,
    milestone_id: int,
    known: Followed,
    numbers: Collection[str],
    *,
    beside: int,
) -> Knowing:
    """Who of these numbers needs no telling, whatever the broadcast ``beside`` has for them."""
    rows = await session.execute(
        select(Delivery.to_number, Delivery.told, Delivery.state, Delivery.skip_reason)
        .where(Delivery.to_number.in_(numbers))
        .where(tells(Delivery, milestone_id, by_number=True))
        .where(Delivery.broadcast_id != beside)
        .order_by(Delivery.created_at, Delivery.id)
    )
    last: dict[str, str | None] = {}
    lost = set()
    for number, told, state, reason in rows:
        if state is not DeliveryState.SKIPPED:
            last[number] = told
        elif reason is SkipReason.SUPERSEDED:
            lost.add(number)
    informed = {number for number, told in last.items() if told == known.truth}
    elsewhere = await _gone(session, known, numbers)
    return Knowing(informed | elsewhere, lost)


async def _gone(session: AsyncSession, known: Followed, numbers: Collection[str]) -> set[str]:
    if known.widest == known.scope:
        return set()
    gone = known.is_gone_for(Contact.number)
    return set(
        await session.scalars(select(Contact.number).where(Contact.number.in_(numbers), gone))
    )


def is_untold(
    number: SQLColumnExpression[str], milestone_id: int, known: Followed
) -> ColumnElement[bool]:
    """The condition that a number was told nothing, and nothing true is on its way or failed."""
    row = aliased(Delivery)
    told = exists().where(
        row.to_number == number,
        tells(row, milestone_id, by_number=True),
        or_(
            row.state.in_(MAY_HAVE_ARRIVED),
            and_(row.told == known.truth, row.state != DeliveryState.SKIPPED),
        ),
    )
    return not_(told)


async def anybody_untold(
    session: AsyncSession,
    milestone_id: int,
    known: Followed,
    audience: Audience,
    *,
    only_lost: bool,
) -> bool:
    """True when somebody of an audience was told nothing and is about to be told nothing true.

    ``only_lost`` keeps to those for whom there was a message, which was kept back.
    """
    query = select(Contact.id).join(Household, Contact.household_id == Household.id)
    untold = households_of(query, audience).where(
        textable(),
        Contact.number.not_in(select(OptOut.number)),
        is_untold(Contact.number, milestone_id, known),
    )
    if only_lost:
        kept_back = select(Delivery.to_number).where(
            tells(Delivery, milestone_id), Delivery.skip_reason == SkipReason.SUPERSEDED
        )
        untold = untold.where(Contact.number.in_(kept_back))
    return await session.scalar(untold.limit(1)) is not None
