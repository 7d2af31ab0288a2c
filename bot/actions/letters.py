"""Letters: a building named by its letter alone, « l'échafaudage du B », « et au C ? »."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_OF = r"(?<![\w'’])(?:[Dd]u|[Aa]u|[Ll]e|[Oo]f|[Ii]n|[Ff]or|[Dd]o|[Nn]o)\s+"
_END = r"(?![\w'’])"
_CAPITAL = re.compile(rf"{_OF}(?P<code>[A-H]){_END}")
_SMALL = re.compile(rf"(?<![\w'’])(?:du|au)\s+(?P<code>[bd-h]|c(?=\s*(?:[,?!.]|$))){_END}")
"""Without a capital « du c quand » may be « c'est quand »."""

_GOES_ON = re.compile(
    r"^\W*(?:et|and|e|ve|pareil|idem)\s+(?:(?:pour|chez|dans|le|au|du|for|in|of|o|no|do|what|about)\s+)*"
    rf"(?P<code>[A-Ha-h]){_END}\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A building's code in capitals, and where in the text it stands."""

    code: str
    start: int
    end: int


def letters_in(text: str) -> Sequence[Letter]:
    """The buildings named by their letter, in order."""
    found = [_GOES_ON.match(text), *_CAPITAL.finditer(text), *_SMALL.finditer(text)]
    spans = {one.span("code"): one["code"].upper() for one in found if one is not None}
    return [Letter(code, *span) for span, code in sorted(spans.items())]


def is_all_letter(text: str) -> bool:
    """True for « et au C ? »: only another building is named."""
    return _GOES_ON.match(text) is not None
