"""Rehearsing: what a real home would be answered, for staff who write the texts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.registry import TOPICS
from bot.actions.speech import Speech
from bot.actions.wanted import Wanted
from bot.actions.wording import values_of
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.rehearsal import Rehearsed
from broadcaster.register.homes import Home


@dataclass(frozen=True, slots=True)
class AnswerRehearsal:
    """Resolves topics as the assistant does, and says nothing."""

    async def rehearse(
        self,
        session: AsyncSession,
        topic: str,
        home: Home,
        language: str,
        channel: AnswerChannel,
        now: datetime,
    ) -> Rehearsed | None:
        """The case and values for a home; None for what is no topic of the assistant."""
        if topic not in TOPICS:
            return None
        asked, finding = await Speech(session, language, channel, now).find(Wanted(topic), home)
        values = await values_of(asked, finding, channel)
        return Rehearsed(finding.topic or asked.topic, finding.case, values)
