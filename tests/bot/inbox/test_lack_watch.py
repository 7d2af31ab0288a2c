"""What the assistant lacked: noted, closed when it is there, and told once to all who asked."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.answering import Answerer
from bot.inbox.lack_watch import LackWatch
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.lacks.keeping import (
    LackGoneError,
    dismiss,
    open_lacks,
    want_answer,
)
from broadcaster.conversations.lacks.models import Lack, LackAsker, LackKind, LackState
from broadcaster.conversations.models import Author, Correspondent, Reply
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Base, Database
from broadcaster.register.optouts import opt_out
from broadcaster.sending.gate.hours import Timetables
from broadcaster.sending.models import Delivery, Lane
from broadcaster.staff.models import StaffUser
from broadcaster.works.models import CutKind, Milestone
from tests.broadcaster.console.journeys import SENDER, SilentEngine
from tests.broadcaster.works.estate import (
    IN_A1_FLAT_11,
    IN_A1_FLAT_12,
    IN_A2_FLAT_21,
    Estate,
    build_estate,
    cut,
    milestone,
    on,
)
from tests.support.clock import MovableClock


@dataclass
class Watched:
    """Tenants who ask, and the watch over what was lacking."""

    database: Database
    clock: MovableClock
    estate: Estate
    answerer: Answerer
    watch: LackWatch
    nadia: int

    async def ask(self, topic: str, number: str = IN_A1_FLAT_11, question: str = "") -> None:
        async with self.database.write() as session:
            channel = AnswerChannel.WEB if number.startswith("web:") else AnswerChannel.SMS
            who = await correspondent_of(session, channel, number, self.clock())
        await self.answerer.answer(topic, who.id, question, self.clock())

    async def facts(self, *facts: Base) -> None:
        async with self.database.write() as session:
            session.add_all(facts)

    async def lacks(self) -> list[Lack]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Lack).order_by(Lack.id)))

    async def only(self) -> Lack:
        (lack,) = await self.lacks()
        return lack

    async def answer_all(self, lack_id: int) -> None:
        async with self.database.write() as session:
            await want_answer(session, lack_id, self.nadia, self.clock())

    async def told(self) -> list[tuple[str, str]]:
        """Number and text of what left."""
        async with self.database.read() as session:
            rows = await session.scalars(select(Delivery).order_by(Delivery.to_number))
            return [(row.to_number, row.body) for row in rows if row.lane is Lane.REPLY]


@pytest.fixture
async def watched(database: Database, clock: MovableClock) -> Watched:
    async with database.write() as session:
        estate = await build_estate(session)
        user = StaffUser(email="n@b.example", name="Nadia", password_hash="x", created_at=clock())
        session.add(user)
        await session.flush()
    outbox = Outbox(SilentEngine(), SENDER)
    watch = LackWatch(database, outbox, clock, Timetables().courtesy)
    return Watched(database, clock, estate, Answerer(database), watch, user.id)


async def test_one_fact_is_one_row_however_often_it_is_asked(watched: Watched) -> None:
    await watched.ask("works_end")
    watched.clock.advance(timedelta(hours=1))
    await watched.ask("works_end")
    await watched.ask("works_end", IN_A1_FLAT_12)
    lack = await watched.only()
    assert (lack.times, lack.kind, lack.state) == (3, LackKind.MISSING, LackState.OPEN)
    assert lack.last_asked_at - lack.first_asked_at == timedelta(hours=1)
    async with watched.database.read() as session:
        (told,) = await open_lacks(session)
    assert (told.askers, told.unanswered) == (2, 2)


async def test_places_and_subjects_are_kept_apart(watched: Watched) -> None:
    await watched.ask("works_end")
    await watched.ask("works_end", IN_A2_FLAT_21)
    await watched.ask("works_end", question="quand finit la façade")
    await watched.ask("offer_price")
    await watched.ask("offer_price", IN_A2_FLAT_21)
    found = [(lack.topic, lack.subject) for lack in await watched.lacks()]
    assert found == [
        ("works_end", ""),
        ("works_end", ""),
        ("works_end", "façade"),
        ("offer_price", "Le prix, par mois"),
    ]


async def test_what_is_there_is_not_lacking(watched: Watched) -> None:
    await watched.facts(milestone(watched.estate, "facade", on(12), on(16)))
    await watched.ask("works_start")
    await watched.ask("service_thanks")
    await watched.ask("quality_defect")
    assert await watched.lacks() == []


async def test_a_stale_fact_leads_to_its_own_page_and_closes_when_confirmed(
    watched: Watched,
) -> None:
    step = milestone(watched.estate, "facade", on(12), on(16), confirmed=on(1, month=4))
    await watched.facts(step)
    await watched.ask("works_start")
    lack = await watched.only()
    assert (lack.kind, lack.fact) == (LackKind.STALE, f"milestone {step.id}")
    await watched.watch.look()
    assert (await watched.only()).state is LackState.OPEN
    async with watched.database.write() as session:
        (await session.get_one(Milestone, step.id)).confirmed_at = watched.clock()
    await watched.watch.look()
    closed = await watched.only()
    assert (closed.state, closed.open_key) == (LackState.FILLED, None)


async def test_a_stale_step_of_a_list_is_noted_too(watched: Watched) -> None:
    await watched.facts(
        milestone(watched.estate, "windows", on(12), on(16), title="Fenêtres"),
        milestone(watched.estate, "facade", on(20), on(26), title="Façade", confirmed=None),
    )
    await watched.ask("works_programme")
    lack = await watched.only()
    assert (lack.kind, lack.subject) == (LackKind.STALE, "Façade")


async def test_everybody_who_asked_is_told_the_truth_once(watched: Watched) -> None:
    await watched.ask("works_start")
    await watched.ask("works_start", IN_A1_FLAT_12)
    lack = await watched.only()
    with pytest.raises(LackGoneError):
        await watched.answer_all(lack.id)
    await watched.facts(milestone(watched.estate, "facade", on(12), on(16)))
    await watched.watch.look()
    assert await watched.told() == []
    await watched.answer_all(lack.id)
    with pytest.raises(LackGoneError):
        await watched.answer_all(lack.id)
    for _ in range(2):
        await watched.watch.look()
    told = await watched.told()
    assert [number for number, _ in told] == [IN_A1_FLAT_11, IN_A1_FLAT_12]
    assert all("Vous aviez posé une question" in text for _, text in told)
    assert all("mardi 12 mai" in text for _, text in told)
    async with watched.database.read() as session:
        replies = list(await session.scalars(select(Reply)))
    assert {(reply.author, reply.staff_user_id) for reply in replies} == {
        (Author.STAFF, watched.nadia)
    }


async def test_nobody_is_told_at_night(watched: Watched) -> None:
    await watched.ask("works_start")
    lack = await watched.only()
    await watched.facts(milestone(watched.estate, "facade", on(12), on(16)))
    await watched.watch.look()
    watched.clock.advance(timedelta(hours=13))
    await watched.answer_all(lack.id)
    await watched.watch.look()
    assert await watched.told() == []
    watched.clock.advance(timedelta(hours=11))
    await watched.watch.look()
    assert len(await watched.told()) == 1


async def test_whoever_said_stop_is_not_told(watched: Watched) -> None:
    await watched.ask("works_start")
    lack = await watched.only()
    await watched.facts(milestone(watched.estate, "facade", on(12), on(16)))
    async with watched.database.write() as session:
        await opt_out(session, IN_A1_FLAT_11, source="keyword", now=watched.clock())
    await watched.watch.look()
    await watched.answer_all(lack.id)
    await watched.watch.look()
    assert await watched.told() == []
    async with watched.database.read() as session:
        asker = (await session.scalars(select(LackAsker))).one()
    assert (asker.answered_at, asker.skipped) == (None, "opted_out")


async def test_a_fact_that_is_gone_again_is_not_told(watched: Watched) -> None:
    await watched.ask("works_start")
    lack = await watched.only()
    step = milestone(watched.estate, "facade", on(12), on(16))
    await watched.facts(step)
    await watched.watch.look()
    await watched.answer_all(lack.id)
    async with watched.database.write() as session:
        await session.delete(await session.get_one(Milestone, step.id))
    await watched.watch.look()
    assert await watched.told() == []


async def test_a_question_about_today_is_dropped_tomorrow(watched: Watched) -> None:
    await watched.ask("cut_water")
    watched.clock.advance(timedelta(hours=25))
    await watched.facts(cut(watched.estate, CutKind.WATER, on(20, 9)))
    await watched.watch.look()
    lack = await watched.only()
    assert (lack.state, lack.reason) == (LackState.DISMISSED, "outdated")


async def test_what_staff_dismissed_is_counted_and_not_put_before_them_again(
    watched: Watched,
) -> None:
    await watched.ask("money_rent")
    lack = await watched.only()
    async with watched.database.write() as session:
        await dismiss(session, lack.id, "pas encore décidé", watched.nadia, watched.clock())
    await watched.ask("money_rent")
    again = await watched.only()
    assert (again.state, again.times) == (LackState.DISMISSED, 2)
    watched.clock.advance(timedelta(days=31))
    await watched.ask("money_rent")
    assert [one.state for one in await watched.lacks()] == [LackState.DISMISSED, LackState.OPEN]


async def test_a_chat_window_is_told_in_its_own_language(watched: Watched) -> None:
    async with watched.database.write() as session:
        who = await correspondent_of(session, AnswerChannel.WEB, "web:1", watched.clock())
        (await session.get_one(Correspondent, who.id)).language = "en"
    await watched.ask("works_start", "web:1", "bat A esc 1")
    lack = await watched.only()
    await watched.facts(milestone(watched.estate, "facade", on(12), on(16)))
    await watched.watch.look()
    await watched.answer_all(lack.id)
    await watched.watch.look()
    async with watched.database.read() as session:
        reply = (await session.scalars(select(Reply))).one()
    assert reply.body.startswith("You asked us a question. Here is the answer:\nWorks start")
