"""What the writer is told before anything is scheduled."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.drafts import Draft
from broadcaster.campaigns.preview import preview
from broadcaster.campaigns.refusals import (
    MilestoneNeededError,
    NoSuchMilestoneError,
    UnknownPlaceholderError,
)
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.register.models import Flat, Household, NumberKind
from broadcaster.register.optouts import opt_out
from broadcaster.works.models import Milestone
from tests.broadcaster.campaigns.neighbourhood import Home, Neighbourhood, Phone, build, mobile

HOMES = [
    Home("Amar", [Phone(mobile(1))]),
    Home("Bacri", [Phone(mobile(2)), Phone(mobile(3))]),
    Home("François", [Phone(mobile(1))]),  # looks after Amar, with the same telephone
    Home("Diot", [Phone("+33199000001", NumberKind.LANDLINE)]),
    Home("Esse", [Phone(mobile(5))]),
]


@pytest.fixture
async def place(database: Database, now: datetime) -> Neighbourhood:
    built = await build(database, now, HOMES)
    async with database.write() as session:
        await opt_out(session, mobile(5), source="keyword", now=now)
    return built


async def test_one_text_for_all(database: Database, place: Neighbourhood, clock: Clock) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft("Eau coupée {quand} : 1 €."), clock())

    assert (told.recipients, told.households, told.opted_out) == (3, 5, 1)
    assert (told.segments, told.longest, told.encoding) == (3, 1, "GSM-7")
    assert told.costly == ("€",)
    assert told.samples == ("Eau coupée mardi 12 mai, de 9 h à 12 h : 1 €.",)
    assert [(left.name, left.reason) for left in told.unreachable] == [
        ("Diot", "landline"),
        ("Esse", "opted_out"),
    ]
    assert told.unreachable_count == 2


async def test_a_text_by_name(database: Database, place: Neighbourhood, now: datetime) -> None:
    body = "Bonjour {nom}. " + "a" * 60

    async with database.read() as session:
        told = await preview(session, place.draft(body), now)

    assert told.recipients == 4  # one telephone gets a text for each of its two households
    assert told.segments == 4
    assert (told.longest, told.encoding, told.costly) == (1, "GSM-7", ())
    assert told.changed == (("ç", "c"),)  # it saves François a second segment
    assert sorted(told.samples) == sorted(
        f"Bonjour {name}. {'a' * 60}" for name in ("Amar", "Bacri", "Francois")
    )


async def test_a_short_text_keeps_its_letters(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft("Fenêtre : {escalier}"), now)

    assert (told.changed, told.encoding, told.costly) == ((), "UCS-2", ("ê",))


async def test_nobody_is_a_preview_too(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    nobody = place.everybody.model_copy(update={"languages": ("pt",)})

    async with database.read() as session:
        told = await preview(session, place.draft(audience=nobody), now)

    assert (told.recipients, told.segments, told.longest, told.samples) == (0, 0, 0, ())


async def test_a_milestone_that_is_over_is_noticed(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        before = await preview(session, place.draft(), now)
        after = await preview(session, place.draft(), now + timedelta(days=30))

    assert (before.milestone_is_over, after.milestone_is_over) == (False, True)


async def test_a_wrong_text_is_refused(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        with pytest.raises(UnknownPlaceholderError):
            await preview(session, place.draft("Bonjour {prenom}"), now)
        with pytest.raises(MilestoneNeededError):
            await preview(session, Draft("T", "Le {quand}", place.everybody), now)
        with pytest.raises(NoSuchMilestoneError):
            await preview(session, Draft("T", "Bonjour", place.everybody, 2**40), now)


async def test_the_figures_add_up(database: Database, place: Neighbourhood, now: datetime) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft(), now)
        by_name = await preview(session, place.draft("Bonjour {nom}"), now)

    assert (told.households, told.reachable, told.unreachable_count) == (5, 3, 2)
    assert (told.second_telephones, told.merged, told.recipients) == (1, 1, 3)
    assert (by_name.second_telephones, by_name.merged, by_name.recipients) == (1, 0, 4)


async def test_an_audience_wider_than_the_milestone_is_noticed(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        await build_beside(session, place)
    async with database.read() as session:
        whole = await preview(session, place.draft(), now)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        milestone.building_id = place.buildings["A"]
        milestone.staircase_id = place.staircases["A1"]
    inside = place.everybody.model_copy(update={"staircase_ids": (place.staircases["A1"],)})
    async with database.read() as session:
        wide = await preview(session, place.draft(), now)
        narrow = await preview(session, place.draft(audience=inside), now)

    assert [one.outside_milestone for one in (whole, wide, narrow)] == [0, 1, 0]
    assert wide.milestone is not None


async def test_what_is_filled_in_is_not_read_again(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        (await session.get_one(Milestone, place.milestone_id)).title = "Bain {nom} {x}"
    async with database.read() as session:
        told = await preview(session, place.draft("{travaux} : demain."), now)

    assert told.samples == ("Bain {nom} {x} : demain.",)


async def test_signs_that_reorder_a_text_are_dropped(
    database: Database, place: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        told = await preview(session, place.draft("Eau \u202ecoupée\u2069 demain."), now)

    assert told.samples == ("Eau coupée demain.",)


async def build_beside(session: AsyncSession, place: Neighbourhood) -> None:
    """One more household, in another building."""
    household = Household(reference="B1-Faye", name="Faye")
    session.add(
        Flat(number="9", floor=1, staircase_id=place.staircases["B1"], households=[household])
    )
