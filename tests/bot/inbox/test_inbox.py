"""The inbox: whatever a tenant sends is settled once."""

import asyncio
from datetime import timedelta

import pytest

from bot.inbox.incoming import Incoming
from bot.inbox.waiting import MOST_TRIES
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundState
from broadcaster.conversations.requests import begin_request
from broadcaster.conversations.threads import Reason
from broadcaster.register.optouts import opted_out
from broadcaster.sending.models import Lane
from tests.bot.fake_rasa import answer
from tests.bot.inbox.conftest import GAS, STRANGER, Desk


async def test_a_question_is_answered_by_the_reply_lane(desk: Desk) -> None:
    desk.rasa.answers["c quand les travaux"] = [answer("works_start", "Lundi 11 mai.")]
    (reply,) = await desk.text("c quand les travaux")
    assert reply.endswith("Lundi 11 mai.")
    (delivery,) = await desk.deliveries()
    assert (delivery.lane, delivery.to_number, delivery.body) == (Lane.REPLY, STRANGER, reply)


async def test_only_the_first_reply_says_that_a_machine_answers(desk: Desk) -> None:
    (first,) = await desk.text("c quand les travaux")
    (second,) = await desk.text("et la fin")
    assert "automatique" in first
    assert "automatique" not in second


async def test_rasa_learns_nothing_but_a_token_and_the_text(desk: Desk) -> None:
    await desk.text("c quand les travaux")
    (asked,) = desk.rasa.asked
    assert set(asked) == {"sender", "channel", "text", "message"}
    assert STRANGER.removeprefix("+33") not in str(asked)


async def test_the_same_message_twice_is_answered_once(desk: Desk) -> None:
    incoming = Incoming(AnswerChannel.SMS, STRANGER, "SM" + "1" * 32, "bonjour", desk.clock())
    first, second = [await desk.inbox.receive(incoming) for _time in range(2)]
    assert (first.is_new, second.is_new) == (True, False)
    assert first.inbound_id == second.inbound_id
    await asyncio.gather(*(desk.inbox.handle(first.inbound_id) for _time in range(3)))
    assert len(await desk.deliveries()) == 1


async def test_several_answers_leave_in_one_message_in_their_order(desk: Desk) -> None:
    desk.rasa.answers["eau + ascenseur"] = [
        answer("cut_water", "Eau : mardi."),
        answer("cut_lift", "Ascenseur : jeudi."),
    ]
    (reply,) = await desk.text("eau + ascenseur")
    assert reply.index("Eau") < reply.index("Ascenseur")


async def test_what_needs_a_person_opens_one_thread(desk: Desk) -> None:
    desk.rasa.answers["?"] = desk.rasa.answers["je veux parler"] = [
        answer("speak_to_human", "Une personne va vous répondre.", handoff="asked_person")
    ]
    await desk.text("je veux parler")
    await desk.text("je veux parler")
    (thread,) = await desk.threads()
    assert (thread.reason, thread.urgent) == (Reason.ASKED_PERSON, False)
    assert {message.thread_id for message in await desk.inbound()} == {thread.id}


async def begin_call(
    desk: Desk, number: str = STRANGER, channel: AnswerChannel = AnswerChannel.SMS
) -> None:
    """A number is being asked when to call it."""
    async with desk.database.write() as session:
        who = await correspondent_of(session, channel, number, desk.clock())
        await begin_request(
            session, who.id, "speak_to_human", wanted=["call_at"], answers={}, now=desk.clock()
        )


class TestKeywords:
    async def test_stop_silences_and_says_so(self, desk: Desk) -> None:
        replies = await desk.text("STOP")
        async with desk.database.read() as session:
            assert await opted_out(session, {STRANGER}) == {STRANGER}
        assert len(replies) == 1
        assert desk.rasa.asked == []

    @pytest.mark.parametrize("text", ["arrete", "arrêtez", "ARRET", "fin", "توقف", "parar"])
    async def test_while_a_request_is_open_arretez_is_about_that(
        self, desk: Desk, text: str
    ) -> None:
        await begin_call(desk)
        await desk.text(text)
        async with desk.database.read() as session:
            assert await opted_out(session, {STRANGER}) == set()
        assert desk.rasa.asked[-1]["text"] == text

    @pytest.mark.parametrize(
        "text", ["STOP", "stop sms", "arret sms", "arrêtez de m'envoyer des messages"]
    )
    async def test_stop_itself_means_our_messages_even_then(self, desk: Desk, text: str) -> None:
        await begin_call(desk)
        await desk.text(text)
        async with desk.database.read() as session:
            assert await opted_out(session, {STRANGER}) == {STRANGER}

    async def test_in_the_chat_stop_leaves_an_open_request(self, desk: Desk) -> None:
        await begin_call(desk, "web:abc", AnswerChannel.WEB)
        await desk.text("STOP", "web:abc", AnswerChannel.WEB)
        assert desk.rasa.asked[-1]["text"] == "STOP"

    async def test_start_undoes_it(self, desk: Desk) -> None:
        await desk.text("STOP")
        await desk.text("START")
        async with desk.database.read() as session:
            assert await opted_out(session, {STRANGER}) == set()

    async def test_asking_a_question_does_not_undo_it(self, desk: Desk) -> None:
        await desk.text("STOP")
        assert await desk.text("c quand les travaux")
        async with desk.database.read() as session:
            assert await opted_out(session, {STRANGER}) == {STRANGER}

    async def test_stop_in_the_chat_does_not_say_that_something_was_stopped(
        self, desk: Desk
    ) -> None:
        (reply,) = await desk.text("STOP", "web:abc", AnswerChannel.WEB)
        assert "plus nos messages" not in reply
        async with desk.database.read() as session:
            assert await opted_out(session, {"web:abc"}) == set()

    async def test_contact_opens_a_thread(self, desk: Desk) -> None:
        await desk.text("CONTACT")
        (thread,) = await desk.threads()
        assert thread.reason == Reason.ASKED_PERSON


class TestEmergencies:
    async def test_the_safety_reply_comes_first_and_an_urgent_thread_opens(
        self, desk: Desk
    ) -> None:
        desk.rasa.answers["ça sent le gaz dans l'escalier"] = [answer("emergency_gas", "x")]
        (reply,) = await desk.text("ça sent le gaz dans l'escalier")
        assert GAS in reply
        (thread,) = await desk.threads()
        assert (thread.topic, thread.urgent) == ("emergency_gas", True)

    async def test_nothing_stands_before_the_safety_reply(self, desk: Desk) -> None:
        desk.rasa.down = True
        (reply,) = await desk.text("y a le feu !!!")
        assert reply.startswith("Danger")
        assert "18" in reply

    async def test_nothing_stands_before_one_that_only_the_model_saw(self, desk: Desk) -> None:
        desk.rasa.answers["bizarre"] = [
            answer("emergency_fire", "Sortez.", handoff="emergency", urgent=True)
        ]
        assert await desk.text("bizarre") == ["Sortez."]

    async def test_it_comes_even_to_a_number_that_opted_out(self, desk: Desk) -> None:
        await desk.text("STOP")
        assert await desk.text("au feu dans la cave")

    async def test_the_works_question_beside_it_is_answered_after_it(self, desk: Desk) -> None:
        text = "ça sent le gaz. et l'eau revient quand ?"
        desk.rasa.answers[text] = [
            answer("emergency_gas", "x"),
            answer("cut_water", "Eau : mardi."),
        ]
        safety, also = await desk.text(text)
        assert GAS in safety
        assert also.endswith("Eau : mardi.")

    @pytest.mark.parametrize("hour", [3, 12, 23])
    async def test_it_comes_at_any_hour_to_a_number_nobody_knows(
        self, desk: Desk, hour: int
    ) -> None:
        desk.clock.moment = desk.clock().replace(hour=hour)
        desk.rasa.down = True
        (reply,) = await desk.text("fuite de gaz au 3e")
        (delivery,) = await desk.deliveries()
        assert (delivery.lane, delivery.to_number, delivery.body) == (Lane.REPLY, STRANGER, reply)

    async def test_it_makes_an_open_thread_urgent(self, desk: Desk) -> None:
        await desk.text("CONTACT")
        await desk.text("y a le feu dans la cave")
        (thread,) = await desk.threads()
        assert (thread.topic, thread.urgent) == ("emergency_fire", True)
        assert thread.reason == Reason.EMERGENCY

    async def test_two_dangers_are_answered_in_one_reply(self, desk: Desk) -> None:
        desk.rasa.down = True
        (reply,) = await desk.text("il y a le feu chez nous et mon mari ne respire plus")
        assert "Sortez" in reply
        assert "Aussi : 15." in reply

    async def test_violence_that_only_the_model_saw_gets_nothing_after_it(self, desk: Desk) -> None:
        desk.rasa.answers["bizarre"] = [
            answer("cut_water", "Eau : mardi."),
            answer("emergency_violence", "Numéros.", handoff="emergency", urgent=True),
        ]
        assert await desk.text("bizarre") == ["Numéros."]

    async def test_a_danger_that_only_the_model_saw_comes_before_its_other_answers(
        self, desk: Desk
    ) -> None:
        desk.rasa.answers["bizarre"] = [
            answer("cut_water", "Eau : mardi."),
            answer("emergency_fire", "Sortez.", handoff="emergency", urgent=True),
        ]
        (reply,) = await desk.text("bizarre")
        assert reply.startswith("Sortez.")

    async def test_violence_gets_one_reply_and_nothing_after_it(self, desk: Desk) -> None:
        replies = await desk.text("mon mari me frappe aidez moi")
        assert len(replies) == 1
        assert desk.rasa.asked == []


class TestAssistantDown:
    async def test_the_menu_answers_and_the_question_waits(self, desk: Desk) -> None:
        desk.rasa.down = True
        (reply,) = await desk.text("c quand les travaux")
        assert "1" in reply
        (message,) = await desk.inbound()
        assert message.state is InboundState.WAITING

    async def test_a_digit_of_the_menu_is_answered_without_rasa(self, desk: Desk) -> None:
        desk.rasa.down = True
        await desk.text("c quand les travaux", number="+33639980001")
        (reply,) = await desk.text("3", number="+33639980001")
        assert (await desk.threads())[0].topic == "speak_to_human"
        assert reply

    async def test_the_menu_comes_once_an_hour(self, desk: Desk) -> None:
        desk.rasa.down = True
        (menu,) = await desk.text("c quand les travaux")
        (again,) = await desk.text("allo ?")
        assert again not in menu

    async def test_when_it_is_back_the_question_is_answered(self, desk: Desk) -> None:
        desk.rasa.down = True
        await desk.text("c quand les travaux")
        desk.rasa.down = False
        assert await desk.waiting_room.look(desk.clock()) == 1
        assert (await desk.replies())[-1].body.endswith("Lundi 11 mai.")
        assert await desk.waiting_room.look(desk.clock()) == 0

    async def test_an_old_question_is_handed_to_a_person(self, desk: Desk) -> None:
        desk.rasa.down = True
        await desk.text("c quand les travaux")
        desk.rasa.down = False
        await desk.waiting_room.look(desk.clock.advance(timedelta(days=1)))
        (thread,) = await desk.threads()
        assert thread.reason == Reason.ASSISTANT_DOWN
        assert desk.rasa.asked == []

    async def test_a_text_that_rasa_never_answers_goes_to_a_person_who_is_announced(
        self, desk: Desk
    ) -> None:
        desk.rasa.answers["poison"] = []
        await desk.text("poison")
        for _try in range(MOST_TRIES - 1):
            await desk.waiting_room.look(desk.clock())
        assert await desk.threads() == []
        await desk.waiting_room.look(desk.clock())
        (thread,) = await desk.threads()
        assert thread.reason == Reason.ASSISTANT_DOWN
        assert "personne" in (await desk.replies())[-1].body

    async def test_a_message_that_answering_fails_on_goes_to_a_person(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(*_arguments: object, **_options: object) -> list[str]:
            raise ZeroDivisionError

        incoming = Incoming(AnswerChannel.SMS, STRANGER, "SM" + "1" * 32, "bonjour", desk.clock())
        received = await desk.inbox.receive(incoming)
        monkeypatch.setattr(desk.inbox, "handle", fail)
        await desk.inbox.answer_soon(received.inbound_id)
        (message,) = await desk.inbound()
        assert message.state is InboundState.HANDLED
        assert len(await desk.threads()) == 1

    async def test_a_message_lost_with_its_process_is_taken_up(self, desk: Desk) -> None:
        incoming = Incoming(AnswerChannel.SMS, STRANGER, "SM" + "1" * 32, "bonjour", desk.clock())
        await desk.inbox.receive(incoming)
        await desk.waiting_room.look(desk.clock.advance(timedelta(minutes=1)))
        await desk.inbox.drain()
        assert len(await desk.replies()) == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="empty"),
        pytest.param("👍", id="emoji"),
        pytest.param("…", id="dots"),
        pytest.param("a" * 10_000, id="ten thousand characters"),
        pytest.param("a" * 50_000, id="longer than is kept"),
        pytest.param("travaux\x00 quand", id="NUL"),
        pytest.param("\ud800 quoi", id="half a character"),
        pytest.param("/restart", id="a command of Rasa"),
        pytest.param("﷽" * 50, id="one glyph, many letters"),
    ],
)
async def test_anything_gets_an_answer(desk: Desk, body: str) -> None:
    assert await desk.text(body)
    (message,) = await desk.inbound()
    assert message.state is InboundState.HANDLED


async def test_a_thumb_up_is_a_thank_you(desk: Desk) -> None:
    await desk.text("👍🏽")
    (message,) = await desk.inbound()
    assert message.understood_as == "service_thanks"
    assert desk.rasa.asked == []
    assert await desk.threads() == []


async def test_a_chat_gets_its_reply_without_an_sms(desk: Desk) -> None:
    replies = await desk.text("c quand les travaux", "web:abc", AnswerChannel.WEB)
    assert len(replies) == 1
    assert await desk.deliveries() == []
