"""Nothing of a group of fewer than ten households is told, nor can be reckoned."""

from datetime import datetime

import pytest

from broadcaster.database import Database
from broadcaster.register.models import DigitalCard, FrenchReading, PhoneKind
from broadcaster.reports import keeping
from broadcaster.reports.cards import LEAST, cards_of_sites, told
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.broadcaster.reports.estate import settle


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param({"a": 40, "b": 10}, {"a": 40, "b": 10}, id="large groups"),
        pytest.param({"a": 40, "b": 0}, {"a": 40, "b": 0}, id="an empty group"),
        pytest.param({"a": 40, "b": 9}, {"a": None, "b": None}, id="one small: both"),
        pytest.param({"a": 40, "b": 3, "c": 20}, {"a": 40, "b": None, "c": None}, id="next one"),
        pytest.param({"a": 40, "b": 6, "c": 7}, {"a": 40, "b": None, "c": None}, id="two do"),
        pytest.param(
            {"a": 40, "b": 1, "c": 2, "d": 12}, {"a": 40, "b": None, "c": None, "d": None},
            id="two that are still few",
        ),
    ],
)  # fmt: skip
def test_small_groups_are_hidden_and_not_to_be_had_by_subtraction(
    counts: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert told(counts) == shown
    hidden = [counts[name] for name, number in told(counts).items() if number is None]
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)


async def test_a_site_with_few_cards_tells_nothing_of_them(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    await keeping.look(database, now)
    async with database.read() as session:
        [site] = await cards_of_sites(session, None)
    assert (site.site, site.cards, site.phone) == ("Les Lilas", None, {})


async def test_a_site_with_many_tells_them_by_answer(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        for household in await settle(session, neighbourhood.staircase_a1, 30, first=100):
            card = DigitalCard(phone=PhoneKind.KEYPAD, reads_sms=2, french=FrenchReading.HARD)
            card.household_id = household.id
            session.add(card)
    await keeping.look(database, now)
    async with database.read() as session:
        [site] = await cards_of_sites(session, frozenset({neighbourhood.site_id}))
        assert await cards_of_sites(session, frozenset()) == []
    assert site.cards == 35
    assert site.reads_sms == {"0": 0, "1": 0, "2": None, "3": None}
