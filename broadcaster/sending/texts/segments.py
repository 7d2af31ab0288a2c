"""What a text costs: its encoding, its segments, and the characters that make it dear.

An SMS holds 140 octets: 160 characters of the GSM 7-bit alphabet, or 70 UTF-16 units as soon as
one character lies outside it. A longer text is cut into segments that each give 6 octets to a
header: 153 or 67 (3GPP TS 23.038 and 23.040; Twilio, "What the heck is a segment?").
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
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
        return Measure("GSM-7", _plain_segments("GSM-7", len(composed)), len(composed), ())
    if GSM.issuperset(composed):
        return _measured("GSM-7", [1 if c in GSM_BASIC else 2 for c in composed], composed)
    seen = clusters(composed)
    if max(composed) > "\uffff":
        return _measured("UCS-2", list(map(_utf16_units, seen)), seen)
    if len(seen) < len(composed):
        return _measured("UCS-2", list(map(len, seen)), seen)
    length = len(seen)
    return Measure("UCS-2", _plain_segments("UCS-2", length), length, _costly("UCS-2", seen))


def _plain_segments(encoding: Encoding, units: int) -> int:
    """The segments of a text whose characters take one unit each: any of them may end one."""
    return 1 if units <= SINGLE[encoding] else -(-units // PART[encoding])


def _costly(encoding: Encoding, pieces: Iterable[str]) -> tuple[str, ...]:
    cheap = GSM if encoding == "UCS-2" else GSM_BASIC
    return tuple(piece for piece in dict.fromkeys(pieces) if piece not in cheap)


def _measured(encoding: Encoding, sizes: list[int], pieces: Iterable[str]) -> Measure:
    return Measure(encoding, _segments(encoding, sizes), sum(sizes), _costly(encoding, pieces))


def _segments(encoding: Encoding, sizes: list[int]) -> int:
    """Fill segments with pieces that are never cut, as Twilio's calculator does.

    It fills the first segment without a header, then makes room for one: what no longer fits
    moves on, together with the next piece, even where both are more than a segment holds (marks
    piled up by the dozen). A piece longer than a segment counts as one segment.
    """
    if sum(sizes) <= SINGLE[encoding]:
        return 1
    part = PART[encoding]
    filled = list(accumulate(sizes))
    next_piece = bisect_right(filled, SINGLE[encoding])
    segments, used = 2, filled[next_piece] - _floor(filled[:next_piece], part)
    for size in sizes[next_piece + 1 :]:
        if used + size > part:
            segments, used = segments + 1, 0
        used += size
    return segments


def _floor(sums: list[int], limit: int) -> int:
    """The greatest of rising sums that is not above the limit, 0 if all are."""
    index = bisect_right(sums, limit)
    return sums[index - 1] if index else 0


def _utf16_units(text: str) -> int:
    return len(text) + sum(map("\uffff".__lt__, text))
