"""The guard: does a text speak of danger, and of which? Recall over precision, in any language.

Words of danger are data, in ``dangers/lexicon``: a file a language names concepts (a danger, what
it does, who is struck, a call for help, what is harmless), and ``rules.yml`` says which concepts
near each other mean which danger. The text is read as written and as normalised, since an
abbreviation can hide a sign and a correction can destroy one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.nlu.danger import PREFIX
from bot.nlu.dangers.guard import Guard, load_guard
from bot.nlu.dangers.ordinary import beside_scenes
from bot.nlu.dangers.rules import CERTAIN, Rule
from bot.nlu.normaliser import normalise

LEAVE_FIRST = frozenset({"co", "gas", "fire"})
"""Dangers one must walk out of: in doubt between kinds theirs is the safer reply."""
_IN_DOUBT = 3


def detect_emergency(text: str) -> str | None:
    """Return the ``emergency_…`` intent of the danger a text speaks of, or None."""
    return next(iter(detect_emergencies(text)), None)


def detect_emergencies(text: str) -> tuple[str, ...]:
    """Return the intents of all dangers a text surely speaks of, the one to answer first ahead."""
    if is_ordinary(text):
        return ()
    plain = normalise(text)
    met = _guard().rules_met(text)
    if plain != text:
        met |= _guard().rules_met(plain)
    weights = {kind: _weight(kind, met) for kind in _guard().kinds}
    ranked = sorted((kind for kind in weights if weights[kind]), key=lambda kind: -weights[kind])
    sure = {rule.danger for rule in met if rule.weight == CERTAIN}
    return tuple(PREFIX + kind for kind in ranked if kind == ranked[0] or kind in sure)


def is_ordinary(text: str) -> bool:
    """True for scenes of any works site and nothing else: no judge may call them danger."""
    rest = beside_scenes(text)
    return rest is not None and not _guard().rules_met(rest)


def _weight(kind: str, met: frozenset[Rule]) -> int:
    """How much speaks for a kind; what must be left first weighs more."""
    weight = sum(1 << rule.weight for rule in met if rule.danger == kind)
    return weight + _IN_DOUBT if weight and kind in LEAVE_FIRST else weight


@cache
def _guard() -> Guard:
    return load_guard(Path(__file__).parent / "dangers" / "lexicon")
