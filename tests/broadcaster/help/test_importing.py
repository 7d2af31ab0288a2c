from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.help.importing import HelpRefusedError, import_help, import_offer
from broadcaster.help.models import HelpKind, HelpPoint, OfferFact
from broadcaster.help.offer import offer_facts, offer_keys
from broadcaster.help.points import help_points
from tests.broadcaster.works.estate import build_estate

WORKSHOP = {
    "reference": "mjc",
    "kind": "workshop",
    "name": "Ateliers de la MJC",
    "place": "12 rue des Lilas",
    "hours": "le mardi de 14 h à 16 h",
    "number": "01 99 00 12 34",
    "price": "gratuit",
}


async def test_a_help_point_is_read_and_a_second_import_changes_it(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        site = (await build_estate(session)).site
        assert await import_help(session, site, [WORKSHOP], now) == 1
        changed = WORKSHOP | {"hours": "le jeudi", "confirmed": False}
        await import_help(session, site, [changed], now)
        points = list(await session.scalars(select(HelpPoint)))
    assert [(p.name, p.number, p.hours, p.confirmed_at) for p in points] == [
        ("Ateliers de la MJC", "+33199001234", "le jeudi", None)
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param(WORKSHOP | {"kind": "cinema"}, "« cinema »", id="unknown kind"),
        pytest.param(WORKSHOP | {"kind": ["workshop"]}, "nature", id="kind is a list"),
        pytest.param(WORKSHOP | {"name": " "}, "« name »", id="no name"),
        pytest.param(WORKSHOP | {"horaires": "x"}, "« horaires »", id="unknown field"),
        pytest.param(WORKSHOP | {"number": "12"}, "n° 1", id="bad number"),
        pytest.param(WORKSHOP | {"price": "x" * 121}, "120", id="too long"),
        pytest.param("texte", "n° 1", id="not a mapping"),
    ],
)
async def test_a_wrong_help_point_is_refused_with_the_reason(
    database: Database, now: datetime, line: object, words: str
) -> None:
    async with database.write() as session:
        site = (await build_estate(session)).site
        with pytest.raises(HelpRefusedError) as refused:
            await import_help(session, site, [line, WORKSHOP | {"reference": "ok"}], now)
        assert words in str(refused.value)
        assert not list(await session.scalars(select(HelpPoint)))


async def test_a_reference_given_twice_is_refused(database: Database, now: datetime) -> None:
    async with database.write() as session:
        site = (await build_estate(session)).site
        with pytest.raises(HelpRefusedError, match="déjà prise"):
            await import_help(session, site, [WORKSHOP, WORKSHOP], now)


async def test_offer_facts_are_kept_by_key(database: Database, now: datetime) -> None:
    async with database.write() as session:
        site = (await build_estate(session)).site
        await import_offer(session, site, {"price": "1 € par mois", "vote": " "}, now)
        await import_offer(session, site, {"price": "1,24 € par mois"}, now)
        facts = await offer_facts(session, site)
    assert {key: fact.value for key, fact in facts.items()} == {"price": "1,24 € par mois"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param({"prix": "1 €"}, "« prix »", id="unknown key"),
        pytest.param(["price"], "liste", id="not a mapping"),
    ],
)
async def test_wrong_offer_data_is_refused(
    database: Database, now: datetime, data: object, words: str
) -> None:
    async with database.write() as session:
        site = (await build_estate(session)).site
        with pytest.raises(HelpRefusedError, match=words):
            await import_offer(session, site, data, now)
        assert not list(await session.scalars(select(OfferFact)))


async def test_the_recently_confirmed_help_point_comes_first(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        site = (await build_estate(session)).site
        old, fresh = WORKSHOP | {"reference": "old"}, WORKSHOP | {"reference": "fresh"}
        await import_help(session, site, [old], now - timedelta(days=60))
        await import_help(session, site, [fresh], now)
        found = await help_points(session, site, HelpKind.WORKSHOP, now)
        others = await help_points(session, site, HelpKind.REPAIRS, now)
    assert [point.reference for point in found] == ["fresh", "old"]
    assert others == []


def test_offer_names_are_distinct() -> None:
    names = [key.name for key in offer_keys().values()]
    assert len(set(names)) == len(names)
