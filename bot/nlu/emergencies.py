"""The guard: does a text speak of danger, and of which? Recall over precision, in any language.

Words of danger are data, in ``dangers/lexicon``: a file a language names concepts (a danger, what
it does, who is struck, a call for help, what is harmless), and ``rules.yml`` says which concepts
near each other mean which danger. The text is read as written and as normalised, since an
abbreviation can hide a sign and a correction can destroy one.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.nlu.danger import AGREED, PREFIX, Danger
from bot.nlu.dangers.guard import Guard, load_guard
from bot.nlu.dangers.ordinary import beside_scenes
from bot.nlu.dangers.rules import CERTAIN, Rule
from bot.nlu.normaliser import normalise

LEAVE_FIRST = frozenset({"co", "gas", "fire"})
"""Dangers one must walk out of: in doubt between kinds theirs is the safer reply."""
_IN_DOUBT = 3
_NARROW = 64
"""What a narrower case weighs: a child alone in a lift is in the lift first of all."""

BOTH = frozenset({PREFIX + "gas", PREFIX + "co"})
"""Two poisons of one boiler: where each judge names one of them, the tenant is told of both."""


def detect_emergency(text: str) -> str | None:
    """Return the ``emergency_…`` intent of the danger a text speaks of, or None."""
    return next(iter(detect_emergencies(text)), None)


def detect_emergencies(text: str) -> tuple[str, ...]:
    """Return the intents of all dangers a text surely speaks of, the one to answer first ahead."""
    if is_ordinary(text):
        return ()
    met = _rules_met(text)
    weights = {kind: _weight(kind, met) for kind in _guard().kinds}
    ranked = sorted((kind for kind in weights if weights[kind]), key=lambda kind: -weights[kind])
    sure = {rule.danger for rule in met if rule.weight == CERTAIN}
    return tuple(PREFIX + kind for kind in ranked if kind == ranked[0] or kind in sure)


def judge(text: str, danger: Danger | None) -> tuple[str, ...]:
    """Return the dangers of a text by both judges; ``danger`` is None while one is away."""
    seen = detect_emergencies(text)
    if danger is None:
        return seen
    if not seen:
        return (danger.kind,) if stands_alone(text, danger) else ()
    if danger.is_harmless and not any(rule.is_firm for rule in _rules_met(text)):
        return ()
    if danger.is_seen and danger.kind in BOTH and BOTH.intersection(seen):
        return tuple(dict.fromkeys([*seen, danger.kind]))
    return _of_both(text, seen, danger)


def _of_both(text: str, seen: tuple[str, ...], danger: Danger) -> tuple[str, ...]:
    """The kinds of both judges where the classifier, which reads sentences, gives another.

    « Des gens tombent dans les pommes » beside a generator is carbon monoxide. A narrower case,
    what must be left first and a child who needs a doctor stay ahead: their words are plain.
    """
    if danger.chance < AGREED or danger.kind in seen:
        return seen
    first = seen[0].removeprefix(PREFIX)
    is_plain = any(rule.case for rule in _rules_met(text))
    is_patient = (first, danger.kind) == ("medical", PREFIX + "child")
    if is_plain or is_patient or first in LEAVE_FIRST:
        return (*seen, danger.kind)
    return (danger.kind, *seen)


def stands_alone(text: str, danger: Danger) -> bool:
    """True when the classifier's word is enough where the guard sees nothing.

    « Ma chaudière est morte » names what a danger comes from and no danger, which the classifier
    cannot tell apart. In French, and where dates or bills are asked for, a word of the danger has
    to be there; of other languages the lexicon knows too little to ask for one, and the
    classifier must be somewhat surer.
    """
    if not danger.is_seen or is_ordinary(text):
        return False
    guard, plain = _guard(), normalise(text)
    if danger.is_sure:
        return True
    if not (guard.is_french(plain) or guard.is_calm(text)) and danger.is_seen_abroad:
        return True
    kind = danger.kind.removeprefix(PREFIX)
    return guard.signs(text, kind) or guard.signs(plain, kind)


def case_of(intent: str, text: str) -> str:
    """Return the narrower case of a danger a text tells of (``lift``…), else the danger itself.

    Its reply is another one; staff and figures know the danger only.
    """
    met = _rules_met(text)
    cases = (rule.case for rule in met if rule.case and PREFIX + rule.danger == intent)
    return next(cases, intent)


def language_of_danger(text: str) -> str | None:
    """The language whose words of danger a text holds; None where it may be more than one.

    Of a few words no guesser can tell it, and whoever is in danger must be able to read the reply.
    """
    met = _guard().languages_met(text)
    return next(iter(met)) if len(met) == 1 else None


def is_ordinary(text: str) -> bool:
    """True for scenes of any works site and nothing else: no judge may call them danger."""
    rest = beside_scenes(text)
    return rest is not None and not _guard().rules_met(rest)


def _rules_met(text: str) -> frozenset[Rule]:
    plain = normalise(text)
    met = _guard().rules_met(text)
    return met | _guard().rules_met(plain) if plain != text else met


def _weight(kind: str, met: frozenset[Rule]) -> int:
    """How much speaks for a kind; what must be left first and a narrower case weigh more."""
    own = [rule for rule in met if rule.danger == kind]
    weight = sum(1 << rule.weight for rule in own)
    if any(rule.case and rule.weight == CERTAIN for rule in own):
        weight += _NARROW
    return weight + _IN_DOUBT if weight and kind in LEAVE_FIRST else weight


@cache
def _guard() -> Guard:
    return load_guard(Path(__file__).parent / "dangers" / "lexicon")
