"""A small estate for the tests of the register."""

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.models import (
    Building,
    Contact,
    Flat,
    Household,
    NumberKind,
    Site,
    Staircase,
)


async def build_estate(session: AsyncSession) -> None:
    """Building A with staircases 1 and 2, building Été with one; a household in A2."""
    site = Site(code="moulins", name="Les Moulins", city="Valbrume")
    home = Flat(number="24", floor=2)
    home.households.append(_household("H1", "Rivel", "+33639980001"))
    second = Flat(number="31", floor=3)
    second.households.append(_household("H2", "Sorel", "+33639980001"))
    first, step = Staircase(code="1"), Staircase(code="2")
    step.flats += [home, second]
    several = Building(code="A", address="1 rue du Moulin")
    several.staircases += [first, step]
    single = Building(code="Été", address="3 rue du Moulin")
    single.staircases.append(Staircase(code="unique"))
    site.buildings += [several, single]
    session.add(site)


def _household(reference: str, name: str, number: str) -> Household:
    contact = Contact(number=number, kind=NumberKind.MOBILE, language="fr")
    return Household(reference=reference, name=name, contacts=[contact])
