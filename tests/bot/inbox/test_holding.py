"""While a person has a thread in hand the assistant is silent, and it says when it is back."""

from datetime import timedelta

import pytest

from broadcaster.conversations.holds import HANDBACK_AFTER, hand_back
from broadcaster.conversations.models import InboundState
from broadcaster.conversations.staff_replies import staff_reply
from broadcaster.conversations.threads import Reason, close_thread
from broadcaster.register.optouts import opted_out
from tests.bot.fake_rasa import answer
from tests.bot.inbox.conftest import GAS, STRANGER, Desk

BACK = "de nouveau l'assistant automatique"


@pytest.fixture
async def held(desk: Desk) -> int:
    """A thread that Ana has in hand, by id."""
    thread_id = await desk.open_thread()
    await desk.take(thread_id, await desk.staff())
    return thread_id


async def test_an_open_thread_that_nobody_took_does_not_silence_the_assistant(desk: Desk) -> None:
    await desk.open_thread()
    (reply,) = await desk.text("c quand les travaux")
    assert reply == "Lundi 11 mai."


async def test_the_tenant_is_told_once_that_a_person_has_it(desk: Desk, held: int) -> None:
    (told,) = await desk.text("c quand les travaux")
    assert "Une personne de l'équipe s'occupe" in told
    assert await desk.text("allo ?") == []
    assert desk.rasa.asked == []
    assert [one.thread_id for one in await desk.inbound()] == [held] * 3
    assert {one.state for one in await desk.inbound()} == {InboundState.HANDLED}


async def test_an_answer_of_staff_takes_the_thread_in_hand(desk: Desk) -> None:
    thread_id, user = await desk.open_thread(), await desk.staff()
    async with desk.database.write() as session:
        await staff_reply(
            session, desk.outbox, thread_id, user_id=user, body="Je regarde.", now=desk.clock()
        )
    await desk.text("merci, et l'eau ?")
    assert desk.rasa.asked == []
    assert (await desk.threads())[0].held_by_id == user


async def test_danger_is_answered_all_the_same(desk: Desk, held: int) -> None:
    text = "ça sent le gaz. et l'eau revient quand ?"
    (safety,) = await desk.text(text)
    assert GAS in safety
    assert desk.rasa.asked == []
    (thread,) = await desk.threads()
    assert thread.urgent


async def test_keywords_work_all_the_same_and_tell_nothing_of_a_return(
    desk: Desk, held: int
) -> None:
    (stopped,) = await desk.text("STOP")
    assert "plus nos messages" in stopped
    assert BACK not in stopped
    async with desk.database.read() as session:
        assert await opted_out(session, {STRANGER}) == {STRANGER}
    assert await desk.text("AIDE")
    assert await desk.text("CONTACT")


async def test_after_closing_it_is_back_and_says_so_once(desk: Desk, held: int) -> None:
    await desk.text("allo")
    bea = await desk.staff("Bea")
    async with desk.database.write() as session:
        await close_thread(session, held, bea, desk.clock())
    (first,) = await desk.text("c quand les travaux")
    (second,) = await desk.text("et la fin ?")
    assert BACK in first
    assert first.endswith("Lundi 11 mai.")
    assert BACK not in second


async def test_after_a_day_without_a_word_of_staff_it_is_back(desk: Desk, held: int) -> None:
    await desk.text("allo")
    desk.clock.advance(HANDBACK_AFTER - timedelta(minutes=1))
    assert await desk.text("personne ?") == []
    desk.clock.advance(timedelta(minutes=1))
    (back,) = await desk.text("c quand les travaux")
    assert BACK in back


async def test_handed_back_it_answers_in_the_open_thread(desk: Desk, held: int) -> None:
    async with desk.database.write() as session:
        await hand_back(session, held)
    (reply,) = await desk.text("c quand les travaux")
    assert reply == "Lundi 11 mai."  # the tenant never knew of a person


async def test_a_question_that_waited_joins_a_thread_taken_meanwhile(desk: Desk) -> None:
    thread_id = await desk.open_thread()
    desk.rasa.down = True
    await desk.text("c quand les travaux")
    desk.rasa.down = False
    await desk.take(thread_id, await desk.staff())
    await desk.waiting_room.look(desk.clock())
    assert (await desk.inbound())[-1].understood_as == "held"
    assert desk.rasa.asked == []


class TestManyMessages:
    async def test_the_rest_of_the_hour_waits_for_a_person_who_is_announced_once(
        self, desk: Desk
    ) -> None:
        for number in range(30):
            assert await desk.text(f"question {number}")
        (told,) = await desk.text("encore une")
        assert "beaucoup de messages" in told
        assert await desk.text("et une autre") == []
        (thread,) = await desk.threads()
        assert thread.reason == Reason.TOO_MANY
        assert len(desk.rasa.asked) == 30

    async def test_danger_and_stop_are_heard_all_the_same(self, desk: Desk) -> None:
        for number in range(30):
            await desk.text(f"question {number}")
        assert await desk.text("STOP") == []
        async with desk.database.read() as session:
            assert await opted_out(session, {STRANGER}) == {STRANGER}
        (safety,) = await desk.text("ça sent le gaz")
        assert GAS in safety

    async def test_the_next_hour_begins_anew(self, desk: Desk) -> None:
        for number in range(31):
            await desk.text(f"question {number}")
        desk.clock.advance(timedelta(hours=1, seconds=1))
        assert await desk.text("c quand les travaux") == ["Lundi 11 mai."]


class TestAnger:
    ANGRY = "vous vous foutez de nous, l'eau est encore coupée"

    async def test_anger_gets_a_person_and_a_human_sentence(self, desk: Desk) -> None:
        desk.rasa.answers["bande de nuls"] = [
            answer("service_anger", "Je comprends.", handoff="needs_person")
        ]
        (reply,) = await desk.text("bande de nuls")
        assert "désolés" in reply
        assert "au plus tard mardi 5 mai" in reply
        (thread,) = await desk.threads()
        assert (thread.topic, thread.reason) == ("service_anger", Reason.ANGRY)

    async def test_what_was_asked_in_anger_is_answered_too(self, desk: Desk) -> None:
        desk.rasa.answers[self.ANGRY] = [answer("cut_water", "Eau : mardi.")]
        (reply,) = await desk.text(self.ANGRY)
        assert reply.index("désolés") < reply.index("Eau : mardi.")
        (thread,) = await desk.threads()
        assert (thread.topic, thread.reason) == ("cut_water", Reason.ANGRY)

    async def test_a_second_time_other_words_then_none(self, desk: Desk) -> None:
        desk.rasa.answers[self.ANGRY] = [answer("service_anger", "x", handoff="needs_person")]
        await desk.text(self.ANGRY)
        (second,) = await desk.text(self.ANGRY)
        assert "désolés" not in second
        assert "mardi 5 mai" in second
        assert await desk.text(self.ANGRY) == []
        assert len(await desk.threads()) == 1

    async def test_it_is_heard_without_a_word(self, desk: Desk) -> None:
        assert "désolés" in (await desk.text("🤬🤬"))[0]

    async def test_anger_never_gets_the_menu(self, desk: Desk) -> None:
        desk.rasa.down = True
        (reply,) = await desk.text(self.ANGRY)
        assert "désolés" in reply
        assert "panne" not in reply

    async def test_anger_never_gets_the_clarifying_question(self, desk: Desk) -> None:
        desk.rasa.answers[self.ANGRY] = [
            answer("out_of_scope", "?", handoff="not_understood", choices=("cut_water", "cut_lift"))
        ]
        (reply,) = await desk.text(self.ANGRY)
        assert "désolés" in reply
        assert "1 " not in reply

    async def test_before_a_weekend_the_day_is_monday(self, desk: Desk) -> None:
        desk.clock.advance(timedelta(days=11))  # Friday 15 May, the day after Ascension
        (reply,) = await desk.text(self.ANGRY)
        assert "lundi 18 mai" in reply
