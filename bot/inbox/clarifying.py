"""Clarifying: one short question with a few choices when a message was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox.case import Case
from broadcaster.answers.labels import label
from broadcaster.answers.texts import say
from broadcaster.conversations.clarifications import ask, choices_of, open_clarification
from broadcaster.conversations.models import InboundMessage


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


async def ask_which(session: AsyncSession, case: Case, topics: Sequence[str], now: datetime) -> str:
    """Note the question, and give it as it is said: a number and a label for each topic."""
    await ask(session, case.correspondent_id, case.inbound_id, topics, now)
    listed = [f"{n} {label(topic, case.language)}" for n, topic in enumerate(topics, start=1)]
    values = {"choix": "\n".join(listed)}
    return await say(session, "system.clarify", "default", case.language, case.channel, values)
