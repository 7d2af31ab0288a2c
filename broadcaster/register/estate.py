"""The places of the register as staff keep them: site, building, staircase, flat."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from broadcaster.errors import PalierError
from broadcaster.register.changes import Value, in_words, place_in_words
from broadcaster.register.importing.words import code_key
from broadcaster.register.models import Building, Flat, Household, Site, Staircase
from broadcaster.register.search import index_households, index_place
from broadcaster.staff.audit import record
from broadcaster.tabular import fold

SITE_CODE_LENGTH = 40


class Level(enum.StrEnum):
    """How narrow a place is."""

    SITE = "site"
    BUILDING = "building"
    STAIRCASE = "staircase"
    FLAT = "flat"

    @property
    def below(self) -> "Level | None":
        """What lies within such a place; None within a flat."""
        order = list(Level)
        return order[order.index(self) + 1] if self is not Level.FLAT else None


class PlaceTakenError(PalierError):
    """There is such a place already. Give it another name."""


Row = Site | Building | Staircase | Flat

FIELDS: Mapping[Level, tuple[str, ...]] = {
    Level.SITE: ("name", "city", "department"),
    Level.BUILDING: ("code", "address"),
    Level.STAIRCASE: ("code",),
    Level.FLAT: ("number", "floor"),
}
"""What staff write of a place; the first tells it from its neighbours."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What lies in a staircase."""

    flats: int = 0
    households: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.flats + other.flats, self.households + other.households)


@dataclass(frozen=True, slots=True)
class Place:
    """One place with those around it, from the site down to itself."""

    level: Level
    row: Row
    around: Sequence[tuple[Level, Row]]  # itself included

    @property
    def site_id(self) -> int:
        """The site it lies in."""
        return self.around[0][1].id

    @property
    def name(self) -> str:
        """« B », « 34 »."""
        return name_of(self.row)

    @property
    def values(self) -> dict[str, Value]:
        """What staff write of it."""
        return values_of(self.level, self.row)


def name_of(row: Row) -> str:
    """What a place is called among its neighbours."""
    return row.name if isinstance(row, Site) else row.number if isinstance(row, Flat) else row.code


def values_of(level: Level, row: Row) -> dict[str, Value]:
    """What staff write of a place."""
    return {name: getattr(row, name) for name in FIELDS[level]}


async def counts(session: AsyncSession) -> dict[int, Counts]:
    """Flats and households of each staircase that has flats, by its id."""
    by_staircase = select(Flat.staircase_id, func.count()).group_by(Flat.staircase_id)
    lived_in = by_staircase.join(Household, Household.flat_id == Flat.id)
    households = dict((await session.execute(lived_in)).all())
    return {
        staircase_id: Counts(flats, households.get(staircase_id, 0))
        for staircase_id, flats in await session.execute(by_staircase)
    }


async def place_of(session: AsyncSession, level: Level, row_id: int) -> Place | None:
    """The place of that id, with those around it; None when there is none."""
    row: Row | None = await session.scalar(_loading(level, row_id))
    if row is None:
        return None
    around: list[tuple[Level, Row]] = [(level, row)]
    while not isinstance(row, Site):
        row = _parent(row)
        around.insert(0, (list(Level)[list(Level).index(around[0][0]) - 1], row))
    return Place(level, around[-1][1], around)


def _parent(row: Building | Staircase | Flat) -> Row:
    if isinstance(row, Building):
        return row.site
    return row.building if isinstance(row, Staircase) else row.staircase


def _loading(
    level: Level, row_id: int
) -> Select[Site] | Select[Building] | Select[Staircase] | Select[Flat]:
    match level:
        case Level.SITE:
            return select(Site).where(Site.id == row_id)
        case Level.BUILDING:
            query = select(Building).where(Building.id == row_id)
            return query.options(joinedload(Building.site))
        case Level.STAIRCASE:
            up = joinedload(Staircase.building).joinedload(Building.site)
            return select(Staircase).where(Staircase.id == row_id).options(up)
        case Level.FLAT:
            up = joinedload(Flat.staircase).joinedload(Staircase.building)
            return select(Flat).where(Flat.id == row_id).options(up.joinedload(Building.site))


async def change_place(
    session: AsyncSession,
    place: Place,
    values: Mapping[str, Value],
    user_id: int,
    now: datetime,
) -> bool:
    """Write what staff say of a place; False when nothing is another. Raise PlaceTakenError."""
    before = place.values
    parent_id = place.around[-2][1].id if len(place.around) > 1 else None
    await _need_free(
        session, place.level, parent_id, str(values[FIELDS[place.level][0]]), place.row.id
    )
    for field, value in values.items():
        setattr(place.row, field, value)
    changes = in_words(before, values)
    if changes:
        await _find_again(session, place)
        detail: dict[str, object] = {
            "place": place_in_words(place.level, place.name),
            "changes": changes,
        }
        subject = f"{place.level} {place.row.id}"
        await record(session, user_id, "place_changed", subject, detail, now)
    return bool(changes)


async def _find_again(session: AsyncSession, place: Place) -> None:
    """Households are found by the codes of their door."""
    if place.level is Level.BUILDING:
        await index_place(session, building_id=place.row.id)
    elif place.level is Level.STAIRCASE:
        await index_place(session, staircase_id=place.row.id)
    elif place.level is Level.FLAT:
        here = select(Household.id).where(Household.flat_id == place.row.id)
        await index_households(session, set(await session.scalars(here)))


async def add_place(
    session: AsyncSession,
    level: Level,
    parent_id: int | None,
    values: Mapping[str, Value],
    user_id: int,
    now: datetime,
) -> Row:
    """Add a place within another, or a site within none; raise PlaceTakenError."""
    name = str(values[FIELDS[level][0]])
    await _need_free(session, level, parent_id, name, 0)
    row = await _made(session, level, parent_id or 0, values)
    session.add(row)
    await session.flush()
    detail: dict[str, object] = {"place": place_in_words(level, name)}
    await record(session, user_id, "place_added", f"{level} {row.id}", detail, now)
    return row


async def _made(
    session: AsyncSession, level: Level, parent_id: int, values: Mapping[str, Value]
) -> Row:
    match level:
        case Level.SITE:
            return Site(code=await _free_code(session, str(values["name"])), **values)
        case Level.BUILDING:
            return Building(site_id=parent_id, **values)
        case Level.STAIRCASE:
            return Staircase(building_id=parent_id, **values)
        case Level.FLAT:
            return Flat(staircase_id=parent_id, **values)


async def _free_code(session: AsyncSession, name: str) -> str:
    """A site's code from its name, cut to what fits and not yet taken."""
    taken = set(await session.scalars(select(Site.code)))
    short = fold(name)[: SITE_CODE_LENGTH - 4] or "site"
    numbered = (f"{short}-{number}" for number in count(2))
    return short if short not in taken else next(code for code in numbered if code not in taken)


async def _need_free(
    session: AsyncSession, level: Level, parent_id: int | None, name: str, besides: int
) -> None:
    query = {
        Level.SITE: select(Site.id, Site.name),
        Level.BUILDING: select(Building.id, Building.code).where(Building.site_id == parent_id),
        Level.STAIRCASE: select(Staircase.id, Staircase.code).where(
            Staircase.building_id == parent_id
        ),
        Level.FLAT: select(Flat.id, Flat.number).where(Flat.staircase_id == parent_id),
    }[level]
    rows = await session.execute(query)
    if any(code_key(known) == code_key(name) for one, known in rows if one != besides):
        raise PlaceTakenError
