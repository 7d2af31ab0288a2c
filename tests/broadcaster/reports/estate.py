"""A small estate whose messages went well and badly, for figures that can be checked by hand."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Correspondent, InboundMessage, InboundState
from broadcaster.register.models import Contact, Flat, Household, NumberKind, Staircase
from broadcaster.sending.models import Delivery, DeliveryState, Lane, SkipReason

SENDER = "+33199000100"


async def settle(
    session: AsyncSession, staircase_id: int, count: int, *, first: int, floor: int = 2
) -> list[Household]:
    """So many more households with a mobile each; ``first`` numbers their flats and telephones."""
    staircase = await session.get_one(Staircase, staircase_id)
    households = [
        Household(
            reference=f"E{n}",
            name=f"Foyer {n}",
            flat=Flat(number=str(n), floor=floor, staircase=staircase),
            contacts=[
                Contact(number=f"+336399{n:05d}", kind=NumberKind.MOBILE, language="fr"),
            ],
        )
        for n in range(first, first + count)
    ]
    session.add_all(households)
    await session.flush()
    return households


def message(
    household: Household | None,
    state: DeliveryState,
    at: datetime,
    *,
    code: int | None = None,
    skip: SkipReason | None = None,
    lane: Lane = Lane.BULK,
    number: str = "+33639980099",
    segments: int = 1,
) -> Delivery:
    """A message that came to a state."""
    return Delivery(
        household_id=household.id if household else None,
        contact_id=household.contacts[0].id if household else None,
        to_number=household.contacts[0].number if household else number,
        lane=lane,
        sender=SENDER,
        body="Bonjour",
        segments=segments,
        state=state,
        error_code=code,
        skip_reason=skip,
        due_at=at,
        created_at=at,
        updated_at=at,
    )


async def writes(session: AsyncSession, number: str, now: datetime) -> Correspondent:
    """Somebody who writes from a number."""
    who = Correspondent(channel=AnswerChannel.SMS, address=number, token=number, created_at=now)
    session.add(who)
    await session.flush()
    return who


def asked(
    who: Correspondent, at: datetime, understood_as: str, answered: datetime | None = None
) -> InboundMessage:
    """A message of theirs."""
    return InboundMessage(
        sid=f"SM{who.id}{at.timestamp()}{understood_as}",
        correspondent_id=who.id,
        body="Bonjour",
        received_at=at,
        state=InboundState.HANDLED if answered else InboundState.WAITING,
        handled_at=answered,
        understood_as=understood_as,
    )
