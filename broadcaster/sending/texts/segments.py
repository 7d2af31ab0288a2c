"""What a text costs: its encoding, its segments, and the characters that make it dear.

An SMS holds 140 octets: 160 characters of the GSM 7-bit alphabet, or 70 UTF-16 units as soon as
one character lies outside it. A longer text is cut into segments that each give 6 octets to a
header: 153 or 67 (3GPP TS 23.038 and 23.040; Twilio, "What the heck is a segment?").
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from broadcaster.sending.texts.graphemes import clusters

Encoding = Literal["GSM-7", "UCS-2"]

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet of 3GPP TS 23.038: one unit each."""

GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""The extension table: an escape and a character, so two units that stay together."""

GSM = GSM_BASIC | GSM_EXTENSION

SINGLE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
"""Units in a message of one segment."""

PART: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}
"""Units in each segment of a longer message."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What sending a text takes."""

    encoding: Encoding
    segments: int  # what the provider counts; an empty text takes one
    units: int  # 7-bit units for GSM-7, UTF-16 units for UCS-2
    # Each once, in order of appearance: what forces UCS-2, or else what counts double in GSM-7.
    costly: tuple[str, ...]


def measure(text: str) -> Measure:
    """Measure a text as it leaves, in Unicode's composed form (NFC)."""
    composed = unicodedata.normalize("NFC", text)
    if GSM_BASIC.issuperset(composed):
        return Measure("GSM-7", _plain_segments(len(composed)), len(composed), ())
    if GSM.issuperset(composed):
        return _measured("GSM-7", [1 if c in GSM_BASIC else 2 for c in composed], composed)
    seen = list(clusters(composed))
    return _measured("UCS-2", [_utf16_units(cluster) for cluster in seen], seen)


def _plain_segments(units: int) -> int:
    return 1 if units <= SINGLE["GSM-7"] else -(-units // PART["GSM-7"])


def _measured(encoding: Encoding, sizes: list[int], pieces: Iterable[str]) -> Measure:
    cheap = GSM if encoding == "UCS-2" else GSM_BASIC
    costly = tuple(dict.fromkeys(piece for piece in pieces if piece not in cheap))
    return Measure(encoding, _segments(encoding, sizes), sum(sizes), costly)


def _segments(encoding: Encoding, sizes: list[int]) -> int:
    """Fill segments with pieces that are never cut, unless one is longer than a segment."""
    if sum(sizes) <= SINGLE[encoding]:
        return 1
    segments, free = 1, PART[encoding]
    for size in _within(PART[encoding], sizes):
        if size > free:
            segments, free = segments + 1, PART[encoding]
        free -= size
    return segments


def _within(limit: int, sizes: list[int]) -> Iterator[int]:
    for size in sizes:
        while size > limit:
            yield limit
            size -= limit
        yield size


def _utf16_units(text: str) -> int:
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)
