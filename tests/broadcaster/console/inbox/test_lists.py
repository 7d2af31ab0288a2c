"""The lists: three states with their counts, filters, search, pages, and what is within reach."""

from datetime import datetime, timedelta
from html import unescape

import pytest

from broadcaster.console.inbox.lists import PAGE_SIZE
from broadcaster.conversations.threads import close_thread
from broadcaster.database import Database
from broadcaster.register.models import Site
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.inbox.desk import MARTIN, NGUYEN, YILMAZ, asks
from tests.broadcaster.console.journeys import Client, on_sqlite, reply, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

pytestmark = pytest.mark.usefixtures("neighbourhood")

HOUR = timedelta(hours=1)


async def test_an_answered_thread_waits_and_a_new_message_opens_it_again(
    client: Client, database: Database, now: datetime
) -> None:
    thread = await asks(database, MARTIN, "C'est quand la fin ?", now)
    await reply(client, thread, "Le 3 juin.")
    assert "Martin" not in await text_of(client, "/staff/threads")
    assert "Martin" in await text_of(client, "/staff/threads?state=waiting")
    assert await asks(database, MARTIN, "Et à quelle heure ?", now + HOUR) == thread
    assert "Martin" in await text_of(client, "/staff/threads")
    assert "Martin" not in await text_of(client, "/staff/threads?state=waiting")


async def test_each_state_has_its_count(
    client: Client, database: Database, nadia: Nadia, now: datetime
) -> None:
    for number in (MARTIN, NGUYEN, YILMAZ):
        thread = await asks(database, number, "Bonjour ?", now)
    async with database.write() as session:
        await close_thread(session, thread, nadia.id, now)
    text = await text_of(client, "/staff/threads")
    assert 'À traiter<span class="count">2</span>' in text
    assert 'Répondues<span class="count">0</span>' in text
    assert 'Closes<span class="count">1</span>' in text
    assert "Yilmaz" in await text_of(client, "/staff/threads?state=closed")


async def test_filters_leave_what_is_mine_nobodys_or_urgent(
    client: Client, database: Database, nadia: Nadia, now: datetime
) -> None:
    mine = await asks(database, MARTIN, "Bonjour ?", now)
    await asks(database, NGUYEN, "ça sent le gaz", now, urgent=True)
    await client.post(f"/staff/threads/{mine}/assign", data={"colleague": str(nadia.id)})
    text = await text_of(client, "/staff/threads?whose=mine")
    assert "Martin" in text
    assert "Nguyen" not in text
    text = await text_of(client, "/staff/threads?whose=nobody")
    assert "Martin" not in text
    assert "Nguyen" in text
    text = await text_of(client, "/staff/threads?urgent=on")
    assert "Martin" not in text
    assert "Nguyen" in text


@pytest.mark.parametrize("said", ["marti", "0011", "06 39 98 00 11", "+33 6 39 98 00 11"])
async def test_a_closed_thread_is_found_by_name_and_number(
    client: Client, database: Database, nadia: Nadia, now: datetime, said: str
) -> None:
    await asks(database, NGUYEN, "Bonjour ?", now)
    thread = await asks(database, MARTIN, "Bonjour ?", now)
    async with database.write() as session:
        await close_thread(session, thread, nadia.id, now)
    answer = await client.get("/staff/threads", params={"q": said})
    text = await answer.text()
    assert f'href="/staff/threads/{thread}"' in text
    assert "Nguyen" not in text


@on_sqlite
@pytest.mark.parametrize("said", ["%", "_", "'", "x\x00y", "9" * 40])
async def test_signs_in_a_search_find_nobody(
    client: Client, database: Database, now: datetime, said: str
) -> None:
    await asks(database, MARTIN, "Bonjour ?", now)
    answer = await client.get("/staff/threads", params={"q": said})
    assert answer.status == 200
    text = unescape(await answer.text())
    assert "Rien n'est trouvé" in text
    assert "Martin" not in text


@on_sqlite
async def test_a_long_list_has_pages(client: Client, database: Database, now: datetime) -> None:
    for number in range(PAGE_SIZE + 1):
        await asks(database, f"web:{number}", "Bonjour ?", now + timedelta(minutes=number))
    first = await text_of(client, "/staff/threads")
    assert first.count("Personne inconnue") == PAGE_SIZE
    assert "Page suivante" in first
    second = await text_of(client, "/staff/threads?page=2")
    assert second.count("Personne inconnue") == 1
    assert "Page suivante" not in second


async def test_the_pulse_changes_with_the_list_and_tells_emergencies(
    client: Client, database: Database, now: datetime
) -> None:
    await asks(database, MARTIN, "Bonjour ?", now)
    calm = await (await client.get("/staff/threads/pulse")).json()
    assert calm["title"].startswith("(1) Demandes")
    await asks(database, NGUYEN, "ça sent le gaz", now + HOUR, urgent=True)
    urgent = await (await client.get("/staff/threads/pulse")).json()
    assert urgent["key"] != calm["key"]
    assert "urgences à traiter : 1" in urgent["sentence"]
    assert urgent["title"].startswith("Urgence (1)")


async def test_an_emergency_raises_an_alert_that_an_answer_takes_away(
    client: Client, database: Database, now: datetime
) -> None:
    thread = await asks(database, NGUYEN, "ça sent le gaz", now, urgent=True)
    assert f"Urgence dans la demande n° {thread}" in await text_of(client, "/staff/milestones")
    await reply(client, thread, "Sortez, nous appelons.")
    assert "Urgence dans la demande" not in await text_of(client, "/staff/milestones")


async def test_a_site_within_reach_is_chosen_by_the_filter(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        other = Site(code="ORM", name="Les Ormes", city="Valmont")
        session.add(other)
    await asks(database, MARTIN, "Bonjour ?", now)
    assert "Martin" in await text_of(client, f"/staff/threads?site={neighbourhood.site_id}")
    assert "Martin" not in await text_of(client, f"/staff/threads?site={other.id}")
