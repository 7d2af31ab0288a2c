"""Canned answers: filled with what is known, in the tenant's language or in French."""

from datetime import datetime

import pytest

from broadcaster.conversations.canned_answers import (
    CannedAnswer,
    CannedPlaceholderError,
    check_placeholders,
    fill_in,
    left_in,
)


def test_what_is_not_known_stays_in_braces_for_staff_to_see() -> None:
    text = fill_in("Bonjour {nom}, {contact} vous appelle.", {"nom": "Martin", "contact": ""})
    assert text == "Bonjour Martin, {contact} vous appelle."
    assert left_in(text) == ["{contact}"]


def test_a_name_in_braces_is_not_filled_in_again() -> None:
    assert fill_in("{nom}", {"nom": "{contact}", "contact": "06"}) == "{contact}"


@pytest.mark.parametrize(
    ("text", "word"), [("{prenom}", "prenom"), ("{nom", "{"), ("nom}", "{"), ("{{nom}}", "{")]
)
def test_braces_that_nothing_fills_are_refused(text: str, word: str) -> None:
    with pytest.raises(CannedPlaceholderError) as refused:
        check_placeholders(text)
    assert refused.value.word == word


def test_a_language_it_was_not_written_in_gets_the_french_text(now: datetime) -> None:
    answer = CannedAnswer(
        title="Merci", body="Merci.", versions={"tr": "Teşekkürler."}, changed_at=now
    )
    assert (answer.text_in("tr"), answer.text_in("ar")) == ("Teşekkürler.", "Merci.")
    assert (answer.is_in("tr"), answer.is_in("fr"), answer.is_in("ar")) == (True, True, False)
