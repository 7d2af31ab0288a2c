"""The hall poster: what stands on it, and how certain it is."""

from datetime import datetime, timedelta

from sqlalchemy import select

from broadcaster.console.works.posters import poster_lines
from broadcaster.database import Database
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut
from tests.broadcaster.console.journeys import Client, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood


def step(kind: str, now: datetime, **columns: object) -> Milestone:
    """A milestone of tomorrow that somebody confirmed."""
    given = {
        "id": 1, "site_id": 1, "kind": kind, "title": kind, "state": MilestoneState.CONFIRMED,
        "starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=2),
        "confirmed_at": now,
    }  # fmt: skip
    return Milestone(**given | columns)


def titles(facts: list[Milestone | PlannedCut], now: datetime, staircase: int | None) -> list[str]:
    return [one.title for one in poster_lines(facts, staircase, now + timedelta(weeks=4), now)]


def test_a_staircase_has_its_own_dates_in_place_of_wider_ones(now: datetime) -> None:
    wide = step("windows", now, title="Large")
    own = step("windows", now, title="Escalier", building_id=1, staircase_id=7)
    other = step("windows", now, title="Ailleurs", building_id=1, staircase_id=8)
    assert titles([wide, own, other], now, 7) == ["Escalier"]
    assert titles([wide, own, other], now, None) == ["Large", "Escalier", "Ailleurs"]


def test_what_is_over_cancelled_or_far_away_is_left_out(now: datetime) -> None:
    facts: list[Milestone | PlannedCut] = [
        step("windows", now, state=MilestoneState.DONE),
        step("facade", now, state=MilestoneState.CANCELLED),
        step("heating", now, starts_at=now + timedelta(weeks=5), ends_at=now + timedelta(weeks=6)),
        step("bathroom", now, starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1)),
    ]
    assert titles(facts, now, None) == []


def test_what_is_not_certain_is_said_so(now: datetime) -> None:
    facts = [
        step("windows", now),
        step("facade", now, state=MilestoneState.PLANNED),
        step("heating", now, confirmed_at=now - timedelta(days=20)),
    ]
    lines = poster_lines(facts, None, now + timedelta(weeks=4), now)
    assert [one.is_doubtful for one in lines] == [False, True, True]


async def test_the_sheet_of_a_staircase(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/works/buildings/{neighbourhood.building_a}"
    await client.post(f"{path}/feeds/tenants")
    text = await text_of(client, f"{path}/poster?staircase={neighbourhood.staircase_a1}")
    assert "Bâtiment A · Escalier 1" in text
    assert 'Échafaudage <span class="doubt">à confirmer</span>' in text
    assert "Mercredi 6 mai, de 9 h à 12 h" in text
    assert "Imprimé le lundi 4 mai 2026." in text
    assert 'src="data:image/svg+xml' in text
    async with database.write() as session:
        (await session.scalars(select(PlannedCut))).one().cancelled = True
    assert "Coupure d'eau" not in await text_of(client, f"{path}/poster")


async def test_a_staircase_of_another_building_has_no_sheet_here(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/works/buildings/{neighbourhood.building_b}/poster"
    answer = await client.get(f"{path}?staircase={neighbourhood.staircase_a1}")
    assert answer.status == 404
