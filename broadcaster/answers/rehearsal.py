"""Rehearsal: what an answer would be filled with for a real home, for staff to look at.

How a topic is resolved lies with the assistant, which nothing here may import: the service hands
the console something that can do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.register.homes import Home


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What was found for a home: the text that would be said, and its values."""

    topic: str
    case: str
    values: Mapping[str, str] = field(default_factory=dict)


class Rehearsal(Protocol):
    """Finds what a topic would be answered with, without saying or noting anything."""

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


class NoRehearsal:
    """Finds nothing: previews then show examples."""

    async def rehearse(
        self,
        session: AsyncSession,
        topic: str,
        home: Home,
        language: str,
        channel: AnswerChannel,
        now: datetime,
    ) -> Rehearsed | None:
        """Nothing."""
        return None
