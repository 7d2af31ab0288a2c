"""The places an import names: found in the register, or made the first time they are named."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from broadcaster.register.importing.entries import Place
from broadcaster.register.importing.words import code_key
from broadcaster.register.models import Building, Flat, Site, Staircase
from broadcaster.tabular import fold

SITE_CODE_LENGTH = 40

Key = tuple[str, ...]


class Places:
    """Every place of the register, by what tells it apart. Flats are many: ids and floors only."""

    def __init__(self, session: AsyncSession) -> None:
        """Take the session new places are added to; call :meth:`prepare` before anything."""
        self._session = session
        self._sites: dict[str, Site] = {}
        self._buildings: dict[Key, Building] = {}
        self._staircases: dict[Key, Staircase] = {}
        self._flats: dict[Key, tuple[int, int | None]] = {}
        self._new_floors: dict[int, int] = {}

    async def prepare(self, places: Sequence[Place]) -> None:
        """Read the register's places and make those that are missing."""
        await self._load()
        for place in places:
            self._make_staircase(place)
        await self._session.flush()
        missing = {place.flat_key: place for place in places if place.flat_key not in self._flats}
        if missing:
            await self._session.execute(insert(Flat), [self._flat_row(p) for p in missing.values()])
            await self._load_flats()

    def flat_id(self, place: Place) -> int:
        """The id of the flat at a place that was prepared."""
        return self._flats[place.flat_key][0]

    def correct(self, place: Place) -> bool:
        """Write down the city, department, address and floor the file gives.

        True when one was another.
        """
        site = self._sites[fold(place.site)]
        building = self._buildings[place.building_key]
        flat_id, floor = self._flats[place.flat_key]
        changed = False
        if place.city not in ("", site.city):
            site.city, changed = place.city, True
        if place.department not in ("", site.department):
            site.department, changed = place.department, True
        if place.address not in ("", building.address):
            building.address, changed = place.address, True
        if place.floor is not None and place.floor != floor:
            self._new_floors[flat_id], changed = place.floor, True
        return changed

    async def save_corrections(self) -> None:
        """Write what :meth:`correct` found."""
        floors = [{"id": flat, "floor": floor} for flat, floor in self._new_floors.items()]
        if floors:
            await self._session.execute(update(Flat), floors)

    async def _load(self) -> None:
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
            self._staircases[place.staircase_key] = staircase

    def _building(self, place: Place) -> Building:
        if place.building_key not in self._buildings:
            address = place.address
            building = Building(site=self._site(place), code=place.building, address=address)
            self._session.add(building)
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
