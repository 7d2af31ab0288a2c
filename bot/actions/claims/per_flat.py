"""How long works take in one flat, where staff wrote it beside the dates of them all."""

import re

from bot.nlu.dates.durations import durations_in
from bot.nlu.folding import plain_letters
from broadcaster.answers.dates import FRENCH, Dates

_SENTENCES = re.compile(r"[.;\n]+")
_OF_ONE_FLAT = re.compile(
    r"par (?:logement|appartement|foyer)|(?:chaque|un) logement|^comptez|chez vous"
)
"""How staff say that a length is that of one flat. Others may be of a cut, or of a notice."""


def told_per_flat(detail: str, dates: Dates) -> str:
    """The sentence about one flat as staff wrote it, its length alone in other languages."""
    for sentence in map(str.strip, _SENTENCES.split(detail)):
        plain = plain_letters(sentence)
        lengths = durations_in(plain)
        if lengths and _OF_ONE_FLAT.search(plain):
            length, *_place = lengths[0]
            french = dates.language == FRENCH
            return sentence if french else dates.counted(length.number, length.unit.value)
    return ""
