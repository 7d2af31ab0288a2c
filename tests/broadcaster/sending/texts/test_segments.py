"""What a text costs, against the standard's own figures."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.sending.texts.graphemes import clusters
from broadcaster.sending.texts.segments import (
    GSM,
    GSM_BASIC,
    GSM_EXTENSION,
    PART,
    Encoding,
    measure,
)

FAMILY = "👩‍👩‍👧‍👦"  # 11 UTF-16 units that are one sign
FLAG = "🇫🇷"  # 4 units


@pytest.mark.parametrize(
    ("text", "encoding", "segments", "units"),
    [
        pytest.param("", "GSM-7", 1, 0, id="empty text takes one"),
        pytest.param("a" * 160, "GSM-7", 1, 160, id="160 letters fit"),
        pytest.param("a" * 161, "GSM-7", 2, 161, id="161 letters do not"),
        pytest.param("a" * 306, "GSM-7", 2, 306, id="two full parts"),
        pytest.param("a" * 307, "GSM-7", 3, 307, id="one more than two parts"),
        pytest.param("àéèùÉÇ" * 20, "GSM-7", 1, 120, id="French letters of the alphabet"),
        pytest.param("a" * 158 + "€", "GSM-7", 1, 160, id="euro counts double and fits"),
        pytest.param("a" * 159 + "€", "GSM-7", 2, 161, id="euro counts double and does not fit"),
        pytest.param("a" * 152 + "€" + "b" * 152, "GSM-7", 3, 306, id="euro is not cut in two"),
        pytest.param("a" * 151 + "€" + "b" * 153, "GSM-7", 2, 306, id="euro ends a part"),
        pytest.param("[" * 80, "GSM-7", 1, 160, id="brackets alone"),
        pytest.param("ê" * 70, "UCS-2", 1, 70, id="70 signs fit in UCS-2"),
        pytest.param("ê" * 71, "UCS-2", 2, 71, id="71 signs do not"),
        pytest.param("ê" * 134, "UCS-2", 2, 134, id="two full UCS-2 parts"),
        pytest.param("ê" * 135, "UCS-2", 3, 135, id="one more than two UCS-2 parts"),
        pytest.param("ê" + "€" * 69, "UCS-2", 1, 70, id="euro counts once in UCS-2"),
        pytest.param("😀" * 35, "UCS-2", 1, 70, id="emoji take two units"),
        pytest.param("a" * 66 + "😀" + "b" * 66, "UCS-2", 3, 134, id="emoji is not cut in two"),
        pytest.param("a" * 60 + FAMILY + "b" * 60, "UCS-2", 3, 131, id="family is not cut"),
        pytest.param("a" * 65 + FLAG + "b" * 65, "UCS-2", 3, 134, id="flag is not cut"),
        pytest.param("x" + "\u0302" * 200, "UCS-2", 2, 201, id="a sign longer than a segment"),
        pytest.param("ê" * 66 + "\r\n" + "ê" * 66, "UCS-2", 2, 134, id="a line end is cut"),
        pytest.param("السلام عليكم", "UCS-2", 1, 12, id="Arabic"),
    ],
)
def test_measure(text: str, encoding: Encoding, segments: int, units: int) -> None:
    found = measure(text)

    assert (found.encoding, found.segments, found.units) == (encoding, segments, units)


def test_a_letter_and_its_accent_are_composed_first() -> None:
    assert measure("e\u0301" * 160) == measure("é" * 160)
    assert measure("e\u0301" * 160).segments == 1


@pytest.mark.parametrize(
    ("text", "costly"),
    [
        pytest.param("Bonjour à tous, rien à payer.", (), id="nothing costs"),
        pytest.param("1 € [ici] et 2 €", ("€", "[", "]"), id="what counts double, each once"),
        pytest.param("Façade, fenêtre, façade : 1 €", ("ç", "ê"), id="what forces UCS-2 hides it"),
        pytest.param(f"Famille {FAMILY}", (FAMILY,), id="an emoji is named whole"),
        pytest.param("Façade\r\nNord", ("ç",), id="a line end costs nothing"),
    ],
)
def test_costly_characters_are_named(text: str, costly: tuple[str, ...]) -> None:
    assert measure(text).costly == costly


@given(st.lists(st.sampled_from([*sorted(GSM), "ç", "😀", FAMILY, FLAG, "ء\u064e"])).map("".join))
def test_segments_hold_what_is_measured(text: str) -> None:
    found = measure(text)

    assert found.units <= max(160, found.segments * PART[found.encoding])
    assert found.segments <= max(1, found.units)
    assert (found.encoding == "UCS-2") == any(
        char not in GSM for char in unicodedata.normalize("NFC", text)
    )


def test_the_alphabet_is_the_standards() -> None:
    assert len(GSM_BASIC) == 127  # 128 places, one of which is the escape
    assert len(GSM_EXTENSION) == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ab", ["a", "b"], id="letters"),
        pytest.param("e\u0301a", ["e\u0301", "a"], id="letter with mark"),
        pytest.param("👍🏽👍", ["👍🏽", "👍"], id="skin tone"),
        pytest.param(f"{FAMILY}{FAMILY}", [FAMILY, FAMILY], id="families"),
        pytest.param("🇫🇷🇵🇹🇹", ["🇫🇷", "🇵🇹", "🇹"], id="flags and half a flag"),
        pytest.param("1️⃣2", ["1️⃣", "2"], id="key"),
        pytest.param("a\u200d😀", ["a\u200d", "😀"], id="joiner after a letter joins nothing"),
        pytest.param("\r\n\n", ["\r", "\n", "\n"], id="line ends"),
        pytest.param("\u1112\u1161\u11abx", ["\u1112\u1161\u11ab", "x"], id="Korean letters"),
        pytest.param("각\u11a8가\u11a8", ["각\u11a8", "가\u11a8"], id="Korean syllable and tail"),
        pytest.param("\n\u0301a", ["\n", "\u0301", "a"], id="a mark never joins a line end"),
        pytest.param("🧑‍🦰", ["🧑\u200d", "🦰"], id="hair is younger than Unicode 10"),
        pytest.param("👩🏽‍❤️‍👩🏾", ["👩🏽‍❤️‍👩", "🏾"], id="a tone after the heart's mark"),
        pytest.param("🇫🇷\u0301\u0301", ["🇫🇷\u0301", "\u0301"], id="a flag takes one mark"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_clusters(text: str, expected: list[str]) -> None:
    assert clusters(text) == expected
