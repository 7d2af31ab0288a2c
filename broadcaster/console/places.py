"""Places: the sites, buildings and staircases, and how they are called on a page."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.console.words import say
from broadcaster.register.models import Building, Flat, Site, Staircase
from broadcaster.works.models import Scoped
from broadcaster.works.scopes import Scope


class Places:
    """Every site with its buildings and staircases, and the flats that facts name."""

    def __init__(self, sites: Iterable[Site], flats: Iterable[Flat] = ()) -> None:
        self.sites = list(sites)
        self.buildings = [building for site in self.sites for building in site.buildings]
        self.staircases = [step for building in self.buildings for step in building.staircases]
        self._site_names = {site.id: site.name for site in self.sites}
        self._departments = {site.id: site.department for site in self.sites}
        self._buildings = {building.id: building for building in self.buildings}
        self._staircases = {step.id: step for step in self.staircases}
        self._flats = {flat.id: flat for flat in flats}

    def site_name(self, site_id: int) -> str:
        """The name of a site, also of one that an old broadcast remembers."""
        return self._site_names.get(site_id) or say("place.gone")

    def department_of(self, site_id: int) -> str:
        """The department whose public holidays count; "" for those of the whole country."""
        return self._departments.get(site_id, "")

    def building_name(self, building: Building) -> str:
        """« Bâtiment A », with its site's name where there are several."""
        name = say("place.building", building=building.code)
        return f"{self.site_name(building.site_id)}, {name}" if len(self.sites) > 1 else name

    def staircase_name(self, staircase: Staircase) -> str:
        """« Bâtiment A, escalier 2 »."""
        building = self._buildings[staircase.building_id]
        words = say("place.staircase", staircase=staircase.code)
        return f"{self.building_name(building)}, {words}"

    def name_of(self, fact: Scoped) -> str:
        """What a fact is about: the narrowest place it names."""
        if fact.flat_id is not None and fact.flat_id in self._flats:
            return self.name_of_flat(self._flats[fact.flat_id])
        narrower = self.name_of_ids(fact.building_id, fact.staircase_id)
        return narrower or say("place.site", site=self.site_name(fact.site_id))

    def flat_of(self, fact: Scoped) -> Flat | None:
        """The flat a fact is about, among those that were loaded; None for a wider fact."""
        return self._flats.get(fact.flat_id or 0)

    def name_of_flat(self, flat: Flat) -> str:
        """« Bâtiment A, escalier 2, appartement 34 »."""
        staircase = self.staircase_name(self._staircases[flat.staircase_id])
        return f"{staircase}, {say('place.flat', flat=flat.number)}"

    def name_of_ids(self, building_id: int | None, staircase_id: int | None) -> str | None:
        """The narrower of the two that is known; None when neither is."""
        if staircase_id is not None:
            return self.staircase_name(self._staircases[staircase_id])
        if building_id is not None:
            return self.building_name(self._buildings[building_id])
        return None

    def name_of_scope(self, scope: Scope) -> str | None:
        """The narrowest place of a scope that is still there; None for nowhere."""
        site_id, building_id, staircase_id, flat_id = (*scope.path, *[None] * 4)[:4]
        if flat_id in self._flats:
            return self.name_of_flat(self._flats[flat_id])
        if staircase_id in self._staircases:
            return self.staircase_name(self._staircases[staircase_id])
        if building_id in self._buildings:
            return self.building_name(self._buildings[building_id])
        if site_id in self._site_names:
            return say("place.site", site=self._site_names[site_id])
        return None

    def names_of(self, audience: Audience) -> list[str]:
        """The places of an audience, those that are still there."""
        buildings = [self._buildings.get(one) for one in audience.building_ids]
        steps = [self._staircases.get(one) for one in audience.staircase_ids]
        flats = [self._flats.get(one) for one in audience.flat_ids]
        return [
            *(self.building_name(one) for one in buildings if one),
            *(self.staircase_name(one) for one in steps if one),
            *(self.name_of_flat(one) for one in flats if one),
        ]

    def order_of(self, fact: Scoped) -> tuple[str, str, str, str]:
        """Sorts facts by place: what holds for a place before what holds within it."""
        flat = self._flats.get(fact.flat_id or 0)
        staircase = self._staircases.get(flat.staircase_id if flat else fact.staircase_id or 0)
        building_id = staircase.building_id if staircase else fact.building_id
        building = self._buildings.get(building_id or 0)
        codes = [place.code if place else "" for place in (building, staircase)]
        return self.site_name(fact.site_id), codes[0], codes[1], flat.number if flat else ""

    def building_of(self, fact: Scoped) -> int | None:
        """The building a fact is in; None for one that holds for a whole site."""
        if fact.flat_id is not None and fact.flat_id in self._flats:
            return self._staircases[self._flats[fact.flat_id].staircase_id].building_id
        if fact.staircase_id is not None:
            return self._staircases[fact.staircase_id].building_id
        return fact.building_id


async def load_places(
    session: AsyncSession,
    facts: Iterable[Scoped] = (),
    audience: Audience | None = None,
    sites: Collection[int] | None = None,
) -> Places:
    """Read every place, and the flats that these facts or an audience name.

    ``sites`` leaves out the others: for what somebody chooses from. A page that only names places
    may name any.
    """
    query = select(Site).options(selectinload(Site.buildings).selectinload(Building.staircases))
    if sites is not None:
        query = query.where(Site.id.in_(sites))
    found = await session.scalars(query.order_by(Site.name, Site.id))
    named = {fact.flat_id for fact in facts if fact.flat_id is not None}
    named |= set(audience.flat_ids) if audience else set()
    flats = await session.scalars(select(Flat).where(Flat.id.in_(named)))
    return Places(found, flats)
