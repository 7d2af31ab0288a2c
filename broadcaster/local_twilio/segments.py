"""How many SMS a text takes, counted as the carrier does (3GPP TS 23.038 and 23.040).

Counted apart from Palier's own count on purpose: the one checks the other.
"""

import re

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Written with an escape: two units, never parted between two segments."""

GSM_ALONE, GSM_JOINED = 160, 153
UCS2_ALONE, UCS2_JOINED = 70, 67


def num_segments(text: str) -> int:
    """The number of segments; an empty text takes one."""
    if all(char in BASIC or char in EXTENDED for char in text):
        widths = [2 if char in EXTENDED else 1 for char in text]
        return _count(widths, GSM_ALONE, GSM_JOINED)
    widths = [2 if re.match(r"[\U00010000-\U0010ffff]", char) else 1 for char in text]
    return _count(widths, UCS2_ALONE, UCS2_JOINED)


def _count(widths: list[int], alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    segments, used = 1, 0
    for width in widths:
        if used + width > joined:
            segments, used = segments + 1, 0
        used += width
    return segments
