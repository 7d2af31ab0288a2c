"""The packaged texts: every topic in every language, short, and true to the same facts."""

import re
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import pytest
import yaml

from broadcaster.answers.dates import supported_languages
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.packaged import Seed, seeds
from broadcaster.answers.placeholders import allowed_in, known_placeholders, named_in
from broadcaster.answers.proofreading import is_proofread
from broadcaster.answers.texts import fill
from broadcaster.sending.texts.segments import measure
from tests.broadcaster.answers.catalogue import sms_of
from tools import shell

INTENTS: list[str] = yaml.safe_load((shell.ROOT / "domain.yml").read_text("utf-8"))["intents"]
WITHOUT_TEXTS = {"inform_place"} | {name for name in INTENTS if name.startswith("emergency_")}


def named(seed: Seed) -> str:
    topic, case, language, channel = seed.key
    return f"{topic}-{case}-{language}-{channel}"


ALL = list(seeds().values())
BY_SMS = [seed for seed in ALL if seed.key[3] is AnswerChannel.SMS]
FRENCH = [seed for seed in ALL if seed.key[2] == "fr"]


def segments(language: str) -> Counter[int]:
    found = [seed for seed in BY_SMS if seed.key[2] == language]
    return Counter(measure(sms_of(seed)).segments for seed in found)


def test_every_topic_has_its_texts() -> None:
    assert set(INTENTS) - WITHOUT_TEXTS <= {topic for topic, *_ in seeds()}


def test_every_text_exists_in_every_language_by_sms() -> None:
    held = defaultdict(set)
    for topic, case, language, channel in seeds():
        if channel is AnswerChannel.SMS:
            held[topic, case].add(language)
    lacking = {key: set(supported_languages()) - found for key, found in held.items()}
    assert {key: languages for key, languages in lacking.items() if languages} == {}


def test_the_telephone_form_of_the_whole_catalogue(artefacts: Path) -> None:
    """Measured with the demo's facts, and printed: ``-s`` shows the table."""
    table = {language: segments(language) for language in supported_languages()}
    lines = ["language  texts  1 SMS  2 SMS  3 SMS and more  median"]
    for language, counts in table.items():
        more = sum(count for size, count in counts.items() if size > 2)
        middle = median(counts.elements())
        lines.append(
            f"{language:8}  {counts.total():5}  {counts[1]:5}  {counts[2]:5}  {more:14}  {middle:6}"
        )
    told = "\n".join(lines)
    (artefacts / "answer-segments.txt").write_text(f"{told}\n", encoding="utf-8")
    print(f"\n{told}")
    assert median(table["fr"].elements()) == 1
    assert max(table["fr"]) == 2


@pytest.mark.parametrize("seed", [s for s in BY_SMS if s.key[2] != "ar"], ids=named)
def test_a_telephone_text_takes_two_plain_segments_at_most(seed: Seed) -> None:
    size = measure(sms_of(seed))
    assert (size.encoding, size.segments <= 2) == ("GSM-7", True), (size.units, sms_of(seed))


def test_languages_of_a_text_name_the_same_facts() -> None:
    names: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    for (topic, case, language, channel), seed in seeds().items():
        if channel is AnswerChannel.SMS:
            names[topic, case][language] = sorted(named_in(seed.text))
    for key, by_language in names.items():
        for language, found in by_language.items():
            assert found == by_language["fr"], (key, language)


@pytest.mark.parametrize("seed", FRENCH, ids=named)
def test_every_name_in_a_text_is_told_to_staff(seed: Seed) -> None:
    told = {one.name for one in allowed_in(*seed.key[:2])}
    assert set(named_in(seed.text)) <= told <= set(known_placeholders())


@pytest.mark.parametrize(
    "name",
    ["introduction", "menu", "question_waits", "late", "empty", "stop", "start", "help", "contact"],
)
def test_the_inbox_says_these_without_values(name: str) -> None:
    for (topic, _case, _language, _channel), seed in seeds().items():
        if topic == f"system.{name}":
            assert fill(seed.text, {}) == seed.text


def test_the_introduction_says_it_is_a_machine() -> None:
    said = seeds()["system.introduction", "default", "fr", AnswerChannel.SMS].text
    assert "assistant automatique" in said


@pytest.mark.parametrize("seed", FRENCH, ids=named)
def test_french_sentences_have_twelve_words_at_most(seed: Seed) -> None:
    """A fact counts as one word: how long it is, is not the text's doing."""
    shown = re.sub(r"\{\w+\}", "X", seed.text)
    for part in re.split(r"[\[\]]", shown):
        for sentence in re.split(r"[.?!:;(]\s|\)|«|»", part):
            words = re.findall(r"[\w'’]+", sentence)
            assert len(words) <= 12, sentence


RULES = {
    "access_refuse": ("lettre recommandée", "main propre", "6/7/1989, art. 7 e"),
    "access_weekend": ("samedi", "dimanche", "fériés", "accord", "6 juillet 1989, art. 7 e"),
    "access_presence": ("lettre", "6 juillet 1989, art. 7 e"),
    "money_compensation": ("21 jours", "en proportion", "Code civil, art. 1724"),
    "rights_vote": ("loyer ou charges", "23/12/1986, art. 44 quater"),
    "money_third_line": ("15 ans au plus", "fixe", "la moitié de l'économie"),
}
"""What ``domain.md`` allows to be said of the law, with the name of its source."""


@pytest.mark.parametrize("topic", RULES)
def test_a_rule_is_told_with_its_source(topic: str) -> None:
    texts = [
        seed.text for key, seed in seeds().items() if key[0] == topic and key[2:] == ("fr", "sms")
    ]
    assert any(all(words in text for words in RULES[topic]) for text in texts), texts


@pytest.mark.parametrize("language", supported_languages())
def test_translations_nobody_has_read_are_marked(language: str) -> None:
    assert is_proofread("works_start", language) is (language == "fr")


def test_the_offer_is_never_told_without_price_payer_and_person() -> None:
    asked = [s for s in BY_SMS if s.key[0] in INTENTS and s.key[0].startswith("offer_")]
    for seed in asked:
        names = set(named_in(seed.text))
        assert {"prix", "personne"} <= names, seed.key
        assert "payeur" in names or seed.key[1] == "rejected", seed.key
