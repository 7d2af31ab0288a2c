"""The place of a fact in a form: one list of every place in reach, and the number of a flat."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form
from broadcaster.console.places import Places
from broadcaster.console.words import say
from broadcaster.register.models import Flat, Site
from broadcaster.works.models import Scoped
from broadcaster.works.scopes import LEVELS, Scope

LONGEST_FLAT = 20
"""Characters of a flat's number, as the register has it."""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """One place of the list."""

    value: str  # « staircase_id 12 »
    label: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The places of one site, the widest first."""

    label: str
    choices: list[PlaceChoice]


def place_groups(places: Places, sites: Collection[int] | None) -> list[PlaceGroup]:
    """Every place of the sites in reach (None: of all)."""
    return [
        PlaceGroup(site.name, list(_choices(places, site)))
        for site in places.sites
        if sites is None or site.id in sites
    ]


def _choices(places: Places, site: Site) -> Iterator[PlaceChoice]:
    yield _choice(say("place.site", site=site.name), site.id)
    for building in site.buildings:
        yield _choice(places.building_name(building), site.id, building.id)
        for step in building.staircases:
            yield _choice(places.staircase_name(step), site.id, building.id, step.id)


def _choice(label: str, *path: int) -> PlaceChoice:
    return PlaceChoice(_value(LEVELS[len(path) - 1], path[-1]), label, Scope(path))


def _value(level: str, row: int) -> str:
    return f"{level} {row}"


def place_values(fact: Scoped, places: Places) -> dict[str, str]:
    """The fields as a fact stands."""
    flat = places.flat_of(fact)
    staircase_id = flat.staircase_id if flat else fact.staircase_id
    ids = (fact.site_id, fact.building_id, staircase_id)
    level, row = [(name, one) for name, one in zip(LEVELS, ids, strict=False) if one][-1]
    return {"place": _value(level, row), "flat": flat.number if flat else ""}


async def read_place(
    session: AsyncSession, form: Form, places: Places, sites: Collection[int] | None
) -> Scope | None:
    """The place a form names; None, with a sentence, when it is none in reach."""
    wanted, number = form.value("place"), form.text("flat", most=LONGEST_FLAT, required=False)
    offered = (choice for group in place_groups(places, sites) for choice in group.choices)
    found = next((choice.scope for choice in offered if choice.value == wanted), None)
    if found is None:
        form.refuse("place", "place")
        return None
    if not number:
        return found
    return await _flat(session, form, found, number)


async def _flat(session: AsyncSession, form: Form, staircase: Scope, number: str) -> Scope | None:
    if staircase.level != "staircase_id":
        form.refuse("flat", "flat_needs_staircase")
        return None
    query = select(Flat.id).where(Flat.staircase_id == staircase.id, Flat.number == number)
    flat_id = await session.scalar(query)
    if flat_id is None:
        form.refuse("flat", "no_such_scope_flat", flat=number)
        return None
    return Scope((*staircase.path, flat_id))


def put(fact: Scoped, scope: Scope) -> None:
    """Make a fact hold at a place, and there only."""
    for level, row in zip(LEVELS, (*scope.path, *[None] * len(LEVELS)), strict=False):
        setattr(fact, level, row)
