"""A message in doubt: one short question with a few choices, then a person."""

from datetime import timedelta

import pytest

from broadcaster.answers.labels import topic_labels
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.sms_form import sms_form
from broadcaster.conversations.threads import Reason
from broadcaster.sending.texts.segments import measure
from tests.bot.fake_rasa import answer
from tests.bot.inbox.conftest import Desk

UNCLEAR = "le truc là c quoi"
CHOICES = ("access_weekend", "service_identity", "out_of_scope")


@pytest.fixture
def doubtful(desk: Desk) -> Desk:
    """A desk whose assistant hesitates over one text."""
    desk.rasa.answers[UNCLEAR] = [
        answer("out_of_scope", "Pas compris.", handoff="not_understood", choices=CHOICES)
    ]
    return desk


async def test_a_doubt_is_asked_about_in_one_segment_even_at_first(doubtful: Desk) -> None:
    (reply,) = await doubtful.text(UNCLEAR)
    *_, first, second, third = reply.split("\n")
    assert (first, second, third) == (
        "1 les travaux le week-end", "2 qui vous écrit", "3 autre chose",
    )  # fmt: skip
    assert "automatique" in reply
    assert (measure(reply).encoding, measure(reply).segments) == ("GSM-7", 1)
    assert await doubtful.threads() == []


@pytest.mark.parametrize("taken", ["1", "la 1", "le premier", "un", "week-end", "1 merci"])
async def test_a_choice_is_answered_and_kept_beside_the_message(doubtful: Desk, taken: str) -> None:
    await doubtful.text(UNCLEAR)
    (reply,) = await doubtful.text(taken)
    assert "samedi" in reply.lower()
    first, second = await doubtful.inbound()
    assert (first.topic_chosen, second.understood_as) == ("access_weekend", "access_weekend")
    assert len(doubtful.rasa.asked) == 1


async def test_both_are_answered(doubtful: Desk) -> None:
    await doubtful.text(UNCLEAR)
    await doubtful.text("les deux")
    (first, _second) = await doubtful.inbound()
    assert first.topic_chosen == "access_weekend,service_identity"


@pytest.mark.parametrize("taken", ["3", "aucun", "autre chose", "non", "4"])
async def test_none_of_them_is_for_a_person_who_sees_why(doubtful: Desk, taken: str) -> None:
    await doubtful.text(UNCLEAR)
    (reply,) = await doubtful.text(taken)
    assert "Une personne" in reply
    (thread,) = await doubtful.threads()
    assert thread.reason == Reason.STILL_UNCLEAR
    assert (await doubtful.inbound())[0].topic_chosen == "out_of_scope"


async def test_a_place_told_instead_keeps_the_question(doubtful: Desk) -> None:
    place = "bat A esc 1"
    doubtful.rasa.answers[place] = [answer("inform_place", "Merci. Quelle est votre question ?")]
    await doubtful.text(UNCLEAR)
    (reply,) = await doubtful.text(place)
    assert "samedi" in reply.lower()
    assert "Quelle est votre question" not in reply
    assert (await doubtful.inbound())[0].topic_chosen is None  # nothing was chosen to learn from


@pytest.mark.parametrize("day", ["jeudi matin", "nhar lkhmis"])
async def test_a_day_takes_the_appointment_that_was_offered(desk: Desk, day: str) -> None:
    text = "bghit nbddel rendez-vous dyal tlat"
    choices = ("access_reschedule", "out_of_scope")
    desk.rasa.answers[text] = [
        answer("out_of_scope", "Pas compris.", handoff="not_understood", choices=choices)
    ]
    await desk.text(text)
    await desk.text(day)
    first, second = await desk.inbound()
    assert (first.topic_chosen, second.understood_as) == ("access_reschedule", "access_reschedule")
    assert len(await desk.threads()) == 1


async def test_not_understood_again_is_for_a_person(doubtful: Desk) -> None:
    await doubtful.text(UNCLEAR)
    (reply,) = await doubtful.text(UNCLEAR)
    assert reply == "Pas compris."
    (thread,) = await doubtful.threads()
    assert thread.reason == Reason.STILL_UNCLEAR


async def test_a_new_question_is_answered_as_such_and_ends_the_matter(doubtful: Desk) -> None:
    await doubtful.text(UNCLEAR)
    assert await doubtful.text("c quand les travaux") == ["Lundi 11 mai."]
    assert await doubtful.text("1") == ["Lundi 11 mai."]  # asked like any text
    assert [one.topic_chosen for one in await doubtful.inbound()] == [None, None, None]


async def test_a_day_later_a_digit_is_a_text_like_any(doubtful: Desk) -> None:
    await doubtful.text(UNCLEAR)
    doubtful.clock.advance(timedelta(days=1))
    assert await doubtful.text("1") == ["Lundi 11 mai."]


async def test_a_keyword_or_a_courtesy_between_leaves_the_question_open(doubtful: Desk) -> None:
    doubtful.rasa.answers["merci"] = [answer("service_thanks", "Avec plaisir.")]
    await doubtful.text(UNCLEAR)
    await doubtful.text("AIDE")
    await doubtful.text("merci")
    await doubtful.text("👍")
    await doubtful.text("2")
    assert (await doubtful.inbound())[0].topic_chosen == "service_identity"


async def test_beside_a_clear_question_the_doubt_is_asked_after_its_answer(
    doubtful: Desk,
) -> None:
    text = "l'eau ? et le truc"
    doubtful.rasa.answers[text] = [
        answer("cut_water", "Eau : mardi."),
        *doubtful.rasa.answers[UNCLEAR],
    ]
    (reply,) = await doubtful.text(text)
    assert reply.index("Eau : mardi.") < reply.index("1 les travaux le week-end")
    assert "Pas compris" not in reply


async def test_a_choice_works_while_the_assistant_is_down(doubtful: Desk) -> None:
    await doubtful.text(UNCLEAR)
    doubtful.rasa.down = True
    (reply,) = await doubtful.text("2")
    assert "assistant" in reply
    assert "panne" not in reply


async def test_in_the_chat_the_label_itself_is_the_answer(doubtful: Desk) -> None:
    await doubtful.text(UNCLEAR, "web:abc", AnswerChannel.WEB)
    await doubtful.text("qui vous écrit", "web:abc", AnswerChannel.WEB)
    assert (await doubtful.inbound())[0].topic_chosen == "service_identity"


def test_any_two_labels_fit_in_a_segment() -> None:
    """The longest two of each language, with the line around them and the introduction."""
    around = {"fr": 36 + 47, "en": 30 + 43, "tr": 30 + 37, "pt": 36 + 46}
    for language, room in around.items():
        lengths = sorted(len(sms_form(labels[language])) for labels in topic_labels().values())
        other = len(topic_labels()["out_of_scope"][language])
        assert room + sum(lengths[-2:]) + other + 8 <= 160, language
