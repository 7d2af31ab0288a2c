"""A small estate with two buildings, and makers of the facts that hold in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import PARIS
from broadcaster.register.homes import Home
from broadcaster.register.models import (
    Building,
    Contact,
    Flat,
    Household,
    NumberKind,
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

IN_A1_FLAT_11 = "+33639980111"
IN_A1_FLAT_12 = "+33639980112"
IN_A2_FLAT_21 = "+33639980121"
IN_B_FLAT_1 = "+33639980131"
IN_TWO_STAIRCASES = "+33639980140"  # A1 flat 11 and A2 flat 21
IN_TWO_FLATS_OF_A1 = "+33639980150"  # flats 11 and 12
MANAGER = "+33639980200"

_references = count(1)


@dataclass(frozen=True)
class Estate:
    """The ids of the places."""

    site: int
    a: int
    b: int
    a1: int
    a2: int
    b1: int
    flat_11: int
    flat_12: int
    flat_21: int

    @property
    def in_a1(self) -> Home:
        return Home(self.site, self.a, self.a1, self.flat_11, "A", "1", "11")

    @property
    def in_a2(self) -> Home:
        return Home(self.site, self.a, self.a2, self.flat_21, "A", "2", "21")

    @property
    def stranger_in_a1(self) -> Home:
        return Home(self.site, self.a, self.a1, None, "A", "1", None)


async def build_estate(session: AsyncSession, *, language: str = "fr") -> Estate:
    """Buildings A (staircases 1 and 2) and B (one), with households."""
    flats = {number: Flat(number=number, floor=1) for number in ("11", "12", "21", "1")}
    stairs = {
        "a1": Staircase(code="1", flats=[flats["11"], flats["12"]]),
        "a2": Staircase(code="2", flats=[flats["21"]]),
        "b1": Staircase(code="1", flats=[flats["1"]]),
    }
    a = Building(code="A", address="1 rue", staircases=[stairs["a1"], stairs["a2"]])
    b = Building(code="B", address="2 rue", staircases=[stairs["b1"]])
    site = Site(code="moulins", name="Les Moulins", city="Valbrume", buildings=[a, b])
    _house(flats["11"], language, IN_A1_FLAT_11, IN_TWO_STAIRCASES, IN_TWO_FLATS_OF_A1)
    _house(flats["12"], language, IN_A1_FLAT_12, IN_TWO_FLATS_OF_A1)
    _house(flats["21"], language, IN_A2_FLAT_21, IN_TWO_STAIRCASES)
    _house(flats["1"], language, IN_B_FLAT_1)
    session.add(site)
    await session.flush()
    return Estate(
        site=site.id,
        a=a.id,
        b=b.id,
        a1=stairs["a1"].id,
        a2=stairs["a2"].id,
        b1=stairs["b1"].id,
        flat_11=flats["11"].id,
        flat_12=flats["12"].id,
        flat_21=flats["21"].id,
    )


def _house(flat: Flat, language: str, *numbers: str) -> None:
    contacts = [Contact(number=n, kind=NumberKind.MOBILE, language=language) for n in numbers]
    flat.households.append(
        Household(reference=f"H{flat.number}", name=f"Famille {flat.number}", contacts=contacts)
    )


def on(day: int, hour: int = 0, *, month: int = 5) -> datetime:
    """A moment of May 2026 in Paris."""
    return datetime(2026, month, day, hour, tzinfo=PARIS)


LATELY = on(3)
"""The day before the tests' present: a fresh confirmation."""


def milestone(
    estate: Estate,
    kind: str,
    starts: datetime,
    ends: datetime,
    *,
    state: MilestoneState = MilestoneState.CONFIRMED,
    title: str | None = None,
    confirmed: datetime | None = LATELY,
    **place: int,
) -> Milestone:
    """A milestone; ``place`` is building_id, staircase_id or flat_id."""
    return Milestone(
        site_id=estate.site,
        reference=f"M{next(_references)}",
        kind=kind,
        title=title or kind,
        detail="",
        starts_at=starts,
        ends_at=ends,
        state=state,
        confirmed_at=confirmed,
        **place,
    )


def cut(
    estate: Estate,
    kind: CutKind,
    starts: datetime,
    hours: int = 3,
    *,
    cancelled: bool = False,
    confirmed: datetime | None = LATELY,
    **place: int,
) -> PlannedCut:
    """A planned cut of some hours."""
    return PlannedCut(
        site_id=estate.site,
        reference=f"C{next(_references)}",
        kind=kind,
        starts_at=starts,
        ends_at=starts + timedelta(hours=hours),
        cancelled=cancelled,
        confirmed_at=confirmed,
        **place,
    )


def person(
    estate: Estate,
    role: PersonRole = PersonRole.SITE_MANAGER,
    *,
    name: str = "Nadia Perrault",
    number: str | None = MANAGER,
    hours: str = "",
    confirmed: datetime | None = LATELY,
    **place: int,
) -> SitePerson:
    """Somebody tenants may call."""
    return SitePerson(
        site_id=estate.site,
        role=role,
        name=name,
        number=number,
        hours=hours,
        confirmed_at=confirmed,
        **place,
    )
