"""Where a tenant lives, as far as it is known: by number, or by what they say of their place."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from broadcaster.register.models import Building, Contact, Flat, Household, Site, Staircase

_PLACE_WORDS = re.compile(
    r"^(?:batiment|immeuble|escalier|entree|cage|(?:bat|bt|imm|esc|hall|tour)(?=.{1,2}$))"
)
"""Words said before a code. Short ones only before a short code: they also begin names."""

_SMALL_WORDS: Final = frozenset({"de", "du", "des", "la", "le", "les", "l", "d"})
_SHORT_STREETS: Final = {"av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard"}


@dataclass(frozen=True)
class Home:
    """The narrowest known place of a tenant. What is not known is None."""

    site_id: int
    building_id: int | None
    staircase_id: int | None
    flat_id: int | None
    # The codes as tenants know them: "B", "2", "34".
    building: str | None
    staircase: str | None
    flat: str | None


_FLATS_OF: Final = (
    select(Flat)
    .join(Flat.households)
    .join(Household.contacts)
    .join(Flat.staircase)
    .join(Staircase.building)
    .options(contains_eager(Flat.staircase).contains_eager(Staircase.building))
    .where(Contact.number == bindparam("of_number"))
    .order_by(Flat.id)
)
"""Made once: to make it costs more than to run it."""


async def homes_of(session: AsyncSession, number: str) -> list[Home]:
    """The flats of the households that have this number (E.164); one number may have several."""
    flats = await session.scalars(_FLATS_OF, {"of_number": number})
    return [_home_of_flat(flat) for flat in flats.unique()]


async def home_of_staircase(session: AsyncSession, staircase_id: int) -> Home:
    """The place of somebody who lives in that staircase; LookupError when there is none."""
    staircase = await session.scalar(
        select(Staircase)
        .where(Staircase.id == staircase_id)
        .options(joinedload(Staircase.building))
    )
    if staircase is None:
        message = f"no staircase {staircase_id}"
        raise LookupError(message)
    return _home_of_staircase(staircase)


async def home_of_flat(session: AsyncSession, flat_id: int) -> Home:
    """The place of somebody who lives in that flat; LookupError when there is none."""
    flat = await session.scalar(
        select(Flat)
        .where(Flat.id == flat_id)
        .options(joinedload(Flat.staircase).joinedload(Staircase.building))
    )
    if flat is None:
        message = f"no flat {flat_id}"
        raise LookupError(message)
    return _home_of_flat(flat)


async def home_of_building(session: AsyncSession, building_id: int) -> Home:
    """The place of somebody who lives in that building; an error when there is none."""
    return _home_of_building(await session.get_one(Building, building_id))


async def find_place(
    session: AsyncSession, building: str | None, staircase: str | None
) -> list[Home]:
    """The places a tenant may mean by these codes, on any site; none when no place has them.

    Case, accents and words such as « bâtiment » do not matter. A building with one staircase
    is that staircase; without a staircase named, one with several is the building. Tenants
    also join the two codes: « B2 » is staircase 2 of building B.
    """
    if building is None and staircase is None:
        return []
    known = await list_buildings(session)
    joined = fold_code((building or "") + (staircase or ""))
    return _named_apart(known, building, staircase) or _named_together(known, joined)


async def find_address(session: AsyncSession, said: str, staircase: str | None) -> list[Home]:
    """The places at an address, « 2 allee des cormiers », with whatever is said after it.

    With a staircase named, the staircases of that code; several houses may share an address.
    """
    words = _address_words(said)
    known = [
        one
        for one in await list_buildings(session)
        if (own := _address_words(one.address)) and words[: len(own)] == own
    ]
    return _named_apart(known, None, staircase) if known else []


async def list_buildings(session: AsyncSession) -> list[Building]:
    """Every building with its site and staircases loaded, by site and code."""
    found = await session.scalars(
        select(Building)
        .join(Building.site)
        .options(contains_eager(Building.site), selectinload(Building.staircases))
        .order_by(Site.name, Building.code)
    )
    return list(found)


def fold_code(code: str) -> str:
    """A building's, staircase's or flat's code without case, accents, spaces or « bâtiment »."""
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
    folded = re.sub(r"[^a-z0-9]", "", plain)
    return _PLACE_WORDS.sub("", folded) or folded


def _address_words(text: str) -> list[str]:
    """The words of an address as they are compared: no case, accents, small words or commas."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"\d+|[a-z]+", plain)
    return [_SHORT_STREETS.get(word, word) for word in words if word not in _SMALL_WORDS]


def _named_apart(known: list[Building], building: str | None, staircase: str | None) -> list[Home]:
    meant = [one for one in known if building is None or _same(one.code, building)]
    if staircase is None:
        return [_narrowest(one) for one in meant]
    return [
        _home_of_staircase(step)
        for one in meant
        for step in one.staircases
        if _same(step.code, staircase)
    ]


def _named_together(known: list[Building], joined: str) -> list[Home]:
    return [
        _home_of_staircase(step)
        for one in known
        for step in one.staircases
        if fold_code(one.code) + fold_code(step.code) == joined
    ]


def _same(code: str, said: str) -> bool:
    return fold_code(code) == fold_code(said) != ""


def _narrowest(building: Building) -> Home:
    if len(building.staircases) == 1:
        return _home_of_staircase(building.staircases[0])
    return _home_of_building(building)


def _home_of_building(building: Building) -> Home:
    return Home(building.site_id, building.id, None, None, building.code, None, None)


def _home_of_staircase(staircase: Staircase) -> Home:
    building = staircase.building
    return Home(
        building.site_id, building.id, staircase.id, None, building.code, staircase.code, None
    )


def _home_of_flat(flat: Flat) -> Home:
    staircase = flat.staircase
    building = staircase.building
    return Home(
        building.site_id,
        building.id,
        staircase.id,
        flat.id,
        building.code,
        staircase.code,
        flat.number,
    )
