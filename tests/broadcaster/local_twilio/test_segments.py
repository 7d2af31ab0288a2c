"""Counting segments as a carrier does."""

import pytest

from broadcaster.local_twilio.segments import num_segments


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
