"""What the chat reads of a conversation, on both databases."""

from datetime import UTC, datetime, timedelta

from bot.channels.widget_talk import Talk
from bot.inbox.incoming import Incoming
from bot.inbox.store import store_once
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.clarifications import EXPIRES_AFTER
from broadcaster.conversations.clarifications import ask as ask_which
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import Author, Reply
from broadcaster.database import Database

ADDRESS = "web:" + "0" * 64
OTHER = "web:" + "1" * 64


async def ask(database: Database, address: str, body: str, at: datetime) -> None:
    async with database.write() as session:
        await store_once(session, Incoming(AnswerChannel.WEB, address, body, body, at))


async def reply(database: Database, address: str, body: str, at: datetime) -> None:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.WEB, address, at)
        session.add(Reply(correspondent_id=who.id, author=Author.STAFF, body=body, created_at=at))


async def test_a_stranger_has_said_nothing(database: Database) -> None:
    talk = Talk(database)
    assert await talk.lines(ADDRESS) == []
    assert await talk.last_reply(ADDRESS) == 0


async def test_the_topics_one_was_asked_about_are_told_for_a_day(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        incoming = Incoming(AnswerChannel.WEB, ADDRESS, "le truc", "1", now)
        received = await store_once(session, incoming)
        who = await correspondent_of(session, AnswerChannel.WEB, ADDRESS, now)
        await ask_which(session, who.id, received.inbound_id, ["cut_water", "out_of_scope"], now)
    talk = Talk(database)
    assert await talk.choices(ADDRESS, now) == ["la coupure d'eau", "autre chose"]
    assert await talk.choices(ADDRESS, now + EXPIRES_AFTER) == []
    assert await talk.choices(OTHER, now) == []


async def test_lines_come_in_order_and_only_ones_own(database: Database, now: datetime) -> None:
    await ask(database, ADDRESS, "question", now)
    await reply(database, ADDRESS, "réponse", now + timedelta(minutes=1))
    await ask(database, OTHER, "autre", now)
    assert [line.body for line in await Talk(database).lines(ADDRESS)] == ["question", "réponse"]


async def test_only_an_own_reply_is_news(database: Database, now: datetime) -> None:
    await ask(database, ADDRESS, "question", now)
    before = await Talk(database).last_reply(ADDRESS)
    await reply(database, OTHER, "autre", now)
    assert await Talk(database).last_reply(ADDRESS) == before
    await reply(database, ADDRESS, "réponse", now)
    assert await Talk(database).last_reply(ADDRESS) > before


async def test_days_change_at_midnight_in_paris(database: Database) -> None:
    before_midnight = datetime(2026, 5, 4, 21, 59, tzinfo=UTC)
    await ask(database, ADDRESS, "lundi", before_midnight)
    await ask(database, ADDRESS, "mardi", before_midnight + timedelta(minutes=2))
    lines = await Talk(database).lines(ADDRESS)
    assert [[line.body for line in day.lines] for day in Talk.by_day(lines)] == [
        ["lundi"],
        ["mardi"],
    ]
