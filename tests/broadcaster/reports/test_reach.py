"""How households can be told, and the doors to knock at."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from broadcaster.conversations.models import Author, Reply, Thread
from broadcaster.database import Database
from broadcaster.register.models import Contact, Household, OptOut
from broadcaster.register.optouts import opt_out
from broadcaster.reports import keeping, walk
from broadcaster.reports.models import Form
from broadcaster.reports.optouts import optouts
from broadcaster.reports.reach import BuildingReach, reach_of_buildings, unreached, unreached_count
from broadcaster.reports.scope import Scope
from broadcaster.reports.staff_answers import staff_answers
from broadcaster.sending.models import DeliveryState, SkipReason
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.broadcaster.reports.estate import message, settle, writes

TODAY = date(2026, 5, 4)
ALL, MONTH = Scope(None, TODAY), Scope(TODAY - timedelta(days=29), TODAY)


@pytest.fixture
async def written(database: Database, neighbourhood: Neighbourhood, now: datetime) -> Neighbourhood:
    """Three households more: one was reached, one was not, one was reached long ago."""
    async with database.write() as session:
        one, two, three = await settle(session, neighbourhood.staircase_a1, 3, first=8)
        long_ago = now - timedelta(days=60)
        session.add_all(
            [
                message(one, DeliveryState.DELIVERED, now),
                message(one, DeliveryState.UNDELIVERED, now, code=30003),
                message(two, DeliveryState.UNDELIVERED, now, code=30005),
                message(three, DeliveryState.DELIVERED, long_ago),
                message(three, DeliveryState.FAILED, now, code=21211),
                message(three, DeliveryState.SKIPPED, now, skip=SkipReason.CANCELLED),
            ]
        )
    await keeping.look(database, now)
    return neighbourhood


async def test_each_household_is_counted_once_by_the_form_it_can_be_told_in(
    database: Database, written: Neighbourhood
) -> None:
    async with database.read() as session:
        assert await reach_of_buildings(session, MONTH) == [
            BuildingReach("Les Lilas", "A", sms=3, voice=1, paper=0, nobody=2),
            BuildingReach("Les Lilas", "B", sms=1, voice=0, paper=1, nobody=0),
        ]
        whole = await reach_of_buildings(session, ALL)
        assert [one.nobody for one in whole] == [1, 0]
        only_b = Scope(None, TODAY, frozenset({written.site_id}), written.building_b)
        assert len(await reach_of_buildings(session, only_b)) == 1
        assert await reach_of_buildings(session, Scope(None, TODAY, frozenset())) == []


async def test_doors_come_in_the_order_one_walks_with_reason_and_last_try(
    database: Database, written: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        found = await unreached(session, MONTH, limit=10)
        assert await unreached_count(session, MONTH) == 4
        assert await unreached(session, MONTH, offset=1, limit=2) == found[1:3]
    assert [(one.name, one.form, one.reason or one.tried_reason) for one in found] == [
        ("Diallo", Form.VOICE, "landline"),
        ("Foyer 9", Form.SMS, "30005"),
        ("Foyer 10", Form.SMS, "21211"),
        ("Petit", Form.PAPER, "no_number"),
    ]
    assert (found[1].tried_at, found[1].floor, found[0].tried_at) == (now, 2, None)


async def test_the_walk_goes_on_where_it_stopped_and_begins_anew(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    looks = []
    for _look in range(3):
        async with database.write() as session:
            looks.append(await walk.walk_on(session, now, at_once=2))
    assert looks == [False, False, True]
    async with database.write() as session:
        await opt_out(session, "+33639980011", source="keyword", now=now)
    await keeping.look(database, now)
    async with database.read() as session:
        [a, _b] = await reach_of_buildings(session, ALL)
    assert (a.sms, a.paper) == (1, 1)


async def test_a_household_that_is_erased_takes_its_figures_along(
    database: Database, written: Neighbourhood
) -> None:
    async with database.write() as session:
        petit = (await unreached(session, ALL, limit=10))[-1]
        await session.delete(await session.get_one(Household, petit.household_id))
    async with database.read() as session:
        assert petit.name not in [one.name for one in await unreached(session, ALL, limit=10)]


async def test_opt_outs_count_in_their_place_and_period(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        await opt_out(session, "+33639980011", source="keyword", now=now)
        await opt_out(session, "+33639980555", source="provider", now=now - timedelta(days=90))
    here = Scope(MONTH.first, TODAY, frozenset({neighbourhood.site_id}), neighbourhood.building_a)
    async with database.read() as session:
        everybody, ours = await optouts(session, ALL), await optouts(session, here)
    assert (everybody.total, len(everybody.spans)) == (2, 2)
    assert (ours.by_keyword, ours.by_provider) == ({date(2026, 5, 4): 1}, {})
    async with database.write() as session:
        await session.execute(delete(OptOut))
        assert (await optouts(session, ALL)).total == 0


async def test_staff_are_timed_from_the_opening_to_their_first_word(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        martin = await writes(session, "+33639980011", now)
        for hours in (1, 2, 30, None):
            thread = Thread(
                correspondent_id=martin.id, topic="cut_water", reason="missing",
                opened_at=now, last_message_at=now,
            )  # fmt: skip
            session.add(thread)
            await session.flush()
            for later in () if hours is None else (hours, hours + 5):
                session.add(
                    Reply(
                        correspondent_id=martin.id, thread_id=thread.id, author=Author.STAFF,
                        body="Bonjour", created_at=now + timedelta(hours=later),
                    )
                )  # fmt: skip
    here = Scope(None, TODAY, frozenset({neighbourhood.site_id}), neighbourhood.building_a)
    async with database.read() as session:
        found = await staff_answers(session, here)
        elsewhere = Scope(None, TODAY, None, neighbourhood.building_b)
        assert (await staff_answers(session, elsewhere)).times == ()
    assert (found.unanswered, found.within(0.5)) == (1, timedelta(hours=2))
    assert found.within(0.9) == timedelta(hours=30)
    assert found.counts([timedelta(hours=1), timedelta(hours=24)]) == [1, 1, 1]


async def test_who_does_not_read_their_mobile_is_to_be_called(
    database: Database, written: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        foyer = await session.scalar(select(Household).where(Household.name == "Foyer 9"))
        assert foyer is not None
        await session.execute(
            update(Contact).where(Contact.household_id == foyer.id).values(reads_sms=False)
        )
    await keeping.look(database, now)
    async with database.read() as session:
        found = await unreached(session, MONTH, limit=10)
    assert ("Foyer 9", Form.VOICE) in [(one.name, one.form) for one in found]
