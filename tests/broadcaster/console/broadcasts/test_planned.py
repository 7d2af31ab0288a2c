"""The calendar of broadcasts: each on its day, weekly ones too, and what has no day."""

from datetime import datetime, timedelta

import pytest

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.models import Broadcast, BroadcastState, Series
from broadcaster.console.broadcasts.planned import days_of, occurrences
from broadcaster.console.months import Month
from broadcaster.database import Database
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, approved, on_sqlite, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

MAY, JUNE = Month(2026, 5), Month(2026, 6)


def weekly(next_at: datetime | None, until: datetime | None = None) -> Series:
    """Every Friday at ten."""
    return Series(
        id=1, title="Le point", weekday=4, hour=10, minute=0, next_at=next_at, until=until
    )


@pytest.fixture
def friday(now: datetime) -> datetime:
    return now + timedelta(days=4, hours=1)


def test_a_series_comes_on_each_of_its_days_of_a_month(friday: datetime) -> None:
    assert [at.day for at in occurrences(weekly(friday), MAY)] == [8, 15, 22, 29]
    assert [at.day for at in occurrences(weekly(friday), JUNE)] == [5, 12, 19, 26]


def test_a_series_that_ends_comes_no_more(friday: datetime) -> None:
    until = friday + timedelta(days=8)
    assert [at.day for at in occurrences(weekly(friday, until), MAY)] == [8, 15]
    assert list(occurrences(weekly(friday, until), JUNE)) == []
    assert list(occurrences(weekly(None), MAY)) == []


def test_days_are_those_of_paris(now: datetime) -> None:
    late = now.replace(hour=22, minute=30)  # half past midnight in Paris, the day after
    (day,) = days_of([Broadcast(id=1, scheduled_at=late)], [], MAY)
    assert day.at == late
    days = days_of([Broadcast(id=1, scheduled_at=late), Broadcast(id=2, scheduled_at=now)], [], MAY)
    assert [[one.id for one in day.broadcasts] for day in days] == [[2], [1]]


async def _write(
    database: Database, place: Neighbourhood, nadia: Nadia, title: str, at: datetime,
    state: BroadcastState = BroadcastState.SCHEDULED,
) -> None:  # fmt: skip
    async with database.write() as session:
        session.add(
            Broadcast(
                title=title, body="Bonjour", versions={}, state=state, scheduled_at=at,
                audience=Audience(site_id=place.site_id).to_json(), created_at=at,
                created_by_id=nadia.id,
            )
        )  # fmt: skip


@on_sqlite
async def test_the_page_of_a_month(
    client: Client, database: Database, neighbourhood: Neighbourhood, nadia: Nadia, now: datetime
) -> None:
    await _write(database, neighbourhood, nadia, "Eau", now + timedelta(days=1))
    await _write(
        database, neighbourhood, nadia, "Bruit", now + timedelta(days=2), BroadcastState.TO_APPROVE
    )
    await _write(database, neighbourhood, nadia, "Juin", now + timedelta(days=40))
    await _write(
        database, neighbourhood, nadia, "Raté", now + timedelta(days=1), BroadcastState.CANCELLED
    )
    text = await text_of(client, "/staff/broadcasts/calendar")
    assert "Mai 2026 : <strong>1 envoi à valider</strong>" in text
    assert text.index("Mardi 5 mai") < text.index("Eau") < text.index("Bruit")
    assert "Juin</a>" not in text
    assert "Raté" not in text
    assert "Juin</a>" in await text_of(client, "/staff/broadcasts/calendar?month=2026-06")
    assert "Mai 2026" in await text_of(client, "/staff/broadcasts/calendar?month=nonsense")


@on_sqlite
async def test_what_waits_for_its_milestone_has_no_day(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    await client.post(f"{path}/plan")
    await approved(client, path, "plan/approve")
    text = await text_of(client, "/staff/broadcasts/calendar")
    assert "Partira quand l'étape sera finie" in text.split("Sans date")[1]
