"""Escalation: who is told, once at each step, by which way, and what they are never told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.conversations.escalation.escalator import Escalator
from broadcaster.conversations.escalation.notices import EscalationNotice, notices_of
from broadcaster.conversations.escalation.patience import Patience
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.staff_replies import staff_reply
from broadcaster.conversations.threads import close_thread
from broadcaster.database import Database
from broadcaster.sending.models import Delivery, Lane
from broadcaster.staff.alerts import open_alerts
from broadcaster.staff.duty import enter_turn
from broadcaster.staff.models import StaffUser
from tests.broadcaster.console.inbox.desk import MARTIN, NGUYEN, STRANGER, asks
from tests.broadcaster.console.journeys import SENDER, SilentEngine
from tests.broadcaster.console.neighbourhood import build
from tests.support.clock import MovableClock

ANA, BEA = "+33639980501", "+33639980502"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Post:
    """A mailer that keeps what it is handed; it can be down."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    is_down: bool = False

    async def send(self, to: str, subject: str, body: str) -> None:
        if self.is_down:
            raise ConnectionRefusedError
        self.sent.append((to, subject, body))


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def escalator(database: Database, post: Post) -> Escalator:
    outbox = Outbox(SilentEngine(), SENDER)
    return Escalator(database, outbox, Patience(), "https://palier.example", post)


@pytest.fixture(autouse=True)
async def _estate(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await build(session, now)


async def member(database: Database, name: str, number: str | None, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(
            email=f"{name.lower()}@b.example", name=name, password_hash="x", number=number,
            created_at=now,
        )  # fmt: skip
        session.add(user)
        await session.flush()
        return user.id


async def puts_on_duty(database: Database, user_id: int, now: datetime) -> None:
    async with database.write() as session:
        await enter_turn(session, user_id, now - HOUR, now + 24 * HOUR, user_id, now)


async def messages(database: Database) -> Sequence[Delivery]:
    async with database.read() as session:
        return list(await session.scalars(select(Delivery).order_by(Delivery.created_at)))


async def test_an_emergency_tells_whoever_is_on_duty_after_ten_minutes(
    database: Database, escalator: Escalator, now: datetime
) -> None:
    await member(database, "Ana", ANA, now)
    bea = await member(database, "Bea", BEA, now)
    await puts_on_duty(database, bea, now)
    thread = await asks(database, NGUYEN, "ça sent le gaz", now, urgent=True)
    assert await escalator.look(now + 9 * MINUTE) == 0
    assert await escalator.look(now + 10 * MINUTE) == 1
    (sms,) = await messages(database)
    assert (sms.to_number, sms.lane, sms.segments) == (BEA, Lane.REPLY, 1)
    assert sms.body == (
        f"Palier, URGENCE : demande {thread}, immeuble B, escalier 1, sans réponse depuis 10 min. "
        f"https://palier.example/staff/threads/{thread}"
    )
    assert "Nguyen" not in sms.body


async def test_each_step_is_told_once_and_the_second_to_everybody(
    database: Database, escalator: Escalator, now: datetime
) -> None:
    ana = await member(database, "Ana", ANA, now)
    await member(database, "Bea", BEA, now)
    await puts_on_duty(database, ana, now)
    await asks(database, MARTIN, "C'est quand la fin ?", now)
    for minutes in (0, 239, 240, 241, 300, 479):
        await escalator.look(now + minutes * MINUTE)
    assert [sms.to_number for sms in await messages(database)] == [ANA]
    for minutes in (480, 481, 500):
        await escalator.look(now + minutes * MINUTE)
    assert sorted(sms.to_number for sms in await messages(database)) == [ANA, ANA, BEA]
    async with database.read() as session:
        assert len(await open_alerts(session)) == 1


async def test_two_processes_tell_once(
    database: Database, escalator: Escalator, now: datetime
) -> None:
    await member(database, "Ana", ANA, now)
    await asks(database, NGUYEN, "ça sent le gaz", now, urgent=True)
    later = now + 12 * MINUTE
    told = await asyncio.gather(*(escalator.look(later) for _ in range(4)))
    assert sorted(told) == [0, 0, 0, 1]
    assert len(await messages(database)) == 1


async def test_an_answer_ends_it_and_a_new_message_begins_anew(
    database: Database, escalator: Escalator, now: datetime
) -> None:
    ana = await member(database, "Ana", ANA, now)
    thread = await asks(database, NGUYEN, "ça sent le gaz", now, urgent=True)
    await escalator.look(now + 10 * MINUTE)
    async with database.write() as session:
        outbox = escalator.outbox
        answered = now + 11 * MINUTE
        await staff_reply(session, outbox, thread, user_id=ana, body="Sortez.", now=answered)
        assert await open_alerts(session) == []
    assert await escalator.look(now + 60 * MINUTE) == 0
    await asks(database, NGUYEN, "et maintenant ?", now + 61 * MINUTE, urgent=True)
    assert await escalator.look(now + 70 * MINUTE) == 0
    assert await escalator.look(now + 71 * MINUTE) == 1


async def test_a_closed_thread_waits_for_nobody(
    database: Database, escalator: Escalator, now: datetime
) -> None:
    ana = await member(database, "Ana", ANA, now)
    thread = await asks(database, NGUYEN, "ça sent le gaz", now, urgent=True)
    async with database.write() as session:
        await close_thread(session, thread, ana, now)
    assert await escalator.look(now + HOUR) == 0


async def test_who_has_no_number_gets_an_email_once(
    database: Database, escalator: Escalator, post: Post, now: datetime
) -> None:
    await member(database, "Ana", None, now)
    thread = await asks(database, STRANGER, "ça sent le gaz", now, urgent=True)
    for minutes in (10, 11, 12):
        await escalator.look(now + minutes * MINUTE)
    ((to, subject, body),) = post.sent
    assert (to, subject) == ("ana@b.example", f"URGENCE : demande {thread} sans réponse")
    assert "Lieu : lieu inconnu" in body
    assert STRANGER not in body
    assert "gaz" not in body
    async with database.read() as session:
        (notice,) = await notices_of(session, thread)
    assert (notice.name, notice.by_sms) == ("Ana", False)


async def test_an_email_that_could_not_leave_is_tried_again(
    database: Database, escalator: Escalator, post: Post, clock: MovableClock, now: datetime
) -> None:
    await member(database, "Ana", None, now)
    await asks(database, STRANGER, "ça sent le gaz", now, urgent=True)
    post.is_down = True
    await escalator.look(now + 10 * MINUTE)
    post.is_down = False
    await escalator.look(now + 11 * MINUTE)
    assert post.sent == []
    await escalator.look(now + 15 * MINUTE)
    assert len(post.sent) == 1


async def test_without_number_and_mail_the_alert_is_all_there_is(
    database: Database, now: datetime
) -> None:
    await member(database, "Ana", None, now)
    thread = await asks(database, MARTIN, "C'est quand la fin ?", now)
    mute = Escalator(database, Outbox(SilentEngine(), SENDER), Patience(), "https://p.example")
    assert await mute.look(now + 4 * HOUR) == 1
    async with database.read() as session:
        assert not list(await session.scalars(select(EscalationNotice)))
        (alert,) = await open_alerts(session)
    assert alert.subject == f"thread {thread}"


async def test_that_nobody_can_be_told_is_logged_once(
    database: Database, escalator: Escalator, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    await member(database, "Ana", None, now)
    silent = replace(escalator, mailer=None)
    for number in (MARTIN, NGUYEN):
        await asks(database, number, "ça sent le gaz", now, urgent=True)
    for minutes in (10, 20, 40):
        await silent.look(now + minutes * MINUTE)
    (record,) = [one for one in caplog.records if one.levelname == "WARNING"]
    assert "PALIER_SMTP_URL" in record.getMessage()
