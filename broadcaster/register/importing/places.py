"""The places an import names: found in the register, or made the first time they are named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from broadcaster.register.importing.entries import Place
from broadcaster.register.importing.states import FlatKey
from broadcaster.register.importing.words import code_key
from broadcaster.register.models import Building, Flat, Site, Staircase
from broadcaster.tabular import fold

SITE_CODE_LENGTH = 40
ROWS_A_STEP = 5000
"""Rows of one statement: between two, others get their turn."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A fact of a place that the file tells otherwise than the register."""

    table: str  # "site", "building" or "flat"
    row_id: int
    field: str
    before: str | int | None
    after: str | int


class Places:
    """Every place of the register, by what tells it apart. Flats are many: ids and floors only."""

    def __init__(self, session: AsyncSession) -> None:
        """Take the session new places are added to; call :meth:`load` before anything."""
        self._session = session
        self._sites: dict[str, Site] = {}
        self._buildings: dict[Key, Building] = {}
        self._staircases: dict[Key, Staircase] = {}
        self._flats: dict[Key, tuple[int, int | None]] = {}
        self._new_floors: dict[int, int] = {}
        self._new: list[Site | Building | Staircase] = []
        self._new_flats: list[int] = []

    async def load(self) -> None:
        """Read the register's places, a query a level."""
        for site in await self._session.scalars(select(Site)):
            self._sites[fold(site.name)] = site
        for building in await self._session.scalars(
            select(Building).join(Building.site).options(contains_eager(Building.site))
        ):
            self._buildings[_building_key(building)] = building
        for staircase in await self._session.scalars(
            select(Staircase).join(Staircase.building).options(contains_eager(Staircase.building))
        ):
            self._staircases[_staircase_key(staircase)] = staircase
        await self._load_flats()

    @property
    def flats(self) -> dict[int, FlatKey]:
        """What tells each flat apart, by its id."""
        return {flat_id: _four(key) for key, (flat_id, _floor) in self._flats.items()}

    @property
    def made(self) -> dict[str, list[int]]:
        """The ids of the places that were made, by table."""
        rows = {
            name: [one.id for one in self._new if one.__tablename__ == name]
            for name in ("site", "building", "staircase")
        }
        return {"flat": self._new_flats, **rows}

    def site_id(self, key: FlatKey) -> int | None:
        """The site of a flat; None when it is yet to be made."""
        site = self._sites.get(key[0])
        return site.id if site else None

    def knows(self, key: FlatKey) -> bool:
        """True for a flat that is there."""
        return key in self._flats

    def corrections(self, place: Place) -> Iterator[Correction]:
        """The facts that are another than the file says, of places that are there."""
        site, building = self._sites.get(fold(place.site)), self._buildings.get(place.building_key)
        if site and place.city not in ("", site.city):
            yield Correction("site", site.id, "city", site.city, place.city)
        if site and place.department not in ("", site.department):
            yield Correction("site", site.id, "department", site.department, place.department)
        if building and place.address not in ("", building.address):
            yield Correction("building", building.id, "address", building.address, place.address)
        flat_id, floor = self._flats.get(place.flat_key, (0, None))
        if flat_id and place.floor is not None and place.floor != floor:
            yield Correction("flat", flat_id, "floor", floor, place.floor)

    async def prepare(self, places: Sequence[Place]) -> None:
        """Make the places that are missing, and write the facts the file gives."""
        for place in places:
            self._make_staircase(place)
        await self._session.flush()
        missing = {place.flat_key: place for place in places if place.flat_key not in self._flats}
        known = {flat_id for flat_id, _floor in self._flats.values()}
        if missing:
            rows = [self._flat_row(place) for place in missing.values()]
            for some in batched(rows, ROWS_A_STEP):
                await self._session.execute(insert(Flat), list(some))
            await self._load_flats()
            everything = {flat_id for flat_id, _floor in self._flats.values()}
            self._new_flats = sorted(everything - known)
        for place in places:
            self._correct(place)
        await self._session.flush()
        await self._save_floors()

    def flat_id(self, key: FlatKey) -> int:
        """The id of a flat that was prepared."""
        return self._flats[key][0]

    def _correct(self, place: Place) -> None:
        """Write down the city, department, address and floor the file gives."""
        site = self._sites[fold(place.site)]
        building = self._buildings[place.building_key]
        flat_id, floor = self._flats[place.flat_key]
        site.city = place.city or site.city
        site.department = place.department or site.department
        building.address = place.address or building.address
        if place.floor is not None and place.floor != floor:
            self._new_floors[flat_id] = place.floor

    async def _save_floors(self) -> None:
        floors = [{"id": flat, "floor": floor} for flat, floor in self._new_floors.items()]
        if floors:
            await self._session.execute(update(Flat), floors)

    async def _load_flats(self) -> None:
        keys = {staircase.id: key for key, staircase in self._staircases.items()}
        columns = select(Flat.id, Flat.staircase_id, Flat.number, Flat.floor)
        for flat_id, staircase_id, number, floor in await self._session.execute(columns):
            self._flats[(*keys[staircase_id], code_key(number))] = (flat_id, floor)

    def _flat_row(self, place: Place) -> dict[str, object]:
        staircase = self._staircases[place.staircase_key]
        return {"staircase_id": staircase.id, "number": place.flat, "floor": place.floor}

    def _make_staircase(self, place: Place) -> None:
        if place.staircase_key not in self._staircases:
            staircase = Staircase(building=self._building(place), code=place.staircase)
            self._session.add(staircase)
            self._new.append(staircase)
            self._staircases[place.staircase_key] = staircase

    def _building(self, place: Place) -> Building:
        if place.building_key not in self._buildings:
            address = place.address
            building = Building(site=self._site(place), code=place.building, address=address)
            self._session.add(building)
            self._new.append(building)
            self._buildings[place.building_key] = building
        return self._buildings[place.building_key]

    def _site(self, place: Place) -> Site:
        key = fold(place.site)
        if key not in self._sites:
            site = Site(
                code=self._free_code(key),
                name=place.site,
                city=place.city,
                department=place.department,
            )
            self._session.add(site)
            self._new.append(site)
            self._sites[key] = site
        return self._sites[key]

    def _free_code(self, key: str) -> str:
        """A site's code from its name, cut to what fits and not yet taken."""
        taken = {site.code for site in self._sites.values()}
        short = key[: SITE_CODE_LENGTH - 4] or "site"
        numbered = (f"{short}-{number}" for number in range(2, len(taken) + 3))
        return short if short not in taken else next(code for code in numbered if code not in taken)


def _building_key(building: Building) -> tuple[str, str]:
    return fold(building.site.name), code_key(building.code)


def _staircase_key(staircase: Staircase) -> tuple[str, str, str]:
    return *_building_key(staircase.building), code_key(staircase.code)


def _four(key: Key) -> FlatKey:
    site, building, staircase, number = key
    return site, building, staircase, number
