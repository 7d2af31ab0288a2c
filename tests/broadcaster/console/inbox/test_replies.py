"""Two people never answer one thread unknowingly; nothing typed is lost."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.conversations.models import Reply, Thread, ThreadState
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.staff_replies import staff_reply
from broadcaster.conversations.visits import note_visit
from broadcaster.database import Database
from tests.broadcaster.console.inbox.desk import MARTIN, asks, colleague
from tests.broadcaster.console.journeys import (
    SENDER,
    Client,
    SilentEngine,
    on_sqlite,
    readable,
    reply,
    seen_on,
    text_of,
)
from tests.support.clock import MovableClock


@pytest.fixture
async def asked(client: Client, database: Database, neighbourhood: object, now: datetime) -> int:
    return await asks(database, MARTIN, "C'est quand la fin ?", now, confidence=0.834)


async def bodies(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(Reply.body).order_by(Reply.id)))


async def answered_by(database: Database, thread_id: int, user_id: int, now: datetime) -> None:
    outbox = Outbox(SilentEngine(), SENDER)
    async with database.write() as session:
        await staff_reply(session, outbox, thread_id, user_id=user_id, body="Le 3 juin.", now=now)


async def test_the_second_answer_is_not_sent_and_shows_what_came(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    page = f"/staff/threads/{asked}"
    seen = seen_on(await (await client.get(page)).text())
    zoe = await colleague(database, now)
    await answered_by(database, asked, zoe, now)
    refused = await reply(client, asked, "Fin <juin>.", seen)
    assert refused.status == 409
    raw = await refused.text()
    text = readable(raw)
    assert "Votre réponse n'est pas partie" in text
    assert "Le 3 juin." in text
    assert "Équipe (Zoé Roy)" in text
    assert text.count('<span class="badge warn">Nouveau</span>') == 1
    assert "Fin &lt;juin&gt;." in text
    assert await bodies(database) == ["Le 3 juin."]
    # Now it was read: sent again, it leaves.
    knowingly = await reply(client, asked, "Fin juin.", seen_on(raw))
    assert knowingly.status == 200
    assert await bodies(database) == ["Le 3 juin.", "Fin juin."]


async def test_a_message_that_came_since_stops_an_answer_too(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    seen = seen_on(await (await client.get(f"/staff/threads/{asked}")).text())
    await asks(database, MARTIN, "Laissez tomber.", now + timedelta(minutes=1))
    refused = await reply(client, asked, "Fin juin.", seen)
    assert refused.status == 409
    assert "Laissez tomber." in await refused.text()
    assert await bodies(database) == []


async def test_of_two_answers_at_the_same_moment_one_is_sent(
    client: Client, database: Database, asked: int
) -> None:
    seen = seen_on(await (await client.get(f"/staff/threads/{asked}")).text())
    answers = await asyncio.gather(*(reply(client, asked, f"Non {n}.", seen) for n in range(4)))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    assert len(await bodies(database)) == 1


@on_sqlite
async def test_an_answer_that_says_nothing_of_what_it_saw_saw_nothing(
    client: Client, database: Database, asked: int
) -> None:
    for seen in ("", "x", "1-", "9" * 40):
        assert (await reply(client, asked, "Fin juin.", seen)).status == 409
    assert await bodies(database) == []


async def test_the_first_answer_is_timed_and_ends_the_wait(
    client: Client, database: Database, asked: int, clock: MovableClock, now: datetime
) -> None:
    async with database.read() as session:
        assert (await session.get_one(Thread, asked)).unanswered_since == now
    answered = clock.advance(timedelta(minutes=20))
    await reply(client, asked, "Fin juin.")
    clock.advance(timedelta(minutes=20))
    await reply(client, asked, "Le 28.")
    async with database.read() as session:
        thread = await session.get_one(Thread, asked)
    assert (thread.state, thread.unanswered_since) == (ThreadState.WAITING, None)
    assert thread.first_answered_at == answered


async def test_colleagues_see_who_has_it_open_and_who_writes(
    client: Client, database: Database, asked: int, clock: MovableClock, now: datetime
) -> None:
    zoe = await colleague(database, now)
    page = f"/staff/threads/{asked}"
    assert "Zoé Roy" not in (await text_of(client, page)).partition("Confiée à")[0]
    async with database.write() as session:
        await note_visit(session, asked, zoe, now)
    assert "Zoé Roy a aussi cette demande ouverte." in await text_of(client, page)
    async with database.write() as session:
        await note_visit(session, asked, zoe, now, writing=True)
    assert "Zoé Roy écrit une réponse en ce moment." in await text_of(client, page)
    clock.advance(timedelta(minutes=6))
    assert "Zoé Roy a aussi" not in await text_of(client, page)


async def test_a_page_left_open_hears_of_news_and_of_colleagues(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    page = f"/staff/threads/{asked}"
    seen = seen_on(await (await client.get(page)).text())
    quiet = await (await client.get(f"{page}/pulse?seen={seen}")).json()
    assert quiet == {"news": "", "presence": ""}
    assert (await client.post(f"{page}/writing")).status == 204
    await answered_by(database, asked, await colleague(database, now), now)
    loud = await (await client.get(f"{page}/pulse?seen={seen}")).json()
    assert "du nouveau" in loud["news"]


@on_sqlite
async def test_how_sure_the_assistant_was_is_told(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    await asks(database, MARTIN, "jsp", now, confidence=0.31)
    text = await text_of(client, f"/staff/threads/{asked}")
    assert "Compris : fin des travaux, sûr à 83 %" in text
    assert "fin des travaux, pas sûr (31 %)" in text


@on_sqlite
async def test_a_preview_tells_how_many_sms_it_takes_and_sends_nothing(
    client: Client, database: Database, asked: int
) -> None:
    page = f"/staff/threads/{asked}/preview"
    seen = seen_on(await (await client.get(f"/staff/threads/{asked}")).text())
    plain = await client.post(page, data={"body": "a" * 161, "seen": seen})
    assert "2 SMS, 161 signes" in readable(await plain.text())
    dear = await client.post(page, data={"body": "Août 🙂", "seen": seen})
    assert "alphabet étendu à cause de" in readable(await dear.text())
    assert await bodies(database) == []


async def test_a_preview_shows_what_came_since(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    seen = seen_on(await (await client.get(f"/staff/threads/{asked}")).text())
    await answered_by(database, asked, await colleague(database, now), now)
    answer = await client.post(
        f"/staff/threads/{asked}/preview", data={"body": "Fin juin.", "seen": seen}
    )
    text = readable(await answer.text())
    assert "lisez ce qui est marqué « Nouveau » avant d'envoyer" in text
