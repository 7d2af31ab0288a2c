"""A text that tells a place may ask something beside it."""

from collections.abc import Sequence

import pytest

from bot.nlu.guess import Guess, Thresholds
from bot.nlu.placing import asks_beside_place, beside_place
from bot.nlu.questions import Question, understand


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("j'habite bat C escalier 2 le gaz c'est quand", "gaz c'est quand"),
        (
            "je suis au bâtiment B, esc 1, quand finissent les travaux",
            "quand finissent les travaux",
        ),
        ("moro no prédio C escada 2, quando cortam o gás", "quando cortam o gás"),
        ("I live in building A staircase 3, when do you start", "when do you start"),
        ("bonjour, j'habite au bâtiment B escalier 1, 4ème étage", ""),
        ("Building C staircase 2", ""),
        ("C binası merdiven 2", ""),
        ("je suis au A", ""),
    ],
)
def test_what_is_said_beside_a_place(text: str, rest: str) -> None:
    assert beside_place(text) == rest


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("c'est quoi le code de la porte du bat c", True),
        ("bat C esc 2, M. Dupont", False),
        ("B2 ?", False),
        ("j'habite bat A, c'est combien internet", True),
    ],
)
def test_whether_it_asks_something(text: str, *, asks: bool) -> None:
    assert asks_beside_place(text) is asks


PLACE = Guess("inform_place", 0.9, 0.8, (("inform_place", 0.9),))
KNOWN = {
    "gaz coupé quand": Guess("cut_gas", 0.9, 0.8),
    "M. Dupont": Guess("contact_site", 0.3, 0.2),
    "quoi le code de la porte": Guess("out_of_scope", 0.6, 0.5),
}


def classify(texts: Sequence[str]) -> list[Guess]:
    return [KNOWN.get(text, PLACE) for text in texts]


def heard(text: str) -> Question:
    (question,) = understand(text, classify, Thresholds())
    return question


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("j'habite au bat c escalier 2, le gaz coupé quand", "cut_gas"),
        ("c'est quoi le code de la porte du bat c", "out_of_scope"),
        ("bat C esc 2 M. Dupont", "inform_place"),
        ("bat C esc 2", "inform_place"),
    ],
)
def test_the_question_is_heard_and_the_text_stays_whole(text: str, intent: str) -> None:
    question = heard(text)
    assert (question.intent, question.text) == (intent, text)
