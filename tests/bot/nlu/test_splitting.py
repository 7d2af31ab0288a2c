"""One text may hold several questions; the candidates are cut where people join them."""

import pytest

from bot.nlu.splitting import split_questions


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
        (
            "l'eau revient quand et combien de temps durent les travaux",
            ["l'eau revient quand", "combien de temps durent les travaux"],
        ),
        ("Bonjour. Le gardien est là ?\nmerci", ["Bonjour", "Le gardien est là", "merci"]),
        ("when is the water back and who do I call", ["when is the water back", "who do I call"]),
        ("متى يعود الماء؟ من هو المسؤول؟", ["متى يعود الماء", "من هو المسؤول"]),
        ("mon mari et moi sommes là", ["mon mari et moi sommes là"]),
        ("", [""]),
        ("?!", ["?!"]),
        ("le 12.05 à 9h", ["le 12.05 à 9h"]),
    ],
)
def test_candidates(text: str, parts: list[str]) -> None:
    assert split_questions(text) == parts
