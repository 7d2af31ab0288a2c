"""Handed on: a complaint that a person has without a request, and the few words that add to it.

« Les ouvriers ont laissé plein de saletés » is passed on at once, with no reference. « Palier du
4e », « depuis lundi » right after are about it, whatever a classifier takes them for.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.flows import remarks
from bot.actions.message import Message
from bot.actions.speech import speech_to
from broadcaster.answers.emergencies import PREFIX
from broadcaster.conversations.models import Correspondent, InboundMessage, InboundState
from broadcaster.conversations.threads import Reason

COMPLAINTS: Final = ("nuisance_", "quality_")
"""What the topics begin with that tell of something wrong."""

JUST_NOW: Final = timedelta(hours=1)
"""How long a few words go on about it."""

FEWEST: Final = 4
"""Words of the longest text taken for more of it: a longer one says what it is about."""


async def heard_as_more(
    session: AsyncSession, who_id: int, message: Message, now: datetime
) -> Answer | None:
    """Pass on what only adds to the last complaint; None for anything else."""
    if not _may_be_more(message):
        return None
    who = await session.get_one(Correspondent, who_id)
    topic = await _complained_of(session, who, now)
    if topic is None:
        return None
    text = await (await speech_to(session, who, now)).system("handoff")
    return Answer(topic, text, Reason.NEEDS_PERSON)


def _may_be_more(message: Message) -> bool:
    if len(message.text.split()) > FEWEST or not remarks.goes_on_first(message.text):
        return False
    return not any(one.topic.startswith(PREFIX) for one in message.questions)


async def _complained_of(session: AsyncSession, who: Correspondent, now: datetime) -> str | None:
    """The topic of the complaint, where it was the last thing said and a person has it."""
    if who.pending_topic is not None:
        return None
    last = await session.scalar(
        select(InboundMessage)
        .where(InboundMessage.correspondent_id == who.id)
        .where(InboundMessage.state == InboundState.HANDLED)
        .where(InboundMessage.received_at > now - JUST_NOW)
        .order_by(InboundMessage.id.desc())
        .limit(1)
    )
    if last is None or last.thread_id is None:
        return None
    topic = (last.understood_as or "").split(",")[0]
    return topic if topic.startswith(COMPLAINTS) else None
