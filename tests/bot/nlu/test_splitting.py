"""One text may hold several questions; the candidates are cut where people join them."""

import pytest

from bot.nlu.splitting import clauses, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("quand commencent les travaux ?", ["quand commencent les travaux ?"]),
        (
            "eau couper jusque quel heure + quand vous faites ma salle de bain + le num du chef",
            [
                "eau couper jusque quel heure",
                "quand vous faites ma salle de bain",
                "le num du chef",
            ],
        ),
        ("Bonjour. Le gardien est là ?\nmerci", ["Bonjour", "Le gardien est là", "merci"]),
        ("متى يعود الماء؟ من هو المسؤول؟", ["متى يعود الماء", "من هو المسؤول"]),
        ("", [""]),
        ("?!", ["?!"]),
        ("le 12.05 à 9h", ["le 12.05 à 9h"]),
    ],
)
def test_marks_set_sentences_apart(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "l'eau revient quand et combien de temps durent les travaux",
            ["l'eau revient quand", "combien de temps durent les travaux"],
        ),
        ("when is the water back and who do I call", ["when is the water back", "who do I call"]),
        (
            "le gardien est là demain comment je fais pour mon colis",
            ["le gardien est là demain", "comment je fais pour mon colis"],
        ),
        (
            "mon loyer va augmenter, faut vider la cave puis le courant est coupé",
            ["mon loyer va augmenter", "faut vider la cave", "le courant est coupé"],
        ),
        ("je voulais savoir quand vous passez", ["je voulais savoir quand vous passez"]),
        ("jusqu'à quand l'eau est coupée", ["jusqu'à quand l'eau est coupée"]),
        ("bleu et blanc", ["bleu et blanc"]),
        ("", [""]),
    ],
)
def test_small_words_may_divide_a_sentence(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text)] == parts


@pytest.mark.parametrize(
    "text",
    [
        "l'ascenseur il va être coupé combien de jours",
        "la visite chez moi dure combien de temps",
        "the lift is off how long",
        "o elevador está parado quantos dias",
    ],
)
def test_how_long_belongs_to_what_comes_before(text: str) -> None:
    assert [text[start:end] for start, end in clauses(text)] == [text]


def test_a_sentence_has_five_clauses_at_most() -> None:
    assert len(clauses(", ".join(["encore une chose"] * 50))) == 5


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("le gardien c'est qui", ["le gardien c'est qui"]),
        ("ma salle de bain c'est quand", ["ma salle de bain c'est quand"]),
        (
            "la coupure c'est quand et le gardien c'est qui",
            ["la coupure c'est quand", "le gardien c'est qui"],
        ),
        (
            "l'ascenseur est en panne c'est quand la réunion",
            ["l'ascenseur est en panne", "c'est quand la réunion"],
        ),
    ],
)
def test_a_thing_named_first_stays_with_what_is_asked_of_it(
    sentence: str, parts: list[str]
) -> None:
    assert [sentence[start:end] for start, end in clauses(sentence)] == parts
