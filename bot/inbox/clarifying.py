"""Clarifying: one short question with a few choices when a message was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answering import Answer
from bot.actions.dialogue import INFORM_PLACE
from bot.actions.flows import words
from bot.actions.flows.opening import MOVE
from bot.inbox.case import Case
from bot.inbox.choices import read_choice
from broadcaster.answers.labels import label
from broadcaster.answers.texts import say
from broadcaster.conversations.clarifications import ask, choices_of, open_clarification
from broadcaster.conversations.models import InboundMessage

A_DAY = 4
"""Words of the longest text that only tells a day: « plutôt jeudi matin svp »."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tenant was asked, and about which message of theirs."""

    inbound_id: int
    body: str
    topics: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a tenant answered to it."""

    inbound_id: int
    topics: Sequence[str]


async def asked_before(session: AsyncSession, case: Case, now: datetime) -> Asked | None:
    """The question that waits for this tenant's answer; None when there is none."""
    found = await open_clarification(session, case.correspondent_id, now)
    if found is None:
        return None
    about = await session.get_one(InboundMessage, found.inbound_id)
    return Asked(about.id, about.body, choices_of(found))


def choice_of(text: str, topics: Sequence[str]) -> tuple[str, ...] | None:
    """What a text takes of the topics offered: « la 1 », or the day that the first is about."""
    return read_choice(text, topics) or _by_day(text, topics)


def _by_day(text: str, topics: Sequence[str]) -> tuple[str, ...] | None:
    """« Jeudi », where moving an appointment was offered, tells when it should be."""
    is_day = len(text.split()) <= A_DAY and words.tells("better", text) and not words.asks(text)
    return (MOVE,) if MOVE in topics and is_day else None


def tells_place_only(answers: Sequence[Answer]) -> bool:
    """True for a place that was noted, where nothing waited for it."""
    return len(answers) > 0 and all(
        one.topic == INFORM_PLACE and not one.handoff and not one.asks_place for one in answers
    )


async def ask_which(session: AsyncSession, case: Case, topics: Sequence[str], now: datetime) -> str:
    """Note the question, and give it as it is said: a number and a label for each topic."""
    await ask(session, case.correspondent_id, case.inbound_id, topics, now)
    listed = [f"{n} {label(topic, case.language)}" for n, topic in enumerate(topics, start=1)]
    values = {"choix": "\n".join(listed)}
    return await say(session, "system.clarify", "default", case.language, case.channel, values)
