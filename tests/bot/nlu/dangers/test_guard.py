"""The guard's lexicon is whole, and its rules read words as they are told to."""

import gc
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.nlu.dangers.entries import read_entries
from bot.nlu.dangers.guard import ALARM, CALM, HARMLESS, NO, SMALL_WORDS, lexicon, load_guard
from bot.nlu.dangers.rules import FLAGS, parse_rule
from bot.nlu.emergencies import detect_emergencies, detect_emergency
from broadcaster.answers.emergencies import CASES, emergency_kinds

LEXICON = Path("bot/nlu/dangers/lexicon")
HEADS = ("groups", "contexts", "negatable", "subjects", "cases")
RULES = read_entries(LEXICON / "rules.yml")
DANGERS = {name: lines for name, lines in RULES.items() if name not in HEADS}
HEAD = {name: " ".join(RULES[name]) for name in HEADS}
LANGUAGES = {
    path.stem: lexicon(LEXICON, path.stem) for path in LEXICON.glob("*.yml") if path.stem != "rules"
}
CONTEXTS = frozenset(HEAD["contexts"].split())
CASE_OF = dict(pair.split() for pair in HEAD["cases"].split(","))


def test_every_kind_has_rules_and_a_reply() -> None:
    assert {f"emergency_{kind}" for kind in DANGERS if kind not in CASE_OF} == set(
        emergency_kinds()
    )
    assert set(CASE_OF) <= set(CASES)


def test_what_a_danger_happens_to_is_named_in_the_rules() -> None:
    named = {name for lines in DANGERS.values() for name in re.findall(r"[a-z_]+", " ".join(lines))}
    assert set(HEAD["subjects"].split()) <= named


def test_only_a_firm_rule_says_so() -> None:
    rules = {
        line: parse_rule("gas", line, CONTEXTS) for line in ("gas & smell !!", "gas & smell !")
    }
    assert [rule.is_firm for rule in rules.values()] == [True, False]
    assert [rule.unless >= CONTEXTS for rule in rules.values()] == [True, False]


def test_every_language_is_read() -> None:
    assert {"fr", "en", "ar", "dz", "tr", "pt", "es"} == set(LANGUAGES)
    assert set(HEAD["groups"].replace(",", " ").split()) == set(LANGUAGES)


def test_rules_speak_of_concepts_that_french_has() -> None:
    for danger, lines in DANGERS.items():
        for line in lines:
            rule = parse_rule(danger, line, CONTEXTS)
            named = {name for term in rule.terms for name in term} | rule.unless
            assert named <= set(LANGUAGES["fr"]), line


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_concept_of_a_language_is_used(language: str) -> None:
    used = CONTEXTS | ALARM | {CALM, HARMLESS, NO, SMALL_WORDS} | set(HEAD["negatable"].split())
    for lines in DANGERS.values():
        for line in lines:
            used |= set(re.findall(r"[a-z_]+", line))
    assert set(LANGUAGES[language]) - used <= {"everywhere"}


def test_a_line_that_is_no_rule_is_told() -> None:
    with pytest.raises(ValueError, match="not a rule"):
        parse_rule("gas", "gas && ~", CONTEXTS)


def test_flags_are_no_concepts() -> None:
    assert not FLAGS & set(LANGUAGES["fr"])


class TestSpelling:
    @pytest.mark.parametrize(
        "text",
        [
            "sa sen le gaz",
            "ÇA SENT LE GAZ",
            "sa brul ché la voizine",
            "lechafodage tombe",
            "mon marie me frape",
            "ri7t lgaz f drouj",
            "rihet lgaz f drouj",
            "في ريحة الغاز",
            "gaz kokuyor",
            "GAZ KOKUYOR",
        ],
    )
    def test_however_it_is_written(self, text: str) -> None:
        assert detect_emergency(text)


class TestContext:
    @pytest.mark.parametrize(
        "text",
        [
            "ça ne sent pas le gaz",
            "pas de fumée chez moi",
            "il n'y a plus d'odeur de gaz",
            "l'incendie de l'année dernière a noirci la cage",
            "quand posez-vous les détecteurs de fumée ?",
            "en cas d'incendie on descend par où ?",
            "exercice incendie mardi ?",
            "fausse alerte, les pompiers sont repartis, c'était un toast",
            "c'était un film avec un incendie",
            "the fire drill is on Monday?",
            "gaz ne zaman kesilecek",
        ],
    )
    def test_what_is_not_there_now_is_no_danger(self, text: str) -> None:
        assert detect_emergency(text) is None

    @pytest.mark.parametrize(
        "text",
        [
            "coupure de gaz prévue jeudi mais là ça sent le gaz",
            "le détecteur de fumée sonne et il y a de la fumée sous la porte",
        ],
    )
    def test_harmless_words_do_not_hide_a_danger_beside_them(self, text: str) -> None:
        assert detect_emergency(text)

    def test_a_weak_sign_counts_beside_a_call_for_help(self) -> None:
        assert detect_emergency("au secours mon fils est seul sur le toit") == "emergency_child"

    def test_danger_is_seen_at_the_end_of_a_long_text(self) -> None:
        story = "Bonjour madame, je vous écris au sujet de la peinture du hall. " * 60
        assert detect_emergency(story + "ça sent le gaz") == "emergency_gas"


class TestSeveral:
    def test_what_one_must_leave_comes_before_a_wound(self) -> None:
        first, *others = detect_emergencies("il y a le feu chez nous et mon mari ne respire plus")
        assert first == "emergency_fire"
        assert "emergency_medical" in others

    def test_one_danger_is_one(self) -> None:
        assert detect_emergencies("ça sent le gaz") == ("emergency_gas",)

    def test_no_danger_is_none(self) -> None:
        assert detect_emergencies("c'est quand la peinture ?") == ()


HOSTILE = [
    "a", "gaz ", "eau ", "(", "???", "le feu vert ", "pas de ", "il la me frappe ", "ca sent le ",
    "~ | * ", "الماء ", "🔥", "\n", "aaaa'", "l'", "e e e e ",
]  # fmt: skip


def own_work(act: Callable[[], object]) -> float:
    """Seconds this thread works on it.

    A collection of all the tests' garbage, or another test's thread that falls into it, says
    nothing of the text.
    """
    gc.disable()
    try:
        start = time.thread_time()
        act()
        return time.thread_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("filler", HOSTILE)
def test_hostile_texts_take_no_longer_than_others(filler: str) -> None:
    text = (filler * 10_000)[:10_000]
    load_guard(LEXICON)  # not what is measured
    detect_emergency("warm")
    assert own_work(lambda: detect_emergency(text)) < 1


def test_a_short_message_is_read_at_once() -> None:
    text = "bonjour, je voulais savoir quand les ouvriers reviennent pour la salle de bain " * 2
    detect_emergency(text)
    assert own_work(lambda: [detect_emergency(text) for _time in range(50)]) / 50 < 0.02
