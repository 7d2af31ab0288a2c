"""What the form of a broadcast offers: places, languages, milestones, saved texts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.saved_texts import SavedText, saved_texts
from broadcaster.console.calendar import CalendarLine, load_calendar
from broadcaster.console.places import Places
from broadcaster.register.models import Contact


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists a writer chooses from."""

    places: Places
    languages: list[str]  # ISO 639-1, those the register knows
    milestones: list[CalendarLine]  # in order of time
    saved_texts: dict[str, list[SavedText]]  # by kind of milestone, the generic ones first


async def load_choices(session: AsyncSession, now: datetime) -> Choices:
    """Read the lists as they are now."""
    places, calendar = await load_calendar(session, now)
    languages = await session.scalars(
        select(Contact.language).distinct().order_by(Contact.language)
    )
    milestones = [line for line in calendar if not line.is_cut]
    texts: dict[str, list[SavedText]] = {}
    for text in saved_texts():
        texts.setdefault(text.kind, []).append(text)
    return Choices(places, list(languages), milestones, texts)
