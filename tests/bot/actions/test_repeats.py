"""What two answers of one reply share is said once, and never less than a whole fact."""

from bot.actions.answer import Answer
from bot.actions.repeats import without_repeats

CUT = "Coupure d'eau, bat. A esc. 1 : lundi 30 novembre, de 9 h à 12 h. Gardez un peu d'eau."
FRESH = "Confirmé le jeudi 26 novembre."


def said(*texts: str) -> list[str]:
    return [one.text for one in without_repeats([Answer("cut_water", text) for text in texts])]


def test_a_length_does_not_tell_the_cut_again() -> None:
    first, second = f"{CUT} {FRESH}", f"Durée : 3 heures. {CUT} {FRESH}"
    assert said(first, second) == [first, "Durée : 3 heures."]


def test_how_fresh_another_fact_is_stays() -> None:
    other = f"Façade, bat. A esc. 1 : mardi 1er décembre. {FRESH}"
    assert said(f"{CUT} {FRESH}", other) == [f"{CUT} {FRESH}", other]


def test_places_alike_are_no_repeat() -> None:
    power = "Coupure d'électricité, bat. A esc. 1 : mardi 1er décembre, de 9 h à 12 h."
    assert said(CUT, power) == [CUT, power]


def test_a_short_word_belongs_to_what_follows_it() -> None:
    assert said("Oui. Mardi, de 9 h à 12 h.", "Oui. Jeudi, de 9 h à 12 h.") == [
        "Oui. Mardi, de 9 h à 12 h.",
        "Oui. Jeudi, de 9 h à 12 h.",
    ]


def test_the_same_text_is_said_once_and_given_to_a_person() -> None:
    kept = without_repeats(
        [Answer("cut_water", CUT), Answer("cut_power", CUT, handoff="needs_person")]
    )
    assert [(one.text, one.handoff) for one in kept] == [(CUT, "needs_person")]


def test_nothing_is_lost_of_what_says_only_known_things() -> None:
    assert said(f"{CUT} {FRESH}", CUT) == [f"{CUT} {FRESH}", CUT]
