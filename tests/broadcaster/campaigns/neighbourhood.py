"""A made-up neighbourhood for the tests of campaigns, and the parts a broadcast needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy, submit
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.register.models import (
    Building,
    Consent,
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
from broadcaster.sending.models import Delivery
from broadcaster.staff.models import StaffUser
from broadcaster.works.models import Milestone, MilestoneState

ALONE = ApprovalPolicy(second_person_from=0)
"""Nobody else needs to approve."""

TEXT = "Travaux : eau coupée mardi. Répondez à ce SMS."


def mobile(last: int) -> str:
    """A mobile number reserved for fiction."""
    return f"+3363998{last:04d}"


@dataclass(frozen=True)
class Phone:
    """One contact of a household."""

    number: str
    kind: NumberKind = NumberKind.MOBILE
    language: str = "fr"
    consent: Consent = Consent.NOT_ASKED
    offers: Consent = Consent.NOT_ASKED
    reads_sms: bool | None = None


@dataclass(frozen=True)
class Home:
    """A household and where it lives."""

    name: str
    phones: Sequence[Phone] = ()
    at: str = "A1"
    card: PhoneKind | None = None


def homes_with_mobiles(count: int) -> list[Home]:
    """Households with one mobile each."""
    return [Home(f"Foyer {n:04d}", [Phone(mobile(n))]) for n in range(count)]


@dataclass(frozen=True)
class Neighbourhood:
    """What was built, by the keys tests need."""

    site_id: int
    user_id: int
    milestone_id: int
    buildings: dict[str, int]
    staircases: dict[str, int] = field(default_factory=dict)  # "A1"

    @property
    def everybody(self) -> Audience:
        """The whole site."""
        return Audience(site_id=self.site_id)

    def draft(self, body: str = TEXT, audience: Audience | None = None) -> Draft:
        """A draft for the whole site unless told otherwise."""
        return Draft("Coupure d'eau", body, audience or self.everybody, self.milestone_id)


async def build(database: Database, now: datetime, homes: Sequence[Home]) -> Neighbourhood:
    """Buildings A and B with staircases 1 and 2, and the homes given."""
    site = Site(code="tilleuls", name="Les Tilleuls", city="Valbrume")
    steps: dict[str, Staircase] = {}
    for code in ("A", "B"):
        building = Building(code=code, address=f"{code}, rue des Tilleuls")
        steps |= {code + step: Staircase(code=step) for step in ("1", "2")}
        building.staircases += [steps[code + "1"], steps[code + "2"]]
        site.buildings.append(building)
    for home in homes:
        flat = Flat(number=f"{len(steps[home.at].flats) + 1:04d}", floor=1)
        flat.households.append(_household(home))
        steps[home.at].flats.append(flat)
    user = StaffUser(email="nadia@example.org", name="Nadia", password_hash="-", created_at=now)
    async with database.write() as session:
        session.add_all([site, user])
        await session.flush()
        milestone = _milestone(site.id)
        session.add(milestone)
        await session.flush()
        return Neighbourhood(
            site_id=site.id,
            user_id=user.id,
            milestone_id=milestone.id,
            buildings={building.code: building.id for building in site.buildings},
            staircases={key: step.id for key, step in steps.items()},
        )


def _household(home: Home) -> Household:
    household = Household(reference=f"{home.at}-{home.name}", name=home.name)
    for phone in home.phones:
        contact = Contact(
            number=phone.number,
            kind=phone.kind,
            language=phone.language,
            consent=phone.consent,
            offers_consent=phone.offers,
            reads_sms=phone.reads_sms,
        )
        household.contacts.append(contact)
    if home.card is not None:
        household.card = DigitalCard(phone=home.card, reads_sms=2, french=FrenchReading.EASY)
    return household


def _milestone(site_id: int) -> Milestone:
    """The bathrooms, on Tuesday 12 May 2026 from 9 to 12."""
    return Milestone(
        site_id=site_id,
        reference="M1",
        kind="bathroom",
        title="Salle de bain",
        starts_at=datetime(2026, 5, 12, 9, tzinfo=PARIS),
        ends_at=datetime(2026, 5, 12, 12, tzinfo=PARIS),
        state=MilestoneState.PLANNED,
    )


async def scheduled(
    database: Database, place: Neighbourhood, now: datetime, draft: Draft | None = None
) -> int:
    """A broadcast to be sent at once; its id."""
    async with database.write() as session:
        broadcast = await create_draft(session, draft or place.draft(), place.user_id, now)
        await submit(session, broadcast.id, None, place.user_id, now, ALONE)
        return broadcast.id


async def deliveries(session: AsyncSession, broadcast_id: int) -> list[Delivery]:
    """The rows of a broadcast, in the order of its contacts."""
    query = select(Delivery).where(Delivery.broadcast_id == broadcast_id)
    return list(await session.scalars(query.order_by(Delivery.contact_id)))
