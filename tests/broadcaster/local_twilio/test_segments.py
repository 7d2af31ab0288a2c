"""Counting segments as a carrier does."""

import random
from contextlib import closing

import pytest

from broadcaster.local_twilio.segments import BASIC, EXTENDED, num_segments
from tests.support.node import Calculator


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
    ],
    ids=[
        "empty",
        "full",
        "one over",
        "two full",
        "three",
        "doubles full",
        "doubles over",
        "no double is parted",
        "UCS-2 full",
        "UCS-2 over",
        "UCS-2 two full",
        "UCS-2 three",
        "emoji full",
        "emoji over",
    ],
)
def test_segments(text: str, segments: int) -> None:
    assert num_segments(text) == segments


@pytest.mark.parametrize(
    "alphabet",
    [
        pytest.param(sorted(BASIC | EXTENDED), id="GSM-7"),
        pytest.param([*sorted(BASIC | EXTENDED), *"êçœ’ب中😀𝒜"], id="UCS-2"),
    ],
)
def test_twilios_own_calculator_agrees(alphabet: list[str]) -> None:
    """On texts without clusters: of families and flags this count, kept plain, knows nothing."""
    chance = random.Random(7)
    with closing(Calculator()) as calculator:
        for _ in range(300):
            text = "".join(chance.choices(alphabet, k=chance.randint(0, 400)))
            assert num_segments(text) == calculator.count(text).segments, text
