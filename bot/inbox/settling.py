"""Settling a message: its replies, its thread and its state, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answering import Answer
from bot.inbox.case import Case
from bot.inbox.clarifying import Chosen, ask_which
from bot.inbox.soothing import soothing_texts
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import say
from broadcaster.conversations.clarifications import choose, close_clarifications
from broadcaster.conversations.holds import take_return
from broadcaster.conversations.models import (
    Correspondent,
    InboundMessage,
    InboundState,
    Thread,
)
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.threads import Reason, join_thread, open_thread
from broadcaster.learning.collecting import corrected
from broadcaster.learning.models import Why

LONGEST_SMS = 1500
"""Characters put into one SMS; Twilio refuses a body over 1,600."""

NO_FOLLOW_UP = frozenset({"emergency_violence", "emergency_child", "emergency_suicide"})
"""Another person may read the phone: one neutral reply and nothing after it."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """What makes a message a person's business."""

    topic: str
    reason: Reason
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a message is settled."""

    texts: Sequence[str]
    understood_as: str
    handoff: Handoff | None = None
    state: InboundState = InboundState.HANDLED
    introduces: bool = True  # an emergency reply is not preceded by anything
    opening: str | None = None  # a line before the answers
    offers: Sequence[str] = ()  # topics the tenant is asked to choose from
    chosen: Chosen | None = None  # what they chose, for an earlier message
    soothes: bool = False  # written in anger: a human sentence comes first
    keeps_question: bool = False  # a clarifying question goes on waiting
    confidence: float | None = None  # of what it was understood as; None: nothing was guessed
    then: Sequence[InboundState] = field(
        default=(InboundState.RECEIVED, InboundState.WAITING)
    )  # the states it may settle


def settlement_of(answers: Sequence[Answer], opening: str | None = None) -> Settlement:
    """The settlement that a list of answers makes: a danger the assistant saw comes first."""
    alone = [answer for answer in answers if answer.topic in NO_FOLLOW_UP]
    answers = alone[:1] or sorted(answers, key=lambda answer: not answer.urgent)
    return Settlement(
        texts=[answer.text for answer in answers if answer.text],
        understood_as=",".join(answer.topic for answer in answers),
        handoff=_handoff(answers),
        introduces=not any(answer.handoff == Reason.EMERGENCY for answer in answers),
        opening=opening,
        confidence=confidence_of(answers),
    )


def confidence_of(answers: Sequence[Answer]) -> float | None:
    """How sure the assistant was of a message: as of the least sure of its questions."""
    readings = [answer.reading for answer in answers if answer.reading is not None]
    return min((reading.confidence for reading in readings), default=None)


def _handoff(answers: Sequence[Answer]) -> Handoff | None:
    """The most pressing reason among the answers: an urgent one, else the first."""
    wanted = [answer for answer in answers if answer.handoff]
    if not wanted:
        return None
    first = next((answer for answer in wanted if answer.urgent), wanted[0])
    return Handoff(first.topic, Reason(first.handoff or ""), first.urgent)


async def settle(
    session: AsyncSession, outbox: Outbox, case: Case, settlement: Settlement, now: datetime
) -> list[str]:
    """Write the replies and say that the message is settled; give the texts written.

    The message is taken by its state: whoever comes second writes nothing.
    """
    taken = await session.execute(
        update(InboundMessage)
        .where(InboundMessage.id == case.inbound_id)
        .where(InboundMessage.state.in_(settlement.then))
        .values(
            state=settlement.state,
            handled_at=now,
            understood_as=settlement.understood_as[:200],
            confidence=settlement.confidence,
        )
        .returning(InboundMessage.id)
    )
    if taken.first() is None:
        return []
    thread = await _hand_over(session, case, settlement.handoff, now)
    settlement = await _completed(session, case, settlement, thread, now)
    thread_id = thread.id if thread else None
    return await write_replies(session, outbox, case, settlement, now, thread_id=thread_id)


async def _completed(
    session: AsyncSession,
    case: Case,
    settlement: Settlement,
    thread: Thread | None,
    now: datetime,
) -> Settlement:
    """The settlement with what depends on the thread and on what was asked before."""
    if not settlement.keeps_question:
        await close_clarifications(session, case.correspondent_id, now)
    if settlement.chosen is not None:
        chosen = settlement.chosen
        await choose(session, chosen.inbound_id, chosen.topics)
        await corrected(session, chosen.inbound_id, chosen.topics[0], Why.TENANT, now)
    texts = list(settlement.texts)
    if settlement.soothes and thread is not None:
        texts = [*await soothing_texts(session, case, thread, now), *texts]
    if settlement.offers:
        texts.append(await ask_which(session, case, settlement.offers, now))
    return replace(settlement, texts=texts)


async def _hand_over(
    session: AsyncSession, case: Case, handoff: Handoff | None, now: datetime
) -> Thread | None:
    if handoff is None:
        return None
    thread = await open_thread(
        session,
        case.correspondent_id,
        topic=handoff.topic,
        reason=handoff.reason,
        urgent=handoff.urgent,
        now=now,
    )
    inbound = await session.get_one(InboundMessage, case.inbound_id)
    await join_thread(session, inbound, thread)
    return thread


async def write_replies(
    session: AsyncSession,
    outbox: Outbox,
    case: Case,
    settlement: Settlement,
    now: datetime,
    *,
    thread_id: int | None = None,
) -> list[str]:
    """Write the texts as replies, in as few messages as they fit."""
    who = await session.get_one(Correspondent, case.correspondent_id)
    texts = list(settlement.texts)
    if texts and settlement.opening:
        texts.insert(0, settlement.opening)
    if texts and settlement.introduces:
        texts = [*await _introduction(session, who, case, now), *texts]
    bodies = _joined(texts, LONGEST_SMS)
    for body in bodies:
        await outbox.reply(session, who, body, now, inbound_id=case.inbound_id, thread_id=thread_id)
    return bodies


async def _introduction(
    session: AsyncSession, who: Correspondent, case: Case, now: datetime
) -> list[str]:
    """That a machine answers: said at first, and again after a person had the thread in hand."""
    is_first = who.introduced_at is None
    is_back = not case.held and await take_return(session, who.id)
    if not is_first and not is_back:
        return []
    who.introduced_at = now
    return [await system_text(session, "back" if is_back else "introduction", case)]


def _joined(texts: Sequence[str], longest: int) -> list[str]:
    """The texts in as few messages as possible, each text whole where it can be."""
    bodies: list[str] = []
    for text in texts:
        for piece in (text[start : start + longest] for start in range(0, len(text), longest)):
            if bodies and len(bodies[-1]) + 1 + len(piece) <= longest:
                bodies[-1] = f"{bodies[-1]}\n{piece}"
            else:
                bodies.append(piece)
    return bodies


async def system_text(session: AsyncSession, name: str, case: Case) -> str:
    """A text of the service itself, in the tenant's language and channel."""
    channel = AnswerChannel(case.channel)
    return await say(session, f"system.{name}", "default", case.language, channel)
