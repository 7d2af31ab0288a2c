"""What the writer is told before anything is scheduled."""

from datetime import datetime, timedelta

import pytest

from broadcaster.campaigns.drafts import Draft
from broadcaster.campaigns.preview import preview
from broadcaster.campaigns.refusals import (
    MilestoneNeededError,
    NoSuchMilestoneError,
    UnknownPlaceholderError,
)
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.register.models import NumberKind
from broadcaster.register.optouts import opt_out
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
