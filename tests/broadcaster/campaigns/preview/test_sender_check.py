"""Warnings about a sender that cannot be answered, or that may not send."""

import pytest

from broadcaster.campaigns.preview.sender_check import invites, names_number, sender_warnings
from broadcaster.campaigns.texts.saved_texts import saved_texts

NAME, NUMBER, SHORT_CODE = "Lutece", "+33199000100", "38600"
INVITING = "Eau coupée mardi. Une question ? Répondez à ce SMS."


def warned(text: str, sender: str = NAME, answered_at: str = NUMBER) -> tuple[str, ...]:
    return sender_warnings({"fr": text}, sender=sender, answered_at=answered_at)


def test_a_text_that_invites_an_answer_to_a_name_is_warned_of() -> None:
    (warning,) = warned(INVITING)
    assert "« Lutece » est un nom" in warning
    assert warning.endswith("Ajoutez le numéro où écrire : 01 99 00 01 00.")


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        pytest.param("Eau coupée mardi, de 9 h à 12 h.", NAME, id="no answer is asked for"),
        pytest.param(INVITING, NUMBER, id="a number can be answered"),
        pytest.param(INVITING, SHORT_CODE, id="a short code can be answered"),
        pytest.param(f"Répondez au {NUMBER}.", NAME, id="the number is in the text"),
    ],
)
def test_nothing_is_said_when_the_answer_arrives(text: str, sender: str) -> None:
    assert warned(text, sender) == ()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(NUMBER, "Écrivez au 01 99 00 01 00.", id="pairs"),
        pytest.param(NUMBER, "Écrivez au 0199000100", id="in a row"),
        pytest.param(NUMBER, "Écrivez au 01.99.00.01.00.", id="points"),
        pytest.param(NUMBER, "Écrivez au +33 1 99 00 01 00.", id="international"),
        pytest.param(NUMBER, "Écrivez au +33 (1) 99 00 01 00.", id="brackets"),
        pytest.param(NUMBER, "Écrivez au 0033199000100.", id="two zeros"),
        pytest.param(NUMBER, "Écrivez au 01\u202f99\u00a000 01 00.", id="narrow spaces"),
        pytest.param("+262692123456", "Écrivez au 0692 12 34 56.", id="overseas, from there"),
        pytest.param(SHORT_CODE, "Envoyez OUI au 38600.", id="short code"),
    ],
)
def test_a_number_is_found_however_it_is_written(number: str, text: str) -> None:
    assert names_number(text, number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(NUMBER, "Appelez le 01 99 00 02 00.", id="another number"),
        pytest.param(NUMBER, "Entre 9 h et 12 h, au 2.", id="hours"),
        pytest.param(SHORT_CODE, "Lot 386001.", id="part of a longer number"),
        pytest.param(NUMBER, "Écrivez-nous.", id="none"),
    ],
)
def test_another_number_is_not_ours(number: str, text: str) -> None:
    assert not names_number(text, number)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("fr", "REPONDEZ a ce SMS", id="French, no accents"),
        pytest.param("fr", "Une fuite ? Dites-le vite.", id="French, tell us"),
        pytest.param("fr", "Vous ne pouvez pas ? Répondre NON.", id="French, infinitive"),
        pytest.param("en", "Any questions? Reply to this text.", id="English"),
        pytest.param("ar", "هل لديكم سؤال؟ أجيبوا على هذه الرسالة.", id="Arabic"),
        pytest.param("ar", "هَلْ لَدَيْكُمْ سُؤَالٌ؟", id="Arabic with vowel signs"),
        pytest.param("tr", "Sorunuz mu var? Bu SMS'i yanıtlayın.", id="Turkish"),
        pytest.param("pt", "Uma pergunta? Responda a este SMS.", id="Portuguese"),
        pytest.param("ro", "Reply to this SMS.", id="a language we have no words for"),
    ],
)
def test_an_invitation_is_heard_in_each_language(language: str, text: str) -> None:
    assert invites(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("fr", "La réunion est mardi. Venez.", id="French"),
        pytest.param("en", "Read it in the context used.", id="only the inside of a word"),
        pytest.param("en", "The water is off on Tuesday.", id="English"),
        pytest.param("ar", "سيتم قطع الماء يوم الثلاثاء.", id="Arabic"),
        pytest.param("tr", "Su salı günü kesilecek.", id="Turkish"),
        pytest.param("pt", "A água será cortada na terça.", id="Portuguese"),
    ],
)
def test_a_plain_notice_invites_nobody(language: str, text: str) -> None:
    assert not invites(text, language)


def test_every_saved_text_is_heard_as_an_invitation() -> None:
    assert [text.body for text in saved_texts() if not invites(text.body, "fr")] == []


def test_the_languages_concerned_are_named() -> None:
    texts = {"fr": f"Répondez au {NUMBER}.", "tr": "Bu SMS'i yanıtlayın.", "en": "Reply to us."}
    (warning,) = sender_warnings(texts, sender=NAME, answered_at=NUMBER)
    assert "(turc, anglais)" in warning


@pytest.mark.parametrize(
    ("sender", "is_warned"),
    [
        pytest.param("+33639980100", True, id="06"),
        pytest.param("+33712345678", True, id="07"),
        pytest.param(NUMBER, False, id="01"),
        pytest.param("+33937123456", False, id="0937, for platforms"),
        pytest.param("+262692000001", False, id="overseas"),
        pytest.param(NAME, False, id="a name"),
    ],
)
def test_a_mobile_may_not_send_to_all(sender: str, is_warned: bool) -> None:
    warnings = warned("Eau coupée mardi.", sender)
    assert [sender in warning for warning in warnings] == ([True] if is_warned else [])
