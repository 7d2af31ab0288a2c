"""What to confirm: sorted by when a tenant is told next, before that is wrong."""

from datetime import datetime, timedelta

from sqlalchemy import select

from broadcaster.console.works.to_confirm import wanting
from broadcaster.database import Database
from broadcaster.works.models import Milestone, PlannedCut
from tests.broadcaster.console.journeys import Client, approved, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood


async def cut_confirmed(database: Database, at: datetime | None) -> None:
    async with database.write() as session:
        (await session.scalars(select(PlannedCut))).one().confirmed_at = at


async def test_stale_facts_come_in_the_order_tenants_hear_of_them(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    await cut_confirmed(database, None)
    async with database.read() as session:
        _, found = await wanting(session, now, None)
    assert [one.line.is_cut for one in found] == [True, False]  # in two days, in seven
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    await client.post(f"{path}/plan")
    await approved(client, path, "plan/approve")  # one message is late, and leaves today
    async with database.write() as session:
        milestone = await session.get_one(Milestone, neighbourhood.milestone_id)
        milestone.confirmed_at = now - timedelta(days=15)
    async with database.read() as session:
        _, found = await wanting(session, now, None)
    assert [(one.line.is_cut, one.is_message) for one in found] == [(False, True), (True, False)]
    text = await text_of(client, "/staff/works/to-confirm")
    assert "Prochain message : lundi 4 mai 2026" in text
    assert "Confirmé le 19/04/2026 par" in text


async def test_what_goes_stale_within_a_week_is_said_before(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    await cut_confirmed(database, now - timedelta(days=10))
    text = await text_of(client, "/staff/works/to-confirm")
    assert "Jusqu'au 08/05/2026" in text
    home = await text_of(client, "/staff/")
    assert "1 date vieillit cette semaine" in home
    assert 'href="/staff/works/to-confirm"' in home


async def test_confirming_from_the_list_leads_back_to_it(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}/confirm"
    answer = await client.post(path, data={"from": "/staff/works/to-confirm", "version": "1"})
    assert answer.url.path == "/staff/works/to-confirm"
    assert "toutes les dates sont confirmées" in await answer.text()


async def test_only_sites_in_reach_are_listed(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        _, found = await wanting(session, now, frozenset({neighbourhood.site_id + 1}))
    assert found == []


async def test_a_plan_about_a_stale_date_says_so_before_it_tells_anybody(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    await client.post(f"{path}/plan")
    warning = "Confirmez-la avant que ces messages ne partent"
    assert warning in await text_of(client, path)
    await client.post(f"{path}/confirm", data={"version": "1"})
    assert warning not in await text_of(client, path)
