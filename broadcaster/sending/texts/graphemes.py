"""What Twilio takes for one character when it cuts a text: families, flags, letters with marks.

Twilio's own calculator (npm ``sms-segments-calculator``) lets no segment border fall inside a
grapheme cluster, and finds clusters with ``grapheme-splitter``: the rules of Unicode 10.0 (UAX 29
of 2017), with oddities of that library. What we announce must be what it counts, so the same
clusters are found here. A library of today's Unicode (``regex``, ``grapheme``) would be right
about a woman with red hair or a couple with two skin tones, and wrong about the bill: the
calculator takes each for several characters.
"""

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

JOINING = (
    *("Extend", "SpacingMark", "ZWJ", "E_Modifier", "Prepend", "Regional_Indicator"),
    *("L", "V", "T"),
)
"""The classes without which every character is a cluster of its own."""

SYLLABLES = range(0xAC00, 0xD7A4, 28)
"""Korean syllables without a final consonant (LV); after each come its 27 with one (LVT)."""

_LATIN = re.compile("[\x00-\u02ff]+")
"""Letters that never join: left out before the long search, which most texts then skip."""


def clusters(text: str) -> list[str]:
    """Cut a text into what Twilio takes for single characters."""
    others = _LATIN.sub("", text)
    if not others:
        return list(text)
    joining, cluster = _patterns()
    return cluster.findall(text) if joining.search(others) else list(text)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may join characters, and one cluster. Made when first needed: most texts need none."""
    sets = _classes()
    joining = "".join(sets[name] for name in JOINING)
    return re.compile(f"[{joining}]"), re.compile(_cluster(sets))


def _classes() -> dict[str, str]:
    """The break classes, each as the inside of a regular expression's character set."""
    sets: defaultdict[str, str] = defaultdict(str)
    table = files("broadcaster.sending.texts").joinpath("grapheme_classes.txt").read_text("ascii")
    for line in table.splitlines():
        if not line.startswith("#"):
            name, _, ranges = line.partition(": ")
            sets[name] += "".join(map(_range, ranges.split()))
    for code in SYLLABLES:
        sets["LV"] += chr(code)
        sets["LVT"] += f"{chr(code + 1)}-{chr(code + 27)}"
    return sets


def _range(written: str) -> str:
    first, _, last = written.partition("-")
    return rf"\U{int(first, 16):08x}-\U{int(last or first, 16):08x}"


def _cluster(sets: dict[str, str]) -> str:
    """A cluster, as ``grapheme-splitter`` 1.0.4 finds it."""
    c = {name: f"[{inside}]" for name, inside in sets.items()}
    half_flag, prepend = c["Regional_Indicator"], c["Prepend"]
    trailing = f"[{sets['Extend']}{sets['SpacingMark']}{sets['ZWJ']}]"
    apart = f"{sets['Control']}{sets['Prepend']}{trailing[1:-1]}"
    core = f"(?:{_base(sets)}{c['E_Modifier']}?|{_korean(c)}|[^{apart}])"
    return "|".join(
        (
            rf"[ -~\xa0-\u02ff](?!{trailing})",  # most letters, found before anything dear
            c["Control"],  # \r\n too: the calculator parts it
            # A flag, or half of one after one prepended sign, takes one mark and no more.
            f"(?:{half_flag}|{prepend}){half_flag}{trailing}?",
            f"(?:{prepend}+{core}?|{core}|(?={trailing})){_tail(sets, c)}",
        )
    )


def _base(sets: dict[str, str]) -> str:
    """What a skin tone colours."""
    return f"[{sets['E_Base']}{sets['E_Base_GAZ']}]"


def _korean(c: dict[str, str]) -> str:
    open_syllable = f"(?:{c['V']}|{c['LV']}){c['V']}*{c['T']}*"
    return f"{c['L']}*(?:{open_syllable}|{c['LVT']}{c['T']}*)|{c['L']}+|{c['T']}+"


def _tail(sets: dict[str, str], c: dict[str, str]) -> str:
    """What follows in the same cluster: marks, and what a joiner glues on.

    Once there has been a mark, a skin tone joins only a base that has one mark in between: the
    heart of a couple (❤ and a mark) makes the second person's tone a character of its own.
    """
    spacing, joiner, mark, tone = c["SpacingMark"], c["ZWJ"], c["Extend"], c["E_Modifier"]
    glue, person = c["Glue_After_Zwj"], c["E_Base_GAZ"]
    before_marks = f"(?:{spacing}|{joiner}(?:{glue}|{person}{tone}?)?)*"
    marked = f"{mark}(?:(?<={_base(sets)}{mark}){tone})?"
    return f"{before_marks}(?:{spacing}|{joiner}(?:{glue}|{person})?|{marked})*"
