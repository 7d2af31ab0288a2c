"""What we announce against Twilio's own calculator (npm ``sms-segments-calculator``).

Both are given texts in composed form (NFC), in which ours leave.
"""

import itertools
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.sending.texts.graphemes import clusters
from broadcaster.sending.texts.segments import GSM_BASIC, GSM_EXTENSION, measure
from tests.support.node import Calculator
from tools import shell

PLAIN = "".join(sorted(GSM_BASIC))
ESCAPED = "".join(sorted(GSM_EXTENSION))
ACCENTS = "çâêîôûëïœÀÈÊŒ’«»…°—\u202f\xa0"
DECOMPOSED = ["e\u0301", "c\u0327", "E\u0302", "u\u0308\u0304", "n\u0303"]
FLAGS = [
    "🇫🇷",
    "🇵🇹",
    "🇹🇷",
    "🇫",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "🏳️‍🌈",
    "🏳️‍⚧️",
]
PEOPLE = [
    "👩‍👩‍👧‍👦",
    "👨‍👩‍👧",
    "👩🏽‍🚒",
    "🧑🏿‍🤝‍🧑🏻",
    "👩🏽‍❤️‍👩🏾",
    "👩‍❤️‍💋‍👨",
    "🧑‍🦰",
    "👁️‍🗨️",
    "🤷🏼‍♀️",
]
SIGNS = ["😀", "👍", "👍🏿", "🫶🏽", "☎️", "❤️", "❤️‍🔥", "1️⃣", "#️⃣", "✌🏼", "☝️🏽", "♻️", "⚠", "𝒜"]
SCRIPTS = ["السلام", "عَلَيْكُم", "مرحبا\u060c", "İstanbul", "ğüş", "नमस्ते", "กำ", "สวัสดี", "中文"]
KOREAN = ["한국어", "가", "각", "\u1112\u1161\u11ab", "\u1100", "\u1161", "\u11a8", "가\u11a8"]
ODD = [
    "\r\n",
    "\n\r",
    "\r",
    "\t",
    "\0",
    "\u200d",
    "\u200b",
    "\ufe0f",
    "\ufe0e",
    "\u0600",
    "x" + "\u0302" * 40,
]

PIECE = st.one_of(
    st.sampled_from([*PLAIN, *ESCAPED, *ACCENTS]),
    st.sampled_from([*DECOMPOSED, *FLAGS, *PEOPLE, *SIGNS, *SCRIPTS, *KOREAN, *ODD]),
    st.characters(exclude_categories=["Cs"]),
)
GSM_TEXT = st.text(st.sampled_from(PLAIN + ESCAPED * 3), max_size=700)
ANY_TEXT = st.lists(PIECE, max_size=150).map("".join)


@st.composite
def across_a_border(draw: st.DrawFn) -> str:
    """A text in which a piece or two come to lie where a segment ends."""
    filler, sizes = draw(st.sampled_from([("a", (160, 153)), ("ê", (70, 67)), ("😀", (35, 33))]))
    border = draw(st.sampled_from(sizes)) * draw(st.integers(1, 4))
    missing = draw(st.integers(0, min(14, border)))
    pieces = "".join(draw(st.lists(PIECE, min_size=1, max_size=6)))
    return filler * (border - missing) + pieces + filler * draw(st.integers(0, 140))


@pytest.fixture(scope="module")
def calculator() -> Iterator[Calculator]:
    """Twilio's calculator, one process for all texts."""
    with closing(Calculator()) as running:
        yield running


def agree(calculator: Calculator, text: str) -> None:
    """Fail unless both count alike."""
    composed = unicodedata.normalize("NFC", text)
    theirs, ours = calculator.count(composed), measure(text)
    assert (ours.encoding, ours.segments) == (theirs.encoding, theirs.segments)
    assert clusters(composed) == theirs.clusters


@settings(max_examples=800, deadline=None, derandomize=True)
@given(text=GSM_TEXT)
def test_texts_of_the_telephones_alphabet(calculator: Calculator, text: str) -> None:
    agree(calculator, text)


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(text=ANY_TEXT)
def test_texts_of_any_kind(calculator: Calculator, text: str) -> None:
    agree(calculator, text)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(text=across_a_border())
def test_whatever_lies_across_a_border(calculator: Calculator, text: str) -> None:
    agree(calculator, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a" * 160 + "€",
        ("a" * 152 + "€") * 3,
        "👩‍👩‍👧‍👦" * 60,
        "🇫🇷" * 100,
        "ligne\r\n" * 60,
        "fenêtre\r\n" * 60,
        "e\u0301" * 400,
        "Bonjour à tous, l'eau est coupée mardi. " * 250,
        "Les fenêtres de la façade " * 250,
        "ê" * 30 + "x" + "\u0302" * 39 + "x" + "\u0302" * 39,
        "x" + "\u0302" * 200,
        "\ud83d",
        "\ude00ê\ud83d",
    ],
    ids=[
        "empty",
        "a pair after the end",
        "pairs across borders",
        "families",
        "flags",
        "Windows lines",
        "Windows lines in UCS-2",
        "decomposed",
        "10,000 characters",
        "6,500 characters in UCS-2",
        "two that pass the border together",
        "longer than a segment",
        "half an emoji",
        "halves apart",
    ],
)
def test_known_troublemakers(calculator: Calculator, text: str) -> None:
    agree(calculator, text)


OF_EACH_CLASS = (
    "\r\n\u200b\u0301\U0001f1eb\u0903\u1100\u1161\u11a8가각a\u0600\U0001f44d\U0001f3fd\u200d❤👩"
)


def test_every_order_of_the_break_classes(calculator: Calculator) -> None:
    """One character of each class, in every order of up to three."""
    for length in (2, 3):
        for chars in itertools.product(OF_EACH_CLASS, repeat=length):
            text = "".join(chars)
            assert clusters(text) == calculator.count(text).clusters


def probe(char: str) -> str:
    """A text whose clusters tell a character's class."""
    person, tone = "\U0001f469\u200d", "\U0001f3fd"
    return f"a{char}a\n{person}{char}{tone}\n{char}{tone}\n\u1100{char}\u11a8\n{char}\u1161"


def marks_and_signs() -> set[int]:
    """Every code point that is a mark, a sign or a control: what joins others is among them."""
    kinds = {"Mn", "Mc", "Me", "So", "Sk", "Cf", "Cc", "Zl", "Zp"}
    return {code for code in range(0xE0200) if unicodedata.category(chr(code)) in kinds}


def borders_of_classes() -> set[int]:
    """Where each listed range begins and ends, and the neighbours outside."""
    path = shell.ROOT / "broadcaster" / "sending" / "texts" / "grapheme_classes.txt"
    listed = re.sub("^#.*|^.*:", "", path.read_text("ascii"), flags=re.MULTILINE)
    ends = {int(written, 16) for written in re.findall(r"[0-9A-F]+", listed)}
    found = {end + step for end in ends for step in (-1, 0, 1)} & {*range(sys.maxunicode)}
    return {code for code in found if not 0xD800 <= code <= 0xDFFF}


def test_every_character_that_joins_others(calculator: Calculator) -> None:
    """Whole classes could be missing from a table; each sign is asked for by itself."""
    for code in marks_and_signs() | borders_of_classes():
        text = probe(chr(code))
        assert clusters(text) == calculator.count(text).clusters, hex(code)


def test_the_alphabet_is_twilios(calculator: Calculator) -> None:
    for code in [*range(0x500), *map(ord, "€’…—ẞﬁ")]:
        agree(calculator, chr(code) * 81)
