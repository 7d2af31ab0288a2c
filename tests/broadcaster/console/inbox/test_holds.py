"""Taking a thread, handing it back, and the language the assistant answers in."""

from datetime import datetime
from html import unescape

import pytest
from aiohttp import ClientResponse

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.holds import HANDBACK_AFTER, take_thread
from broadcaster.conversations.models import Correspondent, InboundMessage, Thread
from broadcaster.conversations.threads import Reason, close_thread, open_thread
from broadcaster.database import Database
from broadcaster.staff.models import StaffUser
from tests.broadcaster.console.journeys import Client, reply

MARTIN = "+33639980011"


async def read(answer: ClientResponse) -> str:
    return unescape(await answer.text())


@pytest.fixture
async def thread_id(client: Client, database: Database, now: datetime) -> int:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, MARTIN, now)
        thread = await open_thread(
            session, who.id, topic="works_end", reason=Reason.ANGRY, urgent=False, now=now
        )
        thread.anger_answered = 1
        message = InboundMessage(
            sid="SM1", correspondent_id=who.id, thread_id=thread.id, body="c quoi le truc",
            received_at=now, understood_as="held", topic_chosen="cut_water",
        )  # fmt: skip
        session.add(message)
        return thread.id


async def colleague(database: Database, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(email="z@b.example", name="Zoé Roy", password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        return user.id


async def test_it_is_taken_and_handed_back(client: Client, thread_id: int) -> None:
    page = f"/staff/threads/{thread_id}"
    assert "Personne ne s'en occupe encore" in await read(await client.get(page))
    taken = await read(await client.post(f"{page}/take"))
    assert "L'assistant se tait" in taken
    assert "s'en occupe depuis" in taken
    assert "s'en occupe" in await read(await client.get("/staff/threads"))
    back = await read(await client.post(f"{page}/hand-back"))
    assert "L'assistant répond de nouveau" in back
    log = await read(await client.get("/staff/audit"))
    assert f"a pris la demande n° {thread_id}" in log
    assert f"a rendu la demande n° {thread_id}" in log


async def test_the_second_sees_who_has_it(
    client: Client, database: Database, thread_id: int, now: datetime
) -> None:
    zoe = await colleague(database, now)
    async with database.write() as session:
        await take_thread(session, thread_id, zoe, now, HANDBACK_AFTER)
    answer = await client.post(f"/staff/threads/{thread_id}/take")
    text = await read(answer)
    assert "Quelqu'un s'en occupe déjà" in text
    assert "Zoé Roy s'en occupe depuis" in text


async def test_an_answer_takes_it(client: Client, thread_id: int) -> None:
    answer = await reply(client, thread_id, "Je regarde.")
    assert "s'en occupe depuis" in await read(answer)


async def test_a_closed_one_cannot_be_taken(
    client: Client, database: Database, thread_id: int, now: datetime
) -> None:
    zoe = await colleague(database, now)
    async with database.write() as session:
        await close_thread(session, thread_id, zoe, now)
    for deed in ("take", "hand-back"):
        answer = await client.post(f"/staff/threads/{thread_id}/{deed}")
        assert "était déjà close" in await read(answer)
    for deed in ("take", "hand-back", "language"):
        missing = await client.post(f"/staff/threads/999999/{deed}", data={"language": "en"})
        assert missing.status == 404


async def test_the_page_tells_anger_and_what_the_tenant_chose(
    client: Client, thread_id: int
) -> None:
    text = await read(await client.get(f"/staff/threads/{thread_id}"))
    assert "Colère" in text
    assert "Choisi par le locataire : coupure d'eau" in text
    assert "Gardé pour la personne qui s'en occupe" in text


async def test_staff_choose_the_language(
    client: Client, database: Database, thread_id: int
) -> None:
    page = f"/staff/threads/{thread_id}"
    answer = await client.post(f"{page}/language", data={"language": "tr"})
    assert '<option value="tr" selected>' in await read(answer)
    refused = await client.post(f"{page}/language", data={"language": "xx"})
    assert "n'existe pas dans la liste" in await read(refused)
    async with database.read() as session:
        thread = await session.get_one(Thread, thread_id)
        who = await session.get_one(Correspondent, thread.correspondent_id)
    assert (who.language, who.language_chosen) == ("tr", True)
