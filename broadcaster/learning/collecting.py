"""Collecting: a message that was not surely understood, or was corrected, becomes a sample."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import Correspondent, InboundMessage
from broadcaster.database import insert_unless_there
from broadcaster.learning.masking import mask, without_placeholders
from broadcaster.learning.models import Sample, SampleState, Why
from broadcaster.learning.names import names_around
from broadcaster.learning.reading import Reading, TopicGuess

LEAST_LEAD = 0.15
"""Lead of the best topic over the second below which an answer may have been the wrong one."""

LEAST_CONFIDENCE = 0.5
"""The same where no second topic is known.

Of 758 messages of the evaluation set 125 were answered below it, 55 % of them on the wrong topic,
and 13 % of those above it: half of all wrong answers come to staff, with a sixth of all messages.
"""

NEVER_KEPT = frozenset({"emergency_violence", "emergency_child", "emergency_suicide"})
"""What is said in such distress is nobody's teaching material."""

LONGEST = 500
"""Characters of an example; a longer text teaches little of any one topic."""

FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class Unsure:
    """What of a message is worth a look."""

    why: Why
    text: str
    guesses: Sequence[TopicGuess] = ()
    position: int = 0
    suggested: str | None = None


def why_unsure(reading: Reading) -> Why | None:
    """Why a reading is worth a look; None when it was clear enough."""
    if reading.fallback:
        return Why.NOT_UNDERSTOOD
    if reading.lead is not None:
        return Why.LOW_LEAD if reading.lead < LEAST_LEAD else None
    return Why.LOW_LEAD if 0 < reading.confidence < LEAST_CONFIDENCE else None


async def collect(
    session: AsyncSession, inbound_id: int, language: str, unsure: Unsure, now: datetime
) -> bool:
    """Keep a sample of a message; False when there is nothing to keep, or it is kept already."""
    if unsure.guesses and unsure.guesses[0].topic in NEVER_KEPT:
        return False
    inbound = await session.get(InboundMessage, inbound_id)
    if inbound is None:
        return False
    text = await masked_for(session, inbound, unsure.text)
    if not is_telling(text):
        return False
    written = await session.execute(
        insert_unless_there(session, Sample)
        .values(
            inbound_id=inbound_id,
            position=unsure.position,
            text=text,
            language=language,
            why=unsure.why,
            guesses=[asdict(guess) for guess in unsure.guesses],
            suggested=unsure.suggested,
            state=SampleState.NEW,
            created_at=now,
        )
        .returning(Sample.id)
    )
    return written.first() is not None


async def corrected(
    session: AsyncSession, inbound_id: int, topic: str | None, why: Why, now: datetime
) -> int | None:
    """Somebody said what a message was really about, or that it was taken wrongly (no ``topic``).

    A sample that waits for review is completed; one already decided stays as it was decided.
    Gives the id of the sample, or None when the message is none to learn from.
    """
    inbound = await session.get(InboundMessage, inbound_id)
    if inbound is None:
        return None
    names = (inbound.understood_as or "").split(",")
    guesses = [TopicGuess(name, 0.0) for name in names if "_" in name]  # « menu » is no topic
    unsure = Unsure(why, inbound.body, guesses, suggested=topic)
    language = await _language_of(session, inbound)
    is_kept = await collect(session, inbound_id, language, unsure, now)
    if not is_kept and (topic is not None or why is Why.TENANT):
        await session.execute(
            update(Sample)
            .where(Sample.inbound_id == inbound_id, Sample.position == 0)
            .where(Sample.state == SampleState.NEW)
            .values({"why": why} if topic is None else {"why": why, "suggested": topic})
        )
    return await session.scalar(
        select(Sample.id).where(Sample.inbound_id == inbound_id).order_by(Sample.position).limit(1)
    )


async def masked_for(session: AsyncSession, inbound: InboundMessage, text: str) -> str:
    """A text of a message without what could name somebody."""
    names = await names_around(session, inbound.correspondent_id)
    return mask(text[:LONGEST], names.own, names.others)


def is_telling(text: str) -> bool:
    """True when more than placeholders and signs is left of a text."""
    return any(character.isalpha() for character in without_placeholders(text))


async def _language_of(session: AsyncSession, inbound: InboundMessage) -> str:
    found = await session.scalar(
        select(Correspondent.language).where(Correspondent.id == inbound.correspondent_id)
    )
    return found or FRENCH
