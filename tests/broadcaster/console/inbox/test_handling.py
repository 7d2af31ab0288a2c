"""Assigned, noted, closed and opened again, each in the log."""

from datetime import datetime, timedelta

import pytest

from broadcaster.conversations.models import Thread, ThreadState
from broadcaster.conversations.transcript import transcript
from broadcaster.database import Database
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant, give
from tests.broadcaster.console.inbox.desk import MARTIN, asks, colleague
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood, another_site
from tests.support.staff import colleague as staff


@pytest.fixture
async def asked(client: Client, database: Database, neighbourhood: object, now: datetime) -> int:
    return await asks(database, MARTIN, "C'est quand la fin ?", now)


async def thread_of(database: Database, thread_id: int) -> Thread:
    async with database.read() as session:
        return await session.get_one(Thread, thread_id)


async def test_a_thread_is_given_to_a_colleague_and_back_to_nobody(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    zoe = await colleague(database, now)
    page = f"/staff/threads/{asked}/assign"
    given = await client.post(page, data={"colleague": str(zoe)})
    assert "Confiée à Zoé Roy" in await given.text()
    assert "Confiée à Zoé Roy" in await text_of(client, "/staff/threads")
    assert (await thread_of(database, asked)).assigned_to_id == zoe
    await client.post(page, data={"colleague": ""})
    assert (await thread_of(database, asked)).assigned_to_id is None
    log = await text_of(client, "/staff/audit")
    assert f"a confié la demande n° {asked} à Zoé Roy." in log
    assert f"n'a plus confié à personne la demande n° {asked}." in log


@on_sqlite
@pytest.mark.parametrize("whom", ["999999", "x"])
async def test_nobody_who_is_not_there_gets_a_thread(
    client: Client, database: Database, asked: int, whom: str
) -> None:
    await client.post(f"/staff/threads/{asked}/assign", data={"colleague": whom})
    assert (await thread_of(database, asked)).assigned_to_id is None


@on_sqlite
async def test_only_those_who_can_answer_there_are_offered_and_get_a_thread(
    client: Client, database: Database, asked: int, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        other = await another_site(session)
        here, there = neighbourhood.site_id, other.id
        able = await staff(session, "Ana Ici", now, [Grant(Role.ON_DUTY, here)])
        gone = await staff(session, "Guy Parti", now)
        gone.disabled_at = now
        unable = [
            await staff(session, "Lea Lecture", now, [Grant(Role.VIEWER)]),
            await staff(session, "Max Validation", now, [Grant(Role.APPROVER)]),
            await staff(session, "Tom Ailleurs", now, [Grant(Role.EDITOR, there)]),
            gone,
        ]
    page = await text_of(client, f"/staff/threads/{asked}")
    assert "Ana Ici" in page
    for one in unable:
        assert one.name not in page
        answer = await client.post(
            f"/staff/threads/{asked}/assign", data={"colleague": str(one.id)}
        )
        assert "ne peut pas répondre" in readable(await answer.text())
        assert (await thread_of(database, asked)).assigned_to_id is None
    await client.post(f"/staff/threads/{asked}/assign", data={"colleague": str(able.id)})
    assert (await thread_of(database, asked)).assigned_to_id == able.id
    async with database.write() as session:
        await give(session, able.id, [Grant(Role.VIEWER)])
    page = await text_of(client, f"/staff/threads/{asked}")
    assert "Confiée à Ana Ici, qui ne peut plus y répondre" in page
    assert f'value="{able.id}"' not in page


async def test_taking_or_answering_makes_it_ones_own(
    client: Client, database: Database, asked: int
) -> None:
    await client.post(f"/staff/threads/{asked}/take")
    assert (await thread_of(database, asked)).assigned_to_id is not None


async def test_a_note_stays_in_the_house(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    page = f"/staff/threads/{asked}/note"
    answer = await client.post(page, data={"note": "Rappeler sa fille <lundi>."})
    text = readable(await answer.text())
    assert "Rappeler sa fille &lt;lundi&gt;." in text
    assert "Note interne de </span>Nadia Benali" in text
    async with database.read() as session:
        thread = await session.get_one(Thread, asked)
        said = await transcript(session, thread.correspondent_id)
    assert all("Rappeler" not in line.body for line in said)
    log = await text_of(client, "/staff/audit")
    assert f"a écrit une note interne dans la demande n° {asked}." in log
    assert "Rappeler" not in log


@on_sqlite
async def test_an_empty_note_is_refused(client: Client, asked: int) -> None:
    answer = await client.post(f"/staff/threads/{asked}/note", data={"note": " "})
    assert answer.status == 400
    assert "Ce champ est vide" in await answer.text()


async def test_a_closed_thread_is_opened_again_by_hand(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    await client.post(f"/staff/threads/{asked}/close")
    closed = await text_of(client, f"/staff/threads/{asked}")
    assert "Remettre à traiter" in closed
    assert "Envoyer la réponse" not in closed
    await client.post(f"/staff/threads/{asked}/reopen")
    thread = await thread_of(database, asked)
    assert (thread.state, thread.closed_at) == (ThreadState.OPEN, None)
    assert thread.unanswered_since == now
    assert f"a remis à traiter la demande n° {asked}." in await text_of(client, "/staff/audit")


async def test_a_call_is_an_answer_too(client: Client, database: Database, now: datetime) -> None:
    thread_id = await asks(database, MARTIN, "ça sent le gaz", now, urgent=True)
    answer = await client.post(f"/staff/threads/{thread_id}/answered")
    text = readable(await answer.text())
    assert "le locataire a sa réponse" in text
    assert "Urgence dans la demande" not in text
    thread = await thread_of(database, thread_id)
    assert (thread.state, thread.first_answered_at) == (ThreadState.WAITING, now)
    assert thread.unanswered_since is None
    assert f"a répondu autrement (téléphone, sur place) à la demande n° {thread_id}." in (
        await text_of(client, "/staff/audit")
    )


async def test_a_tenant_has_one_thread_at_a_time(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    await client.post(f"/staff/threads/{asked}/close")
    newer = await asks(database, MARTIN, "Autre chose ?", now + timedelta(days=1))
    assert newer != asked
    answer = await client.post(f"/staff/threads/{asked}/reopen")
    assert answer.url.path == f"/staff/threads/{newer}"
    assert "déjà une autre demande en cours" in await answer.text()
    assert (await thread_of(database, asked)).state is ThreadState.CLOSED


@on_sqlite
@pytest.mark.parametrize(
    "deed", ["assign", "note", "reopen", "close", "insert", "preview", "answered"]
)
async def test_a_thread_that_is_not_there_is_not_handled(client: Client, deed: str) -> None:
    fields = {"note": "x", "body": "x", "language": "fr"}
    answer = await client.post(f"/staff/threads/999999/{deed}", data=fields)
    assert answer.status == 404
