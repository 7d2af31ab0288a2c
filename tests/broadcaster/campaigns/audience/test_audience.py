"""Who is meant by an audience, and who of them cannot be reached."""

from datetime import datetime

import pytest

from broadcaster.campaigns.audience.audience import Audience, household_count
from broadcaster.campaigns.audience.figures import figures_of
from broadcaster.campaigns.audience.recipients import WINDOW, recipients
from broadcaster.campaigns.audience.unreachable import unreachable
from broadcaster.campaigns.models import Purpose
from broadcaster.campaigns.refusals import InvalidAudienceError
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.register.models import Consent, NumberKind, PhoneKind
from broadcaster.register.optouts import opt_out
from tests.broadcaster.campaigns.neighbourhood import (
    Home,
    Neighbourhood,
    Phone,
    build,
    homes_with_mobiles,
    mobile,
)

LANDLINE = Phone("+33199000001", NumberKind.LANDLINE)

HOMES = [
    Home("Amar", [Phone(mobile(1))], "A1", PhoneKind.SMARTPHONE_ONLINE),
    Home("Bacri", [Phone(mobile(2), language="ar")], "A2", PhoneKind.KEYPAD),
    Home("Cros", [Phone(mobile(3)), Phone(mobile(4), language="tr")], "B1"),
    Home("Diot", [LANDLINE], "B1", PhoneKind.LANDLINE),
    Home("Esse", [], "B2", PhoneKind.NONE),
    Home("Faure", [Phone(mobile(5), consent=Consent.REFUSED)], "B2"),
    Home("Gall", [Phone("+33999", NumberKind.UNKNOWN)], "B2"),
    Home("Haas", [Phone(mobile(6), consent=Consent.GIVEN), LANDLINE], "B2"),
    Home("Igor", [Phone(mobile(7))], "B2", PhoneKind.SMARTPHONE_OFFLINE),
]


@pytest.fixture
async def place(database: Database, clock: Clock) -> Neighbourhood:
    built = await build(database, clock(), HOMES)
    async with database.write() as session:
        await opt_out(session, mobile(7), source="keyword", now=clock())
    return built


def audience_of(place: Neighbourhood, choice: dict[str, object]) -> Audience:
    """An audience by the names of places instead of their keys."""
    keys = {
        "building_ids": lambda names: [place.buildings[name] for name in names],
        "staircase_ids": lambda names: [place.staircases[name] for name in names],
    }
    values = {key: keys[key](value) if key in keys else value for key, value in choice.items()}
    return Audience.from_json({"site_id": place.site_id} | values)


@pytest.mark.parametrize(
    ("choice", "names", "households"),
    [
        pytest.param({}, "Amar Bacri Cros Cros Haas Igor", 9, id="whole site"),
        pytest.param({"building_ids": ["A"]}, "Amar Bacri", 2, id="a building"),
        pytest.param({"staircase_ids": ["A2", "B1"]}, "Bacri Cros Cros", 3, id="staircases"),
        pytest.param(
            {"building_ids": ["A"], "staircase_ids": ["B1", "A1"]},
            "Amar Bacri Cros Cros",
            4,
            id="places add up, each household once",
        ),
        pytest.param({"languages": ["tr", "ar"]}, "Bacri Cros", 2, id="languages of contacts"),
        pytest.param({"languages": ["pt"]}, "", 0, id="a language nobody speaks"),
        pytest.param({"lacks_smartphone": True}, "Bacri", 3, id="without a smartphone"),
        pytest.param(
            {"lacks_smartphone": True, "languages": ["fr"]}, "", 1, id="filters narrow one another"
        ),
        pytest.param({"building_ids": ["B"], "languages": ["fr"]}, "Cros Haas Igor", 6, id="both"),
    ],
)
async def test_who_is_meant(
    database: Database,
    place: Neighbourhood,
    choice: dict[str, object],
    names: str,
    households: int,
) -> None:
    audience = audience_of(place, choice)

    async with database.read() as session:
        found = await recipients(session, audience, Purpose.INFORMATION, after=0, limit=100)
        assert " ".join(recipient.values["nom"] for recipient in found) == names
        assert await household_count(session, audience) == households


async def test_recipients_come_in_pages(database: Database, place: Neighbourhood) -> None:
    async with database.read() as session:
        first = await recipients(session, place.everybody, Purpose.INFORMATION, after=0, limit=4)
        second = await recipients(
            session, place.everybody, Purpose.INFORMATION, after=first[-1].contact_id, limit=4
        )

    assert [len(first), len(second)] == [4, 2]
    assert second[0].contact_id > first[-1].contact_id
    assert first[0].values == {
        "nom": "Amar",
        "batiment": "A",
        "escalier": "1",
        "appartement": "0001",
    }


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        pytest.param(
            {},
            [
                ("Diot", "landline"),
                ("Esse", "no_number"),
                ("Faure", "refused"),
                ("Gall", "unknown_number"),
                ("Igor", "opted_out"),
            ],
            id="whole site, every reason",
        ),
        pytest.param({"building_ids": ["A"]}, [], id="everybody reached"),
        pytest.param(
            {"lacks_smartphone": True}, [("Diot", "landline"), ("Esse", "no_number")], id="card"
        ),
        pytest.param(
            {"languages": ["fr"], "staircase_ids": ["B1"]},
            [("Diot", "landline")],
            id="in a language, those known to speak it",
        ),
    ],
)
async def test_who_cannot_be_reached(
    database: Database,
    place: Neighbourhood,
    choice: dict[str, object],
    expected: list[tuple[str, str]],
) -> None:
    audience = audience_of(place, choice)

    async with database.read() as session:
        found = await unreachable(session, audience, Purpose.INFORMATION, limit=100)
        assert [(household.name, household.reason) for household in found] == expected
        figures = await figures_of(session, audience, Purpose.INFORMATION)
        assert figures.unreachable == len(expected)
        assert (
            await unreachable(session, audience, Purpose.INFORMATION, offset=1, limit=100)
            == found[1:]
        )
    assert all(household.reason.sentence for household in found)


def test_json_round_trip() -> None:
    audience = Audience(
        site_id=1, building_ids=(3, 2, 3), languages=("TR", "fr "), lacks_smartphone=True
    )

    assert audience.to_json() == {
        "site_id": 1,
        "building_ids": [2, 3],
        "staircase_ids": [],
        "flat_ids": [],
        "languages": ["fr", "tr"],
        "lacks_smartphone": True,
    }
    assert Audience.from_json(audience.to_json()) == audience


@pytest.mark.parametrize(
    ("value", "named"),
    [
        pytest.param(None, "NoneType", id="nothing"),
        pytest.param([1], "list", id="a list"),
        pytest.param({}, "site_id", id="no site"),
        pytest.param({"site_id": 0}, "site_id", id="no such key"),
        pytest.param({"site_id": 2**31}, "site_id", id="larger than a key can be"),
        pytest.param({"site_id": 1, "building_ids": ["A"]}, "building_ids", id="not a key"),
        pytest.param({"site_id": 1, "languages": ["français"]}, "languages", id="not a language"),
        pytest.param({"site_id": 1, "floors": [3]}, "floors", id="unknown filter"),
    ],
)
def test_a_wrong_audience_is_refused(value: object, named: str) -> None:
    with pytest.raises(InvalidAudienceError, match=named):
        Audience.from_json(value)


async def test_somebody_far_down_the_register_is_found(
    sqlite_database: Database, now: datetime
) -> None:
    last = Home("Zaoui", [Phone(mobile(9000))], "B2")
    place = await build(sqlite_database, now, [*homes_with_mobiles(WINDOW + 1), last])
    audience = audience_of(place, {"staircase_ids": ["B2"]})

    async with sqlite_database.read() as session:
        (found,) = await recipients(session, audience, Purpose.INFORMATION, after=0, limit=10)
        assert found.number == mobile(9000)
        assert (
            await recipients(
                session, audience, Purpose.INFORMATION, after=found.contact_id, limit=10
            )
            == []
        )
