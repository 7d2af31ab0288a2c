"""Where a line of the works file holds: its site, building, staircase, flat in the register."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from broadcaster.register.importing.words import bare_code, code_key
from broadcaster.register.models import Building, Flat, Site, Staircase
from broadcaster.tabular import CellReader, fold
from broadcaster.works.importing.words import wording


@dataclass(frozen=True)
class Scope:
    """A place by its ids; what is None is wider."""

    site_id: int
    building_id: int | None = None
    staircase_id: int | None = None
    flat_id: int | None = None


class ScopeReader:
    """Reads the place of a row; a place the register does not know is a finding."""

    def __init__(self, sites: list[Site]) -> None:
        """Take the sites with their buildings, staircases and flats loaded."""
        self._sites = sites

    def read(self, reader: CellReader) -> Scope | None:
        """The scope of a row; None, with a finding, when it is no known place."""
        site = self._site(reader)
        if site is None:
            return None
        written = {column: reader.text(column) for column in ("building", "staircase", "flat")}
        for narrow, wide in (("staircase", "building"), ("flat", "staircase")):
            if written[narrow] and not reader.is_filled(wide):
                reader.needed(wide)
                return None
        return self._inside(reader, site, written)

    def _site(self, reader: CellReader) -> Site | None:
        written = reader.text("site")
        if not self._sites:
            reader.fail("site", wording("no_site"))
            return None
        if not written and len(self._sites) == 1:
            return self._sites[0]
        if not written:
            reader.needed("site")
            return None
        for site in self._sites:
            if fold(written) in (fold(site.name), fold(site.code)):
                return site
        known = _listed(site.name for site in self._sites)
        reader.fail("site", wording("unknown_site", value=written, known=known))
        return None

    def _inside(self, reader: CellReader, site: Site, written: dict[str, str]) -> Scope | None:
        if not written["building"]:
            return Scope(site.id)
        building = _building(reader, site, written["building"])
        if building is None or not written["staircase"]:
            return None if building is None else Scope(site.id, building.id)
        staircase = _staircase(reader, building, written["staircase"])
        if staircase is None or not written["flat"]:
            return None if staircase is None else Scope(site.id, building.id, staircase.id)
        flat = _flat(reader, staircase, written["flat"])
        return None if flat is None else Scope(site.id, building.id, staircase.id, flat.id)


async def load_scopes(session: AsyncSession) -> ScopeReader:
    """Read every place of the register, a query a level."""
    sites = await session.scalars(
        select(Site).options(
            selectinload(Site.buildings)
            .selectinload(Building.staircases)
            .selectinload(Staircase.flats)
        )
    )
    return ScopeReader(list(sites))


def _building(reader: CellReader, site: Site, written: str) -> Building | None:
    for building in site.buildings:
        if _same(building.code, written):
            return building
    known = _listed(building.code for building in site.buildings)
    reader.fail("building", wording("unknown_building", value=written, known=known))
    return None


def _staircase(reader: CellReader, building: Building, written: str) -> Staircase | None:
    for staircase in building.staircases:
        if _same(staircase.code, written):
            return staircase
    known = _listed(staircase.code for staircase in building.staircases)
    message = wording("unknown_staircase", value=written, building=building.code, known=known)
    reader.fail("staircase", message)
    return None


def _flat(reader: CellReader, staircase: Staircase, written: str) -> Flat | None:
    for flat in staircase.flats:
        if _same(flat.number, written):
            return flat
    reader.fail("flat", wording("unknown_flat", value=written, staircase=staircase.code))
    return None


def _same(code: str, written: str) -> bool:
    return code_key(code) == code_key(bare_code(written))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(list(names)[:20])
