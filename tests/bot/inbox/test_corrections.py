"""« C'est pas ça » : the subject is answered, and what was misunderstood goes to the review."""

import pytest
from sqlalchemy import select

from bot.inbox.corrections import read_correction
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.requests import RequestState, TenantRequest, begin_request
from broadcaster.conversations.threads import Reason
from broadcaster.learning.models import Sample, Why
from tests.bot.fake_rasa import answer
from tests.bot.inbox.conftest import STRANGER, Desk

MISREAD = "ca caille encore"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("non c'est pas ca, je parlais du chauffage", "chauffage"),
        ("je parlais du chauffage", "chauffage"),
        ("non pas l'eau je parle du chauffage", "chauffage"),
        ("vous avez mal compris", ""),
        ("NON C'EST PAS CA", ""),
        ("vous n'avez pas compris, c'est pour le chauffage", "chauffage"),
        ("c'est pas ça ma question c'est quand on coupe l'eau", "quand on coupe l'eau"),
        ("that's not what I asked", ""),
        ("no, i was asking about the lift", "lift"),
        ("yanlış anladınız, kaloriferi soruyordum", "kaloriferi"),
        ("não é isso, eu falava do aquecimento", "aquecimento"),
        ("ليس هذا ما سألت عنه، أقصد التدفئة", "التدفئة"),
        ("machi hadchi, kan9sed lma", "lma"),
    ],
)
def test_what_is_put_right_is_read(text: str, subject: str) -> None:
    assert read_correction(text) == subject


@pytest.mark.parametrize(
    "text",
    [
        "je parle avec qui ?",
        "c'est pas ca qui manque",
        "c'est pas grave",
        "pardon je voulais dire mardi",
        "i meant the bedroom",
        "c'est quand les travaux",
        "non",
    ],
)
def test_other_texts_put_nothing_right(text: str) -> None:
    assert read_correction(text) is None


@pytest.fixture
async def misread(desk: Desk) -> Desk:
    """A desk that has answered one text on the wrong topic."""
    desk.rasa.answers["chauffage"] = [answer("cut_heating", "Chauffage : rien de prévu.")]
    await desk.text(MISREAD)
    return desk


async def samples(desk: Desk) -> list[Sample]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(Sample)))


async def test_the_subject_is_answered_and_the_misread_text_is_for_review(misread: Desk) -> None:
    (reply,) = await misread.text("non c'est pas ca, je parlais du chauffage")
    assert reply == "Chauffage : rien de prévu."
    (sample,) = await samples(misread)
    assert (sample.text, sample.why, sample.suggested) == (MISREAD, Why.TENANT, "cut_heating")
    assert [one["topic"] for one in sample.guesses] == ["works_start"]


async def test_a_correction_itself_is_no_example(misread: Desk) -> None:
    await misread.text("non c'est pas ca, je parlais du chauffage")
    await misread.text("vous avez mal compris")
    assert [one.text for one in await samples(misread)] == [MISREAD]


async def test_without_a_subject_it_is_asked_for_once_and_then_a_person(misread: Desk) -> None:
    (reply,) = await misread.text("vous avez mal compris")
    assert "De quoi parlez-vous" in reply
    (sample,) = await samples(misread)
    assert (sample.text, sample.why, sample.suggested) == (MISREAD, Why.TENANT, None)
    (reply,) = await misread.text("non c'est pas ca")
    assert "Une personne" in reply
    (thread,) = await misread.threads()
    assert thread.reason == Reason.STILL_UNCLEAR
    assert len(await samples(misread)) == 1


async def test_what_was_kept_already_is_marked_as_the_tenants_correction(desk: Desk) -> None:
    guesses = [{"topic": "cut_water", "confidence": 0.4}, {"topic": "cut_gas", "confidence": 0.39}]
    reading = {"text": MISREAD, "guesses": guesses, "fallback": False}
    desk.rasa.answers[MISREAD] = [answer("cut_water", "Eau : mardi.") | {"reading": reading}]
    await desk.text(MISREAD)
    await desk.text("that's not what I asked")
    (sample,) = await samples(desk)
    assert (sample.why, len(sample.guesses)) == (Why.TENANT, 2)


async def test_whoever_is_angry_gets_a_person_and_no_question(misread: Desk) -> None:
    await misread.text("vous avez rien compris bande d'incapables vous vous foutez de moi !!!")
    (thread,) = await misread.threads()
    assert thread.reason == Reason.ANGRY


async def test_with_nothing_before_it_is_a_text_like_any(desk: Desk) -> None:
    assert "Lundi 11 mai" in (await desk.text("vous avez mal compris"))[0]


async def begin(desk: Desk, *, heard: str, said: str) -> None:
    """A theft is being asked about."""
    async with desk.database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, STRANGER, desk.clock())
        await begin_request(
            session, who.id, "report_theft",
            wanted=["what"], answers={}, now=desk.clock(), heard=heard, said=said,
        )  # fmt: skip


async def state(desk: Desk) -> RequestState:
    async with desk.database.read() as session:
        (request,) = await session.scalars(select(TenantRequest))
        return request.state


async def test_a_request_that_was_never_meant_is_left(misread: Desk) -> None:
    (message,) = await misread.inbound()
    await begin(misread, heard=str(message.id), said=MISREAD)
    (reply,) = await misread.text("non c'est pas ca, je parlais du chauffage")
    assert reply == "Chauffage : rien de prévu."
    assert "form" not in misread.rasa.asked[-1]
    assert await state(misread) is RequestState.LEFT


async def test_within_a_request_it_puts_an_answer_right(misread: Desk) -> None:
    await begin(misread, heard="another", said="on m'a volé")
    await misread.text("non c'est pas ca")
    assert misread.rasa.asked[-1]["text"] == "non c'est pas ca"
    assert await state(misread) is RequestState.OPEN
