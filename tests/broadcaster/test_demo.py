import csv
import importlib.util
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from broadcaster.database import Database
from broadcaster.demo import (
    DemoMissingError,
    dated,
    last_working_day,
    load_demo,
    next_working_day,
)
from broadcaster.help.models import HelpKind, HelpPoint, OfferFact
from broadcaster.register.models import (
    Building,
    Contact,
    DigitalCard,
    FrenchReading,
    Household,
    PhoneKind,
    Staircase,
)
from broadcaster.register.phone_numbers import FICTION_PREFIXES
from broadcaster.works.freshness import is_fresh
from broadcaster.works.models import (
    CutKind,
    Milestone,
    MilestoneState,
    PersonRole,
    PlannedCut,
    SitePerson,
)

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
FRIDAY, SATURDAY, MONDAY = date(2026, 5, 8), date(2026, 5, 9), date(2026, 5, 11)


@pytest.fixture
async def demo(sqlite_database: Database, now: datetime) -> Database:
    async with sqlite_database.write() as session:
        await load_demo(session, ROOT, now)
    return sqlite_database


async def test_the_neighbourhood_is_as_announced(database: Database, now: datetime) -> None:
    async with database.write() as session:
        report = await load_demo(session, ROOT, now)
        counted = [
            await session.scalar(select(func.count()).select_from(model))
            for model in (Building, Staircase, Household, Milestone, PlannedCut)
        ]
    assert counted == [3, 9, 240, 25, 12]
    assert (report.households.added, report.works.added) == (240, 25 + 12 + 6)
    assert "Foyers : 240 ajouté(s)" in str(report)
    assert (report.households.remarks, report.works.remarks) == ((), ())


async def test_about_half_lack_a_smartphone_and_every_card_exists(demo: Database) -> None:
    async with demo.read() as session:
        cards = (await session.scalars(select(DigitalCard))).all()
        languages = set(await session.scalars(select(Contact.language)))
    phones = Counter(card.phone for card in cards)
    lacking = sum(count for phone, count in phones.items() if not phone.is_smartphone)
    assert set(phones) == set(PhoneKind)
    assert 100 <= lacking <= 130
    assert {card.french for card in cards} == set(FrenchReading)
    assert {card.reads_sms for card in cards} == {0, 1, 2, 3}
    assert languages == {"fr", "en", "ar", "tr", "pt"}


async def test_only_fiction_numbers_and_few_shared(demo: Database) -> None:
    async with demo.read() as session:
        contacts = list(await session.scalars(select(Contact.number)))
        others = list(await session.scalars(select(SitePerson.number)))
        others += await session.scalars(select(HelpPoint.number))
    assert all(number is None or number[:8] in FICTION_PREFIXES for number in contacts + others)
    shared = [number for number, count in Counter(contacts).items() if count > 1]
    assert len(shared) == 4


async def test_the_calendar_is_alive_and_not_all_certain(demo: Database, now: datetime) -> None:
    async with demo.read() as session:
        steps = (await session.scalars(select(Milestone))).all()
        cuts = (await session.scalars(select(PlannedCut))).all()
        roles = set(await session.scalars(select(SitePerson.role)))
    assert {step.state for step in steps} == set(MilestoneState)
    assert {cut.kind for cut in cuts} == set(CutKind)
    assert roles == set(PersonRole)
    assert any(step.flat_id for step in steps)
    assert any(step.confirmed_at is None for step in steps)
    assert any(step.confirmed_at and not is_fresh(step, now) for step in steps)
    assert sum(1 for step in steps if is_fresh(step, now)) > 8
    assert any(now < cut.starts_at < now + timedelta(days=2) for cut in cuts)


@pytest.mark.parametrize(
    "days",
    [pytest.param(1, id="Tuesday"), pytest.param(5, id="Saturday"), pytest.param(6, id="Sunday")],
)
async def test_loaded_again_any_day_it_is_brought_up_to_the_day(
    sqlite_database: Database, now: datetime, days: int
) -> None:
    later = now + timedelta(days=days)
    async with sqlite_database.write() as session:
        await load_demo(session, ROOT, now)
        report = await load_demo(session, ROOT, later)
        under_way = await session.scalars(
            select(Milestone).where(Milestone.state == MilestoneState.UNDER_WAY)
        )
    assert (report.households.added, report.households.unchanged) == (0, 240)
    assert report.works.added == 0
    assert all(step.starts_at <= later < step.ends_at for step in under_way)


async def test_help_and_the_offer_are_there_and_what_is_unknown_is_not(
    demo: Database, now: datetime
) -> None:
    async with demo.read() as session:
        kinds = set(await session.scalars(select(HelpPoint.kind)))
        offer = {fact.key: fact.value for fact in await session.scalars(select(OfferFact))}
    assert kinds == set(HelpKind)
    assert offer["price"] == "1 € par mois et par logement"
    assert offer["launch_first"] == "2026-05-18 14:00-17:00"
    assert offer["launch_second"] == "2026-06-01 14:00-17:00"
    assert not {"deposit", "contract_length", "cancellation"} & set(offer)


async def test_without_its_files_the_demo_says_where_it_looked(
    sqlite_database: Database, now: datetime, tmp_path: Path
) -> None:
    with pytest.raises(DemoMissingError, match=r"households\.csv"):
        async with sqlite_database.write() as session:
            await load_demo(session, tmp_path, now)


def test_the_households_file_is_what_its_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make", DEMO / "make_households.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    with (DEMO / "households.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file, delimiter=";"))
    assert written == [list(script.TITLES), *script.rows()]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("J", "08/05/2026"),
        ("J+3 9h30", "11/05/2026 9h30"),
        ("J+1", "11/05/2026"),
        ("J-2 18h", "06/05/2026 18h"),
        ("12/05/2026", "12/05/2026"),
        ("Jean", "Jean"),
        ("", ""),
    ],
)
def test_relative_days(cell: str, told: str) -> None:
    assert dated(cell, FRIDAY, next_working_day) == told


def test_working_days() -> None:
    assert [next_working_day(day) for day in (FRIDAY, SATURDAY, MONDAY)] == [FRIDAY, MONDAY, MONDAY]
    assert [last_working_day(day) for day in (FRIDAY, SATURDAY, MONDAY)] == [FRIDAY, FRIDAY, MONDAY]
