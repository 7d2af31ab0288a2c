"""Lacks as staff see them: under the name of their place, with where the fact is filled in."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.places import Places, load_places
from broadcaster.console.reach import is_within
from broadcaster.console.words import say
from broadcaster.conversations.lacks.keeping import (
    Told,
    closed_lacks,
    count_open_lacks,
    filled_lacks,
    open_lacks,
)
from broadcaster.conversations.lacks.models import Lack
from broadcaster.help.notes import note_keys
from broadcaster.register.models import Flat
from broadcaster.works.scopes import Scope

PAGES = {
    "works_": "/milestones",
    "access_": "/milestones",
    "cut_": "/milestones",
    "quality_": "/milestones",
    "nuisance_": "/milestones",
    "rights_meeting": "/milestones",
    "contact_": "/people",
    "help_": "/help-points",
}
"""Where facts are filled in, by the beginning of the topic; the first that fits."""


BESIDE = frozenset({"nuisance_noise", "cut_toilet"})
"""Topics that a note completes, while their facts are the calendar's."""


@dataclass(frozen=True, slots=True)
class Lacks:
    """What one page shows."""

    places: Places
    by_place: dict[str, list[Told]]
    filled: list[Told]
    closed: list[Told]


async def load_lacks(session: AsyncSession, sites: frozenset[int] | None = None) -> Lacks:
    """Everything lacking within reach by place, the places most asked about first."""
    lacking = _within(sites, await open_lacks(session))
    filled = _within(sites, await filled_lacks(session))
    closed = _within(sites, await closed_lacks(session))
    places = await _places(session, [told.lack for told in (*lacking, *filled, *closed)])
    by_place: dict[str, list[Told]] = {}
    for told in lacking:
        by_place.setdefault(place_in_words(places, told.lack), []).append(told)
    return Lacks(places, by_place, filled, closed)


def _within(sites: frozenset[int] | None, found: list[Told]) -> list[Told]:
    """Those of a place within reach, or of none."""
    site_ids = {told.lack.id: (*Scope.read(told.lack.place).path, None)[0] for told in found}
    return [told for told in found if is_within(sites, site_ids[told.lack.id])]


async def count_lacks_within(session: AsyncSession, sites: frozenset[int] | None) -> int:
    """How many facts are lacking within reach."""
    if sites is None:
        return await count_open_lacks(session)
    return len(_within(sites, await open_lacks(session)))


async def _places(session: AsyncSession, lacks: list[Lack]) -> Places:
    named = {scope.id for lack in lacks if (scope := Scope.read(lack.place)).level == "flat_id"}
    flats = await session.scalars(select(Flat).where(Flat.id.in_(named)))
    return Places((await load_places(session)).sites, flats)


def place_in_words(places: Places, lack: Lack) -> str:
    """The place of a lack, also of one that is gone or was never known."""
    return places.name_of_scope(Scope.read(lack.place)) or say("place.unknown")


def fill_in(places: Places, lack: Lack) -> str | None:
    """The page of the console where the fact is filled in; None where only a person can answer."""
    if lack.fact:
        table, _, row = lack.fact.partition(" ")
        return f"/{table}s/{row}"
    site = next(iter(Scope.read(lack.place).path), None)
    noted = {key.topic for key in note_keys().values()} - BESIDE
    if lack.topic in noted:
        return f"/sites/{site}#vie" if site else "/sites"
    if lack.topic.startswith("offer_"):
        return f"/sites/{site}#offre" if site else "/sites"
    return next((to for start, to in PAGES.items() if lack.topic.startswith(start)), None)
