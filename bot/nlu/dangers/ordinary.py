"""Ordinary scenes of a works site, which a classifier of whole sentences takes for danger.

« Un ouvrier fume dans le hall » is no fire. Such a scene says nothing against danger: it only
leaves the rest of a text to tell of one, and any word that may mean danger there is enough.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.nlu.dangers.entries import read_entries
from bot.nlu.dangers.tokens import tokens_of

LONGEST = 18
"""Words of a text at most: a longer one tells more than a scene."""


def beside_scenes(text: str) -> str | None:
    """Return what a text says beside ordinary scenes; None where it tells of no such scene.

    None too where a word beside them may mean danger.
    """
    words = tokens_of(text).words
    if len(words) > LONGEST:
        return None
    scenes, unless = _patterns()
    rest, told = scenes.subn("", " ".join(words))
    return None if not told or unless.search(rest) else rest


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    told = read_entries(Path(__file__).parent / "ordinary.yml")
    unless = "|".join(told["unless"])
    # « Ça sent le brûlé, pas la peinture »: what stands within a scene counts as well.
    some_words = rf"(?:(?!{unless})\w+ ){{0,4}}?"
    scenes = "|".join(told["scenes"]).replace(".. ", some_words)
    return re.compile(rf"\b(?:{scenes})\b"), re.compile(rf"\b(?:{unless})")
