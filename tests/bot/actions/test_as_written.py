"""A place that only the whole text tells is not lost with it."""

import pytest

from bot.actions.as_written import with_place_as_written
from bot.actions.message import Message, Question
from bot.actions.places import told_place


@pytest.mark.parametrize(
    ("text", "question", "place"),
    [
        ("C 2", "c'est 2", ("C", "2")),
        (
            "Mme Tournier A2 appt 501 : la douche ferme à quelle heure ?",
            "la douche ferme à quelle heure",
            ("A", "2"),
        ),
        ("bat B esc 1 : l'eau c'est quand", "bat B esc 1 : l'eau c'est quand", ("B", "1")),
    ],
)
def test_the_place_of_the_text_goes_with_its_question(
    text: str, question: str, place: tuple[str, str]
) -> None:
    asked = Question(question, "cut_water")
    (heard,) = with_place_as_written(Message("1", text, (asked,))).questions
    told = told_place(heard.text)
    assert (told.building, told.staircase) == place


@pytest.mark.parametrize("text", ["l'eau c'est quand", "le bâtiment a un problème", "2"])
def test_where_none_is_told_nothing_changes(text: str) -> None:
    message = Message("1", text, (Question(text, "cut_water"),))
    assert with_place_as_written(message) == message
