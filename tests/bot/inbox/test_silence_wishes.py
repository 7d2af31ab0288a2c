"""STOP and START in a tenant's own words, and what only looks like them."""

import pytest

from bot.inbox.keywords import Keyword, find_keyword
from bot.inbox.silence_wishes import may_wish_silence
from broadcaster.register.optouts import opted_out
from tests.bot.fake_rasa import answer
from tests.bot.inbox.conftest import STRANGER, Desk


@pytest.mark.parametrize(
    "text",
    [
        "Merci d'arrêter de m'envoyer des textos",
        "je voudrais que vous arrêtiez de m'écrire svp",
        "jveux plus recevoir vos sms",
        "Bonjour, je ne souhaite plus recevoir de messages de votre part",
        "merci de ne plus me contacter",
        "enlevez-moi de votre liste",
        "Please stop texting me",
        "I don't want any more messages",
        "artık mesaj istemiyorum",
        "parem de mandar mensagens",
        "não quero mais receber mensagens",
        "لا أريد هذه الرسائل",
        "mab9itch bghit les messages",
        "ma bqitch bagha les messages",
        "STOP TOUT",
        "STOP mesaj",
        "comment on se désabonne",
    ],
)
def test_a_clear_wish_for_silence_is_stop(text: str) -> None:
    assert find_keyword(text) is Keyword.STOP


@pytest.mark.parametrize(
    "text",
    [
        "je voudrais recevoir à nouveau vos messages",
        "jveu de nouveau recevoir les sms",
        "I want to receive your messages again",
        "finalement remettez moi les infos",
        "mesajlarınızı tekrar almak istiyorum",
        "quero voltar a receber as mensagens",
        "أريد استلام الرسائل من جديد",
    ],
)
def test_a_clear_wish_to_hear_of_us_again_is_start(text: str) -> None:
    assert find_keyword(text) is Keyword.START


@pytest.mark.parametrize(
    "text",
    [
        "arrêtez le bruit",
        "arrêtez les travaux maintenant",
        "je ne reçois plus vos messages",
        "vous ne m'envoyez plus rien",
        "arrêtez de m'envoyer des messages en anglais",
        "je ne veux plus de votre offre",
        "je veux plus de détails",
        "envoyez-moi les infos",
        "je veux recevoir quelqu'un",
        "je veux plus vous recevoir chez moi",
    ],
)
def test_what_only_looks_like_it_is_neither(text: str) -> None:
    assert find_keyword(text) is None
    assert not may_wish_silence(text)


async def test_stop_in_words_silences_a_household(desk: Desk) -> None:
    (reply,) = await desk.text("svp arrêtez de m'envoyer des messages")
    async with desk.database.read() as session:
        assert await opted_out(session, {STRANGER}) == {STRANGER}
    assert "START" in reply


async def test_a_wish_beside_a_question_is_asked_about_and_the_question_answered(
    desk: Desk,
) -> None:
    text = "arrêtez vos messages et dites-moi quand vous venez"
    desk.rasa.answers[text] = [answer("works_start", "Lundi 11 mai.")]
    (reply,) = await desk.text(text)
    assert "Lundi 11 mai." in reply
    assert "STOP" in reply
    async with desk.database.read() as session:
        assert not await opted_out(session, {STRANGER})


async def test_an_unclear_wish_alone_gets_one_question_and_no_list(desk: Desk) -> None:
    text = "j'en ai assez de recevoir vos sms toute la journée"
    desk.rasa.answers[text] = [answer("service_privacy", "Vos données servent à…")]
    (reply,) = await desk.text(text)
    assert "STOP" in reply
    assert "données" not in reply
