"""Which reading of a text is kept: one question or several, sure or not."""

from collections.abc import Sequence

import pytest

from bot.nlu.danger import Danger
from bot.nlu.guess import Guess, Thresholds
from bot.nlu.questions import understand

KNOWN = {
    "l'eau revient quand": Guess("cut_water", 0.9, 0.8),
    "le num du chef": Guess("contact_site", 0.9, 0.8),
    "l'eau revient quand ? le num du chef": Guess("cut_water", 0.5, 0.1),
    "Bonjour": Guess("service_greet", 0.9, 0.8),
    "Bonjour. l'eau revient quand": Guess("service_greet", 0.5, 0.2),
    "l'eau revient quand ? je comprends rien": Guess("cut_water", 0.7, 0.5),
    "je comprends rien": Guess("service_anger", 0.35, 0.1),
    "l'eau revient quand ? Bonjour": Guess("cut_water", 0.8, 0.7),
}


def classify(texts: Sequence[str]) -> list[Guess]:
    return [KNOWN.get(text, Guess("works_end", 0.1, 0.01)) for text in texts]


def intents(text: str) -> list[str]:
    return [question.intent for question in understand(text, classify, Thresholds())]


def test_two_sure_questions_are_both_kept_in_order() -> None:
    assert intents("l'eau revient quand ? le num du chef") == ["cut_water", "contact_site"]


def test_the_question_is_found_behind_the_greeting() -> None:
    assert intents("Bonjour. l'eau revient quand") == ["cut_water"]


def test_a_complaint_beside_a_question_is_not_a_question() -> None:
    assert intents("l'eau revient quand ? je comprends rien") == ["cut_water"]


def test_a_greeting_after_a_question_adds_nothing() -> None:
    assert intents("l'eau revient quand ? Bonjour") == ["cut_water"]


def test_the_same_question_twice_is_one() -> None:
    assert len(understand("l'eau revient quand ? l'eau revient quand", classify, Thresholds())) == 1


@pytest.mark.parametrize(
    "text", ["", "😀😀", "?!", "   ", "x" * 5000, "xxxx xxx", "a", "k" + "e" * 80, "رررر"]
)
def test_a_text_that_says_nothing_is_a_fallback(text: str) -> None:
    (question,) = understand(text, classify, Thresholds())
    assert question.fallback
    assert question.intent == "out_of_scope"


def test_an_unsure_guess_is_a_fallback() -> None:
    (question,) = understand("xyz abc", classify, Thresholds())
    assert question.fallback


def test_two_intents_too_close_are_a_fallback() -> None:
    thresholds = Thresholds(fallback=0.3, ambiguity=0.2)
    (question,) = understand("l'eau ?", lambda _: [Guess("cut_water", 0.5, 0.1)], thresholds)
    assert question.fallback


SENTENCE = "mon loyer va augmenter et faut vider la cave"


@pytest.mark.parametrize(
    ("rent", "cellar", "whole", "kept"),
    [
        (0.9, 0.9, 0.6, ["money_rent", "nuisance_balcony_cellar"]),
        (0.9, 0.2, 0.6, ["money_rent"]),
        (0.5, 0.5, 0.9, ["money_rent"]),
    ],
    ids=["both sure", "one unsure", "the whole is surer"],
)
def test_clauses_are_questions_of_their_own_only_when_sure(
    rent: float, cellar: float, whole: float, kept: list[str]
) -> None:
    said = {
        SENTENCE: Guess("money_rent", whole, 0.5),
        "mon loyer va augmenter": Guess("money_rent", rent, 0.4),
        "faut vider la cave": Guess("nuisance_balcony_cellar", cellar, 0.1),
    }
    understood = understand(SENTENCE, lambda texts: [said[text] for text in texts], Thresholds())
    assert [question.intent for question in understood] == kept


def test_what_manners_leave_over_means_nothing_alone() -> None:
    said = {"bonjour robert": Guess("service_greet", 0.9, 0.8), "robert": Guess("deny", 0.1, 0.01)}
    (question,) = understand(
        "bonjour robert", lambda texts: [said[text] for text in texts], Thresholds()
    )
    assert question.intent == "service_greet"


def test_the_ranking_goes_along_and_tells_doubt_between_two_from_no_idea() -> None:
    ranking = (("cut_water", 0.4), ("cut_toilet", 0.38))
    guess = Guess("cut_water", 0.4, 0.02, ranking)
    (question,) = understand(
        "y a plus rien aux wc", lambda texts: [guess] * len(texts), Thresholds()
    )
    assert (question.fallback, question.ambiguous, question.ranking) == (True, True, ranking)
    assert question.as_dict()["ranking"] == [
        {"name": "cut_water", "confidence": 0.4},
        {"name": "cut_toilet", "confidence": 0.38},
    ]


ALARM = Guess("cut_water", 0.5, 0.3, danger=Danger(0.4, "emergency_gas"))


def test_a_danger_comes_before_what_is_asked_besides() -> None:
    def seen(texts: Sequence[str]) -> list[Guess]:
        return [ALARM for _text in texts]

    found = understand("ça sent drôle", seen, Thresholds())
    assert [one.intent for one in found] == ["emergency_gas", "cut_water"]
    assert not found[0].fallback


def test_a_faint_danger_is_none() -> None:
    def seen(texts: Sequence[str]) -> list[Guess]:
        return [Guess("cut_water", 0.5, 0.3, danger=Danger(0.2, "emergency_gas")) for _ in texts]

    assert [one.intent for one in understand("ça sent", seen, Thresholds())] == ["cut_water"]


def test_what_may_be_out_of_scope_is_not_answered() -> None:
    def seen(texts: Sequence[str]) -> list[Guess]:
        return [Guess("cut_water", 0.5, 0.3, outside=0.2) for _ in texts]

    assert understand("l'eau de Javel", seen, Thresholds())[0].fallback


@pytest.mark.parametrize(
    ("chance", "topic", "kept"),
    [(0.6, 0.2, 0.5), (0.95, 0.04, 0.2)],  # of hardly anything that is left nothing is made
)
def test_a_danger_that_is_none_leaves_its_share_to_the_topics(
    chance: float, topic: float, kept: float
) -> None:
    """« Ma chaudière est morte » is about the heating, though the classifier fears poison."""
    feared = Guess(
        "cut_heating", topic, topic, (("cut_heating", topic),),
        danger=Danger(chance, "emergency_co"),
    )  # fmt: skip
    (question,) = understand(
        "ma chaudière est morte", lambda texts: [feared] * len(texts), Thresholds()
    )
    assert question.intent == "cut_heating"
    assert question.confidence == pytest.approx(kept)
    assert question.ranking[0][1] == pytest.approx(kept)


def test_a_danger_the_guard_sees_too_comes_first_in_any_case() -> None:
    found = understand("ça sent le gaz", lambda texts: [ALARM for _text in texts], Thresholds())
    assert found[0].intent == "emergency_gas"


LONG_KNOWN = {
    "vous refaites les toilettes": Guess("works_programme", 0.9, 0.8),
    "on m'a pris ma poussette dans le hall": Guess("report_theft", 0.9, 0.8),
}
LONG = (
    "vous refaites les toilettes et on m'a pris ma poussette dans le hall, la machine de mon "
    "cousin fait un bruit de casserole"
)


def test_the_clear_questions_of_a_long_unclear_text_are_kept_and_the_rest_is_left() -> None:
    def classify(texts: Sequence[str]) -> list[Guess]:
        return [LONG_KNOWN.get(text, Guess("works_end", 0.1, 0.01)) for text in texts]

    *clear, rest = understand(LONG, classify, Thresholds())
    assert [one.intent for one in clear] == ["works_programme", "report_theft"]
    assert rest.fallback
    assert not rest.ranking
    assert rest.text == "la machine de mon cousin fait un bruit de casserole"


def test_one_clear_clause_does_not_speak_for_a_long_text() -> None:
    def classify(texts: Sequence[str]) -> list[Guess]:
        known = {"vous refaites les toilettes": LONG_KNOWN["vous refaites les toilettes"]}
        return [known.get(text, Guess("works_end", 0.1, 0.01)) for text in texts]

    (question,) = understand(LONG, classify, Thresholds())
    assert question.fallback


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        (Guess("access_furniture", 0.5, 0.3), ["quality_windows", "access_furniture"]),
        (Guess("access_furniture", 0.2, 0.01), ["quality_windows"]),  # in doubt itself
        (Guess("money_rent", 0.9, 0.8), ["quality_windows"]),  # about something else
    ],
)
def test_a_doubt_between_two_is_both_where_a_clause_is_about_each(
    second: Guess, kept: list[str]
) -> None:
    text = "bat A escalier 3, les fenetres c'est quand et faut enlever les rideaux"
    ranking = (("quality_windows", 0.4), ("access_furniture", 0.39))
    said = {
        text: Guess("quality_windows", 0.4, 0.01, ranking),
        "les fenetres c'est quand": Guess("quality_windows", 0.55, 0.4),
        "faut enlever les rideaux": second,
    }
    unknown = Guess("works_end", 0.1, 0.01)
    asked = understand(text, lambda texts: [said.get(one, unknown) for one in texts], Thresholds())
    assert [question.intent for question in asked] == kept
