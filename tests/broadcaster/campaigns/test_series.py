"""Series: every week at the same hour, each occurrence once, and no old news."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, select

from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy
from broadcaster.campaigns.models import Broadcast, BroadcastKind, BroadcastState, Series
from broadcaster.campaigns.refusals import (
    CampaignRefusedError,
    EmptyTextError,
    InvalidWeeklyTimeError,
    MilestoneNeededError,
    NobodyInAudienceError,
    NoSuchSeriesError,
    SecondPersonNeededError,
    SeriesApprovedError,
    SeriesOverError,
)
from broadcaster.campaigns.series import (
    Weekly,
    WeeklyDraft,
    approve_series,
    create_series,
    get_series,
    list_series,
    make_due,
    stop_series,
)
from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.register.models import NumberKind
from broadcaster.sending.mailings import mailing_of
from tests.broadcaster.campaigns.neighbourhood import (
    ALONE,
    Home,
    Neighbourhood,
    Phone,
    build,
    homes_with_mobiles,
    mobile,
)
from tests.support.clock import MovableClock
from tests.support.staff import colleague

MONDAY_10 = Weekly(weekday=0, hour=10)
TEXT = "Cette semaine chez vous : {semaine}."


def paris(day: int, hour: int, month: int = 5, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=PARIS)


def weekly(place: Neighbourhood, when: Weekly = MONDAY_10, body: str = TEXT) -> WeeklyDraft:
    return WeeklyDraft("La semaine", body, place.everybody, when)


async def running(database: Database, clock: MovableClock, when: Weekly = MONDAY_10) -> int:
    place = await build(database, clock(), homes_with_mobiles(2))
    async with database.write() as session:
        series = await create_series(session, weekly(place, when), place.user_id, clock())
        await approve_series(session, series.id, place.user_id, clock(), ALONE)
        return series.id


async def make(database: Database, now: datetime) -> int:
    async with database.write() as session:
        return await make_due(session, now)


async def made(database: Database) -> list[Broadcast]:
    async with database.read() as session:
        return list(await session.scalars(select(Broadcast).order_by(Broadcast.occurrence_at)))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(paris(4, 9), paris(4, 10), id="an hour later"),
        pytest.param(paris(4, 10), paris(4, 10), id="now"),
        pytest.param(paris(4, 11), paris(11, 10), id="next week"),
        pytest.param(paris(24, 12, 10), paris(26, 10, 10), id="the clocks go back between"),
        pytest.param(paris(22, 11, 3, 2027), paris(29, 10, 3, 2027), id="and forward"),
    ],
)
def test_the_hour_is_the_one_of_the_clock_on_the_wall(moment: datetime, expected: datetime) -> None:
    found = MONDAY_10.after(moment)
    assert found == expected
    assert found.astimezone(PARIS).hour == 10


async def test_an_occurrence_becomes_a_broadcast_that_is_approved(
    database: Database, clock: MovableClock
) -> None:
    series_id = await running(database, clock)

    assert await make(database, paris(4, 9)) == 0
    assert await make(database, paris(4, 10)) == 1
    assert await make(database, paris(4, 10)) == 0
    assert await make(database, paris(11, 12)) == 1

    first, second = await made(database)
    assert (first.kind, first.state) == (BroadcastKind.RECURRING, BroadcastState.SCHEDULED)
    assert (first.scheduled_at, first.expires_at) == (paris(4, 10), paris(7, 10))
    assert (second.scheduled_at, second.series_id) == (paris(11, 10), series_id)
    assert (first.title, first.body, first.created_by_id) == ("La semaine", TEXT, None)
    async with database.read() as session:
        mailing = await mailing_of(session, first.id)
        assert (await get_series(session, series_id)).next_at == paris(18, 10)
    assert mailing is not None
    assert mailing.approved_at is not None


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param(paris(25, 12), [paris(25, 10)], id="the newest alone"),
        pytest.param(paris(28, 9), [paris(25, 10)], id="of use for three days"),
        pytest.param(paris(29, 9), [], id="nobody needs it any more"),
    ],
)
async def test_after_an_outage_there_is_no_old_news(
    database: Database, clock: MovableClock, until: datetime, expected: list[datetime]
) -> None:
    await running(database, clock)

    await make(database, until)

    assert [one.scheduled_at for one in await made(database)] == expected
    assert await make(database, paris(1, 10, 6)) == 1


async def test_two_schedulers_make_an_occurrence_once(
    database: Database, clock: MovableClock
) -> None:
    await running(database, clock)
    elsewhere = Database(database.url.render_as_string(hide_password=False))

    async with asyncio.TaskGroup() as tasks:
        both = [tasks.create_task(make(where, paris(4, 10))) for where in (database, elsewhere)]
    await elsewhere.close()

    assert sorted(task.result() for task in both) == [0, 1]
    assert len(await made(database)) == 1


async def test_a_series_ends_on_its_last_day(
    sqlite_database: Database, clock: MovableClock
) -> None:
    series_id = await running(sqlite_database, clock, Weekly(0, 10, until=paris(11, 23)))

    for day in (4, 11, 18, 25):
        await make(sqlite_database, paris(day, 10))

    assert [one.scheduled_at for one in await made(sqlite_database)] == [
        paris(4, 10),
        paris(11, 10),
    ]
    async with sqlite_database.write() as session:
        assert (await get_series(session, series_id)).next_at is None
        with pytest.raises(SeriesOverError):
            await stop_series(session, series_id, 1, clock())
        with pytest.raises(SeriesOverError):
            await approve_series(session, series_id, 1, clock(), ALONE)


async def test_nothing_comes_before_the_approval_or_after_the_stop(
    sqlite_database: Database, clock: MovableClock
) -> None:
    place = await build(sqlite_database, clock(), homes_with_mobiles(2))
    async with sqlite_database.write() as session:
        series = await create_series(session, weekly(place), place.user_id, clock())
    assert await make(sqlite_database, paris(11, 10)) == 0
    async with sqlite_database.write() as session:
        await approve_series(session, series.id, place.user_id, paris(11, 11), ALONE)
        with pytest.raises(SeriesApprovedError):
            await approve_series(session, series.id, place.user_id, paris(11, 11), ALONE)
    async with sqlite_database.write() as session:
        await stop_series(session, series.id, place.user_id, paris(12, 9))

    assert await make(sqlite_database, paris(18, 10)) == 0
    assert await made(sqlite_database) == []


async def test_a_series_stopped_before_its_approval_waits_for_none(
    sqlite_database: Database, clock: MovableClock
) -> None:
    place = await build(sqlite_database, clock(), homes_with_mobiles(2))
    async with sqlite_database.write() as session:
        series = await create_series(session, weekly(place), place.user_id, clock())
        await stop_series(session, series.id, place.user_id, clock())
        with pytest.raises(SeriesOverError):
            await approve_series(session, series.id, place.user_id, clock(), ALONE)


async def test_a_second_person_approves_a_large_series(
    sqlite_database: Database, clock: MovableClock
) -> None:
    place = await build(sqlite_database, clock(), homes_with_mobiles(2))
    policy = ApprovalPolicy(second_person_from=2)
    async with sqlite_database.write() as session:
        series = await create_series(session, weekly(place), place.user_id, clock())
        other = await colleague(session, "Bo", clock())
        with pytest.raises(SecondPersonNeededError):
            await approve_series(session, series.id, place.user_id, clock(), policy)
        await approve_series(session, series.id, other.id, clock(), policy)
        assert [one.id for one in await list_series(session)] == [series.id]


@pytest.mark.parametrize(
    ("when", "body", "error"),
    [
        pytest.param(Weekly(7, 10), TEXT, InvalidWeeklyTimeError, id="no weekday"),
        pytest.param(Weekly(0, 24), TEXT, InvalidWeeklyTimeError, id="no hour"),
        pytest.param(Weekly(0, 10, 60), TEXT, InvalidWeeklyTimeError, id="no minute"),
        pytest.param(Weekly(0, 10, until=paris(3, 9)), TEXT, InvalidWeeklyTimeError, id="over"),
        pytest.param(MONDAY_10, " ", EmptyTextError, id="no text"),
        pytest.param(MONDAY_10, "Le {quand}", MilestoneNeededError, id="no milestone"),
    ],
)
async def test_what_cannot_be_a_series(
    sqlite_database: Database,
    clock: MovableClock,
    when: Weekly,
    body: str,
    error: type[CampaignRefusedError],
) -> None:
    place = await build(sqlite_database, clock(), homes_with_mobiles(2))
    async with sqlite_database.write() as session:
        with pytest.raises(error):
            await create_series(session, weekly(place, when, body), place.user_id, clock())
    async with sqlite_database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Series)) == 0
        with pytest.raises(NoSuchSeriesError):
            await get_series(session, 1)


async def test_a_series_for_nobody_is_refused(
    sqlite_database: Database, clock: MovableClock
) -> None:
    landline = Home("Amar", [Phone(mobile(1), NumberKind.LANDLINE)])
    place = await build(sqlite_database, clock(), [landline])
    async with sqlite_database.write() as session:
        with pytest.raises(NobodyInAudienceError):
            await create_series(session, weekly(place), place.user_id, clock())
