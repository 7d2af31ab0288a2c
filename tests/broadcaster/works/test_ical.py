"""The calendars of buildings as programs read them: read back with the library's own reader."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.works.feeds import feed_of_token, feeds_of, renew_feed
from broadcaster.works.ical import written
from broadcaster.works.models import CutKind, FeedAudience, Milestone, MilestoneState, PlannedCut
from tests.broadcaster.console.neighbourhood import Neighbourhood, build

CONSOLE = "https://palier.exemple/staff"


async def set_up(database: Database, now: datetime) -> Neighbourhood:
    async with database.write() as session:
        place = await build(session, now)
        await renew_feed(session, place.building_a, FeedAudience.TENANTS, now)
        await renew_feed(session, place.building_a, FeedAudience.STAFF, now)
    return place


async def read(
    database: Database, place: Neighbourhood, audience: FeedAudience, now: datetime
) -> Calendar:
    async with database.read() as session:
        token = (await feeds_of(session, place.building_a))[audience].token
        feed = await feed_of_token(session, token, now)
        assert feed is not None
        found = Calendar.from_ical(written(feed, now, CONSOLE))
    assert isinstance(found, Calendar)
    return found


def by_uid(calendar: Calendar) -> dict[str, Event]:
    events = [one for one in calendar.walk("VEVENT") if isinstance(one, Event)]
    return {str(event["uid"]): event for event in events}


async def test_hours_are_utc_and_whole_days_are_days(database: Database, now: datetime) -> None:
    place = await set_up(database, now)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        # Over the night in which the clocks change: midnights of Paris on both sides.
        milestone.starts_at = datetime(2026, 10, 23, 22, tzinfo=UTC)
        milestone.ends_at = datetime(2026, 10, 25, 23, tzinfo=UTC)
    found = by_uid(await read(database, place, FeedAudience.TENANTS, now))
    cut, days = found["planned_cut-1@palier"], found[f"milestone-{place.milestone_id}@palier"]
    assert cut.decoded("dtstart") == now + timedelta(days=2)
    assert cut["dtstart"].to_ical() == b"20260506T070000Z"
    assert days.decoded("dtstart") == date(2026, 10, 24)
    assert days.decoded("dtend") == date(2026, 10, 26)
    assert days["dtstart"].to_ical() == b"20261024"


async def test_a_moved_event_keeps_its_uid_and_counts(database: Database, now: datetime) -> None:
    place = await set_up(database, now)
    uid = f"milestone-{place.milestone_id}@palier"
    before = by_uid(await read(database, place, FeedAudience.TENANTS, now))[uid]
    later = now + timedelta(hours=1)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        milestone.ends_at += timedelta(days=1)
        milestone.touch(later)
        milestone.confirm("Nadia", later)
    after = by_uid(await read(database, place, FeedAudience.TENANTS, later))[uid]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstamp") == later
    assert (before["status"], after["status"]) == ("TENTATIVE", "CONFIRMED")
    assert before["summary"] == "Échafaudage (à confirmer)"
    assert after["summary"] == "Échafaudage"


async def test_a_cancelled_event_is_said_to_be_so(database: Database, now: datetime) -> None:
    place = await set_up(database, now)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        milestone.state = MilestoneState.CANCELLED
        (await session.scalars(select(PlannedCut))).one().cancelled = True
    for event in by_uid(await read(database, place, FeedAudience.TENANTS, now)).values():
        assert event["status"] == "CANCELLED"
        assert str(event["summary"]).startswith("Annulé : ")


async def test_tenants_read_no_flat_and_nobody(database: Database, now: datetime) -> None:
    place = await set_up(database, now)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        milestone.detail = "Clé chez la gardienne"
        milestone.confirm("Nadia Benali", now)
        flat = 1
        session.add(
            PlannedCut(
                site_id=place.site_id, building_id=place.building_a,
                staircase_id=place.staircase_a1, flat_id=flat, reference="F1",
                kind=CutKind.GAS, starts_at=now, ends_at=now + timedelta(hours=1),
            )
        )  # fmt: skip
    tenants = (await read(database, place, FeedAudience.TENANTS, now)).to_ical().decode()
    staff = await read(database, place, FeedAudience.STAFF, now)
    for secret in ("Clé chez", "Nadia", "appartement", "gaz", "/staff/"):
        assert secret not in tenants
    events = by_uid(staff)
    one = events[f"milestone-{place.milestone_id}@palier"]
    assert "Clé chez la gardienne" in str(one["description"])
    assert "par Nadia Benali" in str(one["description"])
    assert one["url"] == f"{CONSOLE}/milestones/{place.milestone_id}"
    assert events["planned_cut-2@palier"]["location"] == (
        "Les Lilas, bâtiment A, escalier 1, appartement 11"
    )


async def test_a_building_has_what_holds_there_and_nothing_else(
    database: Database, now: datetime
) -> None:
    place = await set_up(database, now)
    async with database.write() as session:
        milestone = await session.get_one(Milestone, place.milestone_id)
        milestone.building_id, milestone.staircase_id = place.building_b, None
        cut = (await session.scalars(select(PlannedCut))).one()
        cut.building_id = None
    found = by_uid(await read(database, place, FeedAudience.TENANTS, now))
    assert set(found) == {"planned_cut-1@palier"}
    assert found["planned_cut-1@palier"]["location"] == "Les Lilas, toute la résidence"


async def test_programs_are_told_how_often_to_look(database: Database, now: datetime) -> None:
    place = await set_up(database, now)
    calendar = await read(database, place, FeedAudience.TENANTS, now)
    assert calendar.decoded("refresh-interval") == timedelta(hours=6)
    assert calendar["x-wr-calname"] == "Travaux, bâtiment A (Les Lilas)"


async def test_a_new_address_ends_the_old_one(database: Database, now: datetime) -> None:
    place = await set_up(database, now)
    async with database.write() as session:
        old = (await feeds_of(session, place.building_a))[FeedAudience.TENANTS].token
        new = (await renew_feed(session, place.building_a, FeedAudience.TENANTS, now)).token
    async with database.read() as session:
        assert await feed_of_token(session, old, now) is None
        assert await feed_of_token(session, new, now) is not None
