"""Days are counted once, again while they may change, and lie where the household lives."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from broadcaster.database import Database
from broadcaster.reports import deliveries as figures
from broadcaster.reports import tally
from broadcaster.reports.inbound import answers_given, topics_over_time
from broadcaster.reports.models import DeliveryDay
from broadcaster.reports.scope import Scope
from broadcaster.sending.models import Delivery, DeliveryState, Lane, SkipReason
from broadcaster.sending.texts.tariff import Tariff
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.broadcaster.reports.estate import asked, message, settle, writes

TODAY = date(2026, 5, 4)
ALL = Scope(None, TODAY)


async def bring_up(database: Database, now: datetime, *prefixes: str) -> int:
    """Look until everything is counted; give how many looks that took."""
    looks = 1
    while True:
        if await tally.bring_up(database, now, prefixes):
            return looks
        looks += 1


async def states(database: Database, scope: Scope = ALL) -> dict[DeliveryState, int]:
    async with database.read() as session:
        return figures.by_state(await figures.tallied(session, scope))


@pytest.fixture
async def told(database: Database, neighbourhood: Neighbourhood, now: datetime) -> Neighbourhood:
    """Two messages of last week, one of yesterday that waits, and an answer."""
    async with database.write() as session:
        one, two = await settle(session, neighbourhood.staircase_a1, 2, first=100)
        last_week = now - timedelta(days=7)
        session.add_all(
            [
                message(one, DeliveryState.DELIVERED, last_week, segments=2),
                message(two, DeliveryState.UNDELIVERED, last_week, code=30005),
                message(two, DeliveryState.PENDING, now - timedelta(days=1)),
                message(None, DeliveryState.SENT, now, lane=Lane.REPLY, number="+33639980031"),
            ]
        )
    await bring_up(database, now)
    return neighbourhood


async def test_messages_are_counted_by_what_became_of_them(
    database: Database, told: Neighbourhood
) -> None:
    assert await states(database) == {
        DeliveryState.PENDING: 1,
        DeliveryState.SENT: 1,
        DeliveryState.DELIVERED: 1,
        DeliveryState.UNDELIVERED: 1,
    }


async def test_an_answer_counts_where_its_number_lives(
    database: Database, told: Neighbourhood
) -> None:
    in_b = Scope(None, TODAY, frozenset({told.site_id}), told.building_b)
    assert await states(database, in_b) == {DeliveryState.SENT: 1}
    assert await states(database, Scope(None, TODAY, frozenset())) == {}


async def test_what_waits_is_counted_again_and_what_is_settled_only_once(
    database: Database, told: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        pending = Delivery.state == DeliveryState.PENDING
        await session.execute(update(Delivery).where(pending).values(state=DeliveryState.FAILED))
    await bring_up(database, now + timedelta(days=20))
    found = await states(database)
    assert DeliveryState.PENDING not in found
    assert found[DeliveryState.FAILED] == 1
    async with database.read() as session:
        whole = select(func.sum(DeliveryDay.messages)).where(DeliveryDay.building_id == 0)
        assert await session.scalar(whole) == 4


async def test_years_of_messages_are_brought_up_step_by_step(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        [one] = await settle(session, neighbourhood.staircase_a1, 1, first=100)
        for days in (200, 100, 0):
            session.add(message(one, DeliveryState.DELIVERED, now - timedelta(days=days)))
    assert await bring_up(database, now) > 5
    assert await states(database) == {DeliveryState.DELIVERED: 3}
    assert await states(database, Scope(TODAY - timedelta(days=100), TODAY)) == {
        DeliveryState.DELIVERED: 2
    }


async def test_reasons_come_with_the_most_frequent_first(
    database: Database, told: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        households = await settle(session, told.staircase_a1, 2, first=200)
        for household in households:
            session.add(message(household, DeliveryState.SKIPPED, now, skip=SkipReason.OPTED_OUT))
    await bring_up(database, now)
    async with database.read() as session:
        found = figures.by_reason(await figures.tallied(session, ALL))
    assert found == [
        (DeliveryState.SKIPPED, "opted_out", 2),
        (DeliveryState.UNDELIVERED, "30005", 1),
    ]


async def test_a_month_costs_its_segments_each_at_the_price_of_its_number(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    tariff = Tariff.parse("0.07 +33639=0.10")
    async with database.write() as session:
        [one] = await settle(session, neighbourhood.staircase_a1, 1, first=100)
        session.add_all(
            [
                message(one, DeliveryState.DELIVERED, now, segments=3),
                message(None, DeliveryState.SENT, now, lane=Lane.REPLY, number="+33639980091"),
                message(None, DeliveryState.SENT, now, lane=Lane.REPLY, number="+33700000000"),
                message(one, DeliveryState.FAILED, now, code=21211, segments=50),
            ]
        )
    await bring_up(database, now, *tariff.prefixes)
    async with database.read() as session:
        [cost] = figures.costs(await figures.tallied(session, ALL), tariff)
    assert (cost.month, cost.broadcasts, cost.replies) == (date(2026, 5, 1), 3, 2)
    assert cost.price == Decimal("0.47")


async def test_topics_and_answer_times_are_those_of_the_place(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        martin = await writes(session, "+33639980011", now)
        stranger = await writes(session, "+33639980555", now)
        quick, slow = now + timedelta(seconds=1.5), now + timedelta(seconds=50)
        session.add_all(
            [
                asked(martin, now, "cut_water,works_start", quick),
                asked(martin, now - timedelta(days=7), "cut_water", now - timedelta(days=7)),
                asked(martin, now, "keyword:stop", quick),
                asked(stranger, now, "cut_water", slow),
                asked(stranger, now, "", None),
            ]
        )
    await bring_up(database, now)
    own = Scope(TODAY - timedelta(days=13), TODAY, frozenset({neighbourhood.site_id}))
    async with database.read() as session:
        topics, mine = await topics_over_time(session, own), await answers_given(session, own)
        everyone = await answers_given(session, ALL)
    assert topics.spans == (date(2026, 4, 27), date(2026, 5, 4))
    assert topics.topics == {"cut_water": (1, 1), "works_start": (0, 1)}
    assert mine.within == {1: 1, 2: 2}
    assert (everyone.answered, everyone.waiting) == (4, 1)
    assert (everyone.bound(0.5), everyone.bound(0.9)) == (2, 60)
