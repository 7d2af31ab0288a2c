"""Which clauses are looked at closely, and when a sentence is divided into them."""

from collections.abc import Sequence

import pytest

from bot.nlu.dividing import divided, divisions, promising
from bot.nlu.guess import Guess, Thresholds
from bot.nlu.questions import understand

RENT, CELLAR = "mon loyer va augmenter", "faut vider la cave"
SENTENCE = f"{RENT} et {CELLAR}"


def test_a_sentence_of_three_clauses_is_divided_in_three_ways() -> None:
    ways = list(divisions("l'eau revient quand et le loyer augmente et faut vider la cave"))
    assert [len(way) for way in ways] == [2, 2, 3]


@pytest.mark.parametrize(
    ("rent", "cellar", "ways"),
    [
        (Guess("money_rent", 0.4, 0.2), Guess("nuisance_balcony_cellar", 0.4, 0.2), 1),
        (Guess("money_rent", 0.4, 0.2), Guess("money_rent", 0.4, 0.2), 0),
        (Guess("money_rent", 0.4, 0.2), Guess("nuisance_balcony_cellar", 0.2, 0.1), 0),
        (Guess("money_rent", 0.9, 0.8), Guess("service_thanks", 0.9, 0.8), 0),
    ],
    ids=["apart", "the same twice", "one that is nothing much", "thanks are no question"],
)
def test_only_clauses_whose_words_ask_apart_get_a_close_look(
    rent: Guess, cellar: Guess, ways: int
) -> None:
    found = promising(SENTENCE, lambda _runs: [rent, cellar], Thresholds())
    assert found == [(RENT, CELLAR)] * ways


def test_nobody_looks_closely_at_clauses_that_ask_the_same() -> None:
    looked_at: list[str] = []

    def closely(texts: Sequence[str]) -> list[Guess]:
        looked_at.extend(texts)
        return [Guess("money_rent", 0.9, 0.8) for _text in texts]

    def at_a_glance(texts: Sequence[str]) -> list[Guess]:
        return [Guess("money_rent", 0.9, 0.8) for _text in texts]

    understand(SENTENCE, closely, Thresholds(), at_a_glance)
    assert looked_at == [SENTENCE]


def test_a_sentence_that_nothing_divides_is_not_even_glanced_at() -> None:
    def never(_texts: Sequence[str]) -> list[Guess]:
        pytest.fail("nothing to look at")

    assert promising("l'eau revient quand", never, Thresholds()) == []


def test_the_whole_stays_whole_where_it_is_surer_than_its_clauses() -> None:
    whole = (SENTENCE, Guess("money_rent", 0.95, 0.9))
    way = [(RENT, Guess("money_rent", 0.7, 0.5)), (CELLAR, Guess("nuisance_x", 0.7, 0.5))]
    assert divided(whole, [way], Thresholds()) == [whole]
