"""The inbox: what waits, the conversation, answering and closing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.conversations.threads import Reason, open_thread
from broadcaster.database import Database
from broadcaster.sending.models import Delivery, Lane
from tests.broadcaster.console.journeys import Client, readable, reply
from tests.broadcaster.console.neighbourhood import Neighbourhood

MARTIN, NGUYEN = "+33639980011", "+33639980031"


async def _asks(
    database: Database, number: str, body: str, now: datetime, *, urgent: bool = False
) -> int:
    channel = AnswerChannel.SMS if number.startswith("+") else AnswerChannel.WEB
    async with database.write() as session:
        who = await correspondent_of(session, channel, number, now)
        reason = Reason.EMERGENCY if urgent else Reason.MISSING_FACT
        topic = "emergency_gas" if urgent else "works_end"
        thread = await open_thread(
            session, who.id, topic=topic, reason=reason, urgent=urgent, now=now
        )
        session.add(
            InboundMessage(
                sid=f"SM{number}",
                correspondent_id=who.id,
                thread_id=thread.id,
                body=body,
                received_at=now,
                understood_as=topic,
            )
        )
    return thread.id


@pytest.fixture
async def asked(database: Database, neighbourhood: Neighbourhood, now: datetime) -> int:
    """The id of a thread: Martin asks for the end of the works."""
    return await _asks(database, MARTIN, "C'est quand la <fin> ?", now)


async def test_emergencies_come_before_older_threads(
    client: Client, database: Database, asked: int, now: datetime
) -> None:
    await _asks(database, NGUYEN, "ça sent le gaz", now + timedelta(hours=1), urgent=True)
    for path in ("/staff/", "/staff/threads"):
        text = await (await client.get(path)).text()
        assert text.index("Nguyen") < text.index("Martin")
        assert "odeur de gaz" in text


async def test_a_thread_shows_who_asks_from_where_and_what_was_said(
    client: Client, asked: int
) -> None:
    text = await (await client.get(f"/staff/threads/{asked}")).text()
    assert "C&#39;est quand la &lt;fin&gt; ?" in text
    assert "Bâtiment A, escalier 1, appartement 11" in text
    assert "Compris : fin des travaux" in text


async def test_an_answer_leaves_by_the_reply_lane_and_is_logged(
    client: Client, database: Database, asked: int
) -> None:
    answer = await reply(client, asked, "Fin le 3 juin.")
    assert "Fin le 3 juin." in await answer.text()
    async with database.read() as session:
        sms = (await session.scalars(select(Delivery))).one()
    assert (sms.to_number, sms.lane, sms.body) == (MARTIN, Lane.REPLY, "Fin le 3 juin.")
    assert f"a répondu à la demande n° {asked}" in await (await client.get("/staff/audit")).text()


async def test_a_chat_without_a_name_can_be_answered_too(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    thread = await _asks(database, "web:1", "bonjour", now)
    assert "Personne inconnue" in await (await client.get("/staff/threads")).text()
    answer = await reply(client, thread, "Bonjour.")
    assert "Bonjour." in await answer.text()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("  ", "Ce champ est vide"), ("a\x00b", "caractère invisible"), ("x" * 1001, "1000 au plus")],
    ids=["empty", "NUL", "too long"],
)
async def test_an_answer_that_cannot_leave_is_kept_on_the_page(
    client: Client, database: Database, asked: int, body: str, sentence: str
) -> None:
    answer = await reply(client, asked, body)
    assert answer.status == 400
    text = await answer.text()
    assert sentence in text
    assert body.strip().replace("\x00", "") in text
    async with database.read() as session:
        assert not list(await session.scalars(select(Delivery)))


async def test_a_closed_thread_leaves_the_list_and_takes_no_answer(
    client: Client, database: Database, asked: int
) -> None:
    answer = await client.post(f"/staff/threads/{asked}/close")
    assert answer.url.path == "/staff/threads"
    assert "Personne n'attend de réponse" in readable(await answer.text())
    late = await reply(client, asked, "Trop tard ?")
    assert late.status == 400
    assert "Trop tard ?" in await late.text()
    again = await client.post(f"/staff/threads/{asked}/close")
    assert "était déjà close" in await again.text()
    async with database.read() as session:
        assert not list(await session.scalars(select(Delivery)))
