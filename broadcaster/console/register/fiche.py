"""One household as its page shows it: what is known of it, from the register."""

from dataclasses import dataclass

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from broadcaster.console.forms import path_id
from broadcaster.console.reach import need_site
from broadcaster.register.models import Building, Contact, Flat, Household, Site, Staircase
from broadcaster.register.optouts import opted_out


@dataclass(frozen=True, slots=True)
class Fiche:
    """A household with its place, its telephones and its card."""

    household: Household
    silent: frozenset[str]  # those of its numbers that asked for silence

    @property
    def flat(self) -> Flat:
        """Where it lives."""
        return self.household.flat

    @property
    def staircase(self) -> Staircase:
        """The staircase of the flat."""
        return self.flat.staircase

    @property
    def building(self) -> Building:
        """The building of the flat."""
        return self.staircase.building

    @property
    def site(self) -> Site:
        """The site of the flat."""
        return self.building.site

    @property
    def numbers(self) -> list[str]:
        """Its telephones (E.164)."""
        return [contact.number for contact in self.household.contacts]

    def contact(self, contact_id: int) -> Contact:
        """One of its telephones; raise HTTPNotFound."""
        for contact in self.household.contacts:
            if contact.id == contact_id:
                return contact
        raise web.HTTPNotFound


async def fiche_in_path(request: web.Request, session: AsyncSession) -> Fiche:
    """The household the address names; raise HTTPNotFound when it is none, or out of reach."""
    household = await session.scalar(
        select(Household)
        .where(Household.id == path_id(request))
        .options(
            selectinload(Household.contacts),
            selectinload(Household.card),
            joinedload(Household.flat)
            .joinedload(Flat.staircase)
            .joinedload(Staircase.building)
            .joinedload(Building.site),
        )
        .execution_options(populate_existing=True)
    )
    if household is None:
        raise web.HTTPNotFound
    need_site(request, household.flat.staircase.building.site_id)
    numbers = [contact.number for contact in household.contacts]
    return Fiche(household, frozenset(await opted_out(session, numbers)))
