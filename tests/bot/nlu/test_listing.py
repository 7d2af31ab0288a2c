"""Things asked about in one breath."""

import pytest

from bot.nlu.listing import one_by_one
from bot.nlu.splitting import sentences


@pytest.mark.parametrize(
    ("sentence", "apart"),
    [
        ("coupure d'eau et electricité", ["coupure d'eau", "coupure d'electricité"]),
        ("eau et eau chaude ?", ["eau ?", "eau chaude ?"]),
        ("coupure d'eau et de gaz demain", ["coupure d'eau demain", "coupure d'gaz demain"]),
        ("eau, gaz et ascenseur quand", ["eau quand", "gaz quand", "ascenseur quand"]),
        ("l'eau revient quand", ["l'eau revient quand"]),
        ("eau et eau", ["eau et eau"]),
        ("le gâteau et la gazette", ["le gâteau et la gazette"]),
    ],
)  # fmt: skip
def test_a_list_is_read_one_by_one(sentence: str, apart: list[str]) -> None:
    assert one_by_one(sentence) == apart


def test_a_list_with_a_plus_sign_is_seen_before_the_sign_parts_it() -> None:
    assert sentences("eau + gaz coupés quand ?") == ["eau coupés quand ?", "gaz coupés quand ?"]
