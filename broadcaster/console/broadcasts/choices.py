"""What the form of a broadcast offers: places, languages, milestones, saved texts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.recipients import FRENCH
from broadcaster.campaigns.texts.own_texts import all_texts
from broadcaster.campaigns.texts.saved_texts import SavedText
from broadcaster.console.places import Places
from broadcaster.console.works.calendar import CalendarLine, load_calendar
from broadcaster.register.models import Contact, Flat


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists a writer chooses from."""

    places: Places
    languages: list[str]  # ISO 639-1, those the register knows
    milestones: list[CalendarLine]  # in order of time
    saved_texts: dict[str, list[SavedText]]  # by kind of milestone, the generic ones first
    flats: list[Flat]  # those an audience already names, as a milestone of one flat does
    is_part: bool = False  # only of the sites that somebody may write to

    @property
    def milestone_ids(self) -> set[int]:
        """Those that may be chosen."""
        return {line.fact.id for line in self.milestones}

    @property
    def other_languages(self) -> list[str]:
        """Those a text may have a version in, beside the French one."""
        return beside_french(self.languages)


async def load_choices(
    session: AsyncSession,
    now: datetime,
    flat_ids: Collection[int] = (),
    sites: frozenset[int] | None = None,
) -> Choices:
    """Read the lists as they are now, with the flats that are named; of some sites only, or all."""
    places, calendar = await load_calendar(session, now, sites)
    languages = await register_languages(session)
    milestones = [line for line in calendar if not line.is_cut]
    texts: dict[str, list[SavedText]] = {}
    for text in await all_texts(session):
        texts.setdefault(text.kind, []).append(text)
    flats = await session.scalars(select(Flat).where(Flat.id.in_(flat_ids)).order_by(Flat.id))
    is_part = sites is not None
    return Choices(places, languages, milestones, texts, list(flats), is_part)


async def register_languages(session: AsyncSession) -> list[str]:
    """The languages people of the register read, as ISO 639-1 codes."""
    query = select(Contact.language).distinct().order_by(Contact.language)
    return list(await session.scalars(query))


def beside_french(languages: Iterable[str]) -> list[str]:
    """Those a text may have a version in."""
    return [code for code in languages if code != FRENCH]
