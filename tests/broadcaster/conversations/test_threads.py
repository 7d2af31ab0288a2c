"""Threads: opened once, answered by the tenant's channel, closed by a person."""

from datetime import datetime, timedelta

import pytest

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.listing import Wanted, find_threads
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.staff_replies import staff_reply
from broadcaster.conversations.threads import (
    Reason,
    ThreadGoneError,
    close_thread,
    count_open,
    open_thread,
)
from broadcaster.conversations.transcript import Speaker, transcript
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.staff.models import StaffUser
from tests.broadcaster.sending.fakes import ALICE, BORIS, SENDER, FakeGateway
from tests.support.clock import MovableClock

MINUTE = timedelta(minutes=1)


@pytest.fixture
def outbox(database: Database, clock: MovableClock) -> Outbox:
    return Outbox(LocalEngine(Courier(database, FakeGateway(), clock)), SENDER)


async def staff(database: Database, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(email="a@b.example", name="Ana", password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        return user.id


async def thread_of(
    database: Database, number: str, now: datetime, *, urgent: bool = False
) -> tuple[int, int]:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, number, now)
        thread = await open_thread(
            session,
            who.id,
            topic="cut_water",
            reason=Reason.MISSING_FACT,
            urgent=urgent,
            now=now,
        )
        return who.id, thread.id


async def test_one_person_has_one_open_thread(database: Database, now: datetime) -> None:
    first = await thread_of(database, ALICE, now)
    assert await thread_of(database, ALICE, now + MINUTE) == first


async def test_a_second_urgent_matter_makes_it_urgent(database: Database, now: datetime) -> None:
    await thread_of(database, ALICE, now)
    await thread_of(database, ALICE, now, urgent=True)
    async with database.read() as session:
        (thread,) = await find_threads(session, Wanted())
    assert thread.urgent


async def test_emergencies_come_first_then_the_oldest(database: Database, now: datetime) -> None:
    _alice, old = await thread_of(database, ALICE, now)
    _boris, urgent = await thread_of(database, BORIS, now + MINUTE, urgent=True)
    async with database.read() as session:
        assert [thread.id for thread in await find_threads(session, Wanted())] == [urgent, old]


async def test_staff_answer_by_sms_and_it_is_in_the_transcript(
    database: Database, outbox: Outbox, now: datetime
) -> None:
    user_id = await staff(database, now)
    who, thread = await thread_of(database, ALICE, now)
    async with database.write() as session:
        reply = await staff_reply(
            session, outbox, thread, user_id=user_id, body="Je passe à 9 h.", now=now
        )
    assert reply.delivery_id is not None
    async with database.read() as session:
        (line,) = await transcript(session, who)
    assert (line.author, line.body) == (Speaker.STAFF, "Je passe à 9 h.")


async def test_a_thread_is_closed_once(database: Database, outbox: Outbox, now: datetime) -> None:
    user_id = await staff(database, now)
    _who, thread = await thread_of(database, ALICE, now)
    async with database.write() as session:
        await close_thread(session, thread, user_id, now)
        assert await count_open(session) == 0
        with pytest.raises(ThreadGoneError):
            await close_thread(session, thread, user_id, now)
        with pytest.raises(ThreadGoneError):
            await staff_reply(session, outbox, thread, user_id=user_id, body="x", now=now)


async def test_a_matter_after_closing_is_a_new_thread(database: Database, now: datetime) -> None:
    user_id = await staff(database, now)
    _who, first = await thread_of(database, ALICE, now)
    async with database.write() as session:
        await close_thread(session, first, user_id, now)
    _who, second = await thread_of(database, ALICE, now)
    assert second != first
