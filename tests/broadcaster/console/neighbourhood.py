"""A made-up neighbourhood: two buildings, five households, a milestone and a cut."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.models import (
    Building,
    Contact,
    DigitalCard,
    Flat,
    FrenchReading,
    Household,
    NumberKind,
    PhoneKind,
    Site,
    Staircase,
)
from broadcaster.works.models import (
    CutKind,
    Milestone,
    MilestoneState,
    PersonRole,
    PlannedCut,
    SitePerson,
)


@dataclass(frozen=True)
class Neighbourhood:
    """The ids tests need."""

    site_id: int
    building_a: int
    building_b: int
    staircase_a1: int
    milestone_id: int


async def build(session: AsyncSession, now: datetime) -> Neighbourhood:
    site = Site(code="LIL", name="Les Lilas", city="Valmont")
    a, b = Building(code="A", address="1 rue A"), Building(code="B", address="2 rue B")
    site.buildings = [a, b]
    a1, a2, b1 = Staircase(code="1"), Staircase(code="2"), Staircase(code="1")
    a.staircases, b.staircases = [a1, a2], [b1]
    a1.flats = [
        _home("11", "Martin", "+33639980011", PhoneKind.SMARTPHONE_ONLINE),
        _home("12", "Diallo", "+33199000012", PhoneKind.LANDLINE),
    ]
    a2.flats = [_home("21", "Yilmaz", "+33639980021", PhoneKind.KEYPAD, language="tr")]
    b1.flats = [
        _home("31", "Nguyen", "+33639980031", PhoneKind.SMARTPHONE_ONLINE),
        _home("32", "Petit", None, PhoneKind.NONE),
    ]
    session.add(site)
    await session.flush()
    milestone = _milestone(site, a, a1, now)
    cut = PlannedCut(
        site_id=site.id,
        building_id=a.id,
        reference="C1",
        kind=CutKind.WATER,
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=2, hours=3),
        confirmed_at=now,
        confirmed_by="Import",
    )
    person = SitePerson(
        site_id=site.id,
        role=PersonRole.CARETAKER,
        name="Mme Roche",
        number="+33639980099",
        hours="8 h à 12 h",
    )
    session.add_all([milestone, cut, person])
    await session.flush()
    return Neighbourhood(site.id, a.id, b.id, a1.id, milestone.id)


async def another_site(session: AsyncSession) -> Site:
    """A site beside the neighbourhood's, with nobody in it: for whoever has a role only there."""
    site = Site(code="TIL", name="Les Tilleuls", city="Valmont")
    session.add(site)
    await session.flush()
    return site


def _home(number: str, name: str, phone: str | None, card: PhoneKind, language: str = "fr") -> Flat:
    household = Household(reference=f"L{number}", name=name)
    household.card = DigitalCard(phone=card, reads_sms=3, french=FrenchReading.EASY)
    if phone:
        kind = NumberKind.MOBILE if phone.startswith("+336") else NumberKind.LANDLINE
        household.contacts = [Contact(number=phone, kind=kind, language=language)]
    return Flat(number=number, floor=1, households=[household])


def _milestone(site: Site, a: Building, a1: Staircase, now: datetime) -> Milestone:
    return Milestone(
        site_id=site.id,
        building_id=a.id,
        staircase_id=a1.id,
        reference="M1",
        kind="scaffolding",
        title="Échafaudage",
        starts_at=now + timedelta(days=7),
        ends_at=now + timedelta(days=8),
        state=MilestoneState.PLANNED,
        confirmed_at=now - timedelta(days=15),
        confirmed_by="Chef de chantier",
    )
