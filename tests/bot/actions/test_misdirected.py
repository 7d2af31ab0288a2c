"""« Wrong number », whose reply offers STOP, never wins over a question about one's home."""

import pytest

from bot.actions.message import Message, Question
from bot.actions.misdirected import heard_as_ours
from broadcaster.learning.reading import Reading, TopicGuess

WRONG = "service_wrong_number"
LETTER = (
    "Madame, mon mari est décédé au printemps et je ne comprends pas vos messages. Vous deviez "
    "changer les fenêtres chez nous. Dites-moi s'il vous plaît quel jour."
)


def topics(*questions: Question) -> list[str]:
    return [one.topic for one in heard_as_ours(Message("1", "x", questions)).questions]


def test_a_question_about_works_is_no_wrong_number() -> None:
    guesses = TopicGuess(WRONG, 0.5), TopicGuess("works_my_flat", 0.3)
    assert topics(Question(LETTER, WRONG, 0.5, (), Reading(LETTER, guesses))) == ["works_my_flat"]
    assert topics(Question(LETTER, WRONG, 0.5)) == ["works_progress"]


def test_nor_is_it_beside_another_question() -> None:
    asked = Question("quel jour venez-vous", "works_my_flat")
    assert topics(Question("mon mari est décédé", WRONG), asked) == ["works_my_flat"]


def test_a_wrong_number_stays_one() -> None:
    assert topics(Question("j'ai déménagé, ce n'est plus moi", WRONG)) == [WRONG]
    several = Question("j'ai déménagé", WRONG), Question("blabla", "nlu_fallback")
    assert WRONG in topics(*several)


@pytest.mark.parametrize(
    ("text", "topic", "meant"),
    [
        ("y a plus de fuite depuis que le plombier est passé merci", "quality_defect",
         "service_thanks"),
        ("c'est bon ils ont nettoyé", "nuisance_dust", "service_thanks"),
        ("ma voisine fait un bruit d'enfer, qui prévenir", "household_vulnerable", "out_of_scope"),
        ("posso pedir para me ligarem em português?", "service_language", "speak_to_human"),
        ("stop ça j'ai pas envie de continuer", "emergency_suicide", "deny"),
    ],
)  # fmt: skip
def test_what_words_say_beyond_doubt_is_meant(text: str, topic: str, meant: str) -> None:
    assert topics(Question(text, topic)) == [meant]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("la fuite est toujours pas réparée", "quality_defect"),
        ("ça coule plus fort depuis ce matin", "quality_defect"),
        ("mon voisin est malade, le bruit lui fait peur", "household_vulnerable"),
        ("vous parlez turc ?", "service_language"),
        ("j'ai plus envie de continuer", "emergency_suicide"),
    ],
)
def test_and_other_words_stay_where_they_were(text: str, topic: str) -> None:
    assert topics(Question(text, topic)) == [topic]
