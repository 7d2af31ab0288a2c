"""How tenants say which of the topics they mean."""

import pytest

from bot.inbox.choices import read_choice

OFFERED = ("cut_water", "works_my_flat", "out_of_scope")
FIRST, SECOND, NONE = ("cut_water",), ("works_my_flat",), ("out_of_scope",)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("1", FIRST), ("1.", FIRST), ("n°2", SECOND), ("la 2", SECOND), ("le 2 svp", SECOND),
        ("deux", SECOND), ("le premier", FIRST), ("La première", FIRST), ("2eme", SECOND),
        ("c'est la 2", SECOND), ("2 ??", SECOND), ("1️⃣", FIRST), ("٢", SECOND), ("الأول", FIRST),
        ("واحد", FIRST), ("ikinci", SECOND), ("o segundo", SECOND), ("the first one", FIRST),
        ("wa7ed", FIRST), ("eau", FIRST), ("la coupure d'eau", FIRST), ("l'eau svp", FIRST),
        ("mon appart", SECOND), ("apartement", SECOND), ("2 - votre appartement", SECOND),
        ("شقتك", SECOND), ("water", FIRST),
        ("les deux", FIRST + SECOND), ("1 et 2", FIRST + SECOND),
        ("3", NONE), ("4", NONE), ("aucun", NONE), ("rien de tout ça", NONE), ("autre chose", NONE),
        ("non", NONE), ("لا شيء", NONE), ("hiçbiri", NONE), ("walou", NONE), ("oui", NONE),
    ],
)  # fmt: skip
def test_an_answer_is_read(text: str, taken: tuple[str, ...]) -> None:
    assert read_choice(text, OFFERED) == taken


@pytest.mark.parametrize(
    "text",
    [
        "c quand la coupure d'eau", "quand l'eau revient", "jeudi", "15", "appt 24", "bonjour",
        "qui est le gardien", "", "?", "le 12 mai", "x" * 500,
    ],
)  # fmt: skip
def test_a_text_of_its_own_is_no_answer(text: str) -> None:
    assert read_choice(text, OFFERED) is None


def test_yes_takes_the_only_topic_there_was() -> None:
    assert read_choice("oui", ("cut_water", "out_of_scope")) == FIRST


def test_a_word_that_fits_both_is_no_answer() -> None:
    assert read_choice("internet", ("offer_what", "offer_price")) is None
    assert read_choice("le prix", ("offer_what", "offer_price")) == ("offer_price",)
