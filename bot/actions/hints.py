"""Hints: what a question names beside its topic (which works, whose number, a date…).

The classifier says what a tenant wants; only the words say of which works. They are found by
``hints.yml`` and kept with a question that waits for the place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any  # what the YAML file holds

from bot.actions.packaged import packaged
from bot.actions.spoken import pattern_of, plain_words

SURE = "sure"
"""Hint: works are named by a word that no cut is named by."""

GONE = "gone"
"""Hint: something is missing now (``bot.actions.outages``)."""

ANY_CUT = "any_cut"
"""Hint: a cut is spoken of, not what is cut (``bot.actions.outages``)."""

SOS = "sos"
"""Hint: the numbers of the emergency services are asked for."""

FRAIL = "frail"
"""Hint: and somebody who cannot wait is there (a baby, an old or ill person)."""

POINT = "point_"
"""What hints begin with that are words of help points' names and hours."""

OF_OFFER = ("offer_", "help_", "contract")
"""Beginnings of the hints that say what is asked of the offer or of the help."""

Hints = frozenset[str]


@dataclass(frozen=True, slots=True)
class NamedWorks:
    """Works as tenants name them."""

    hint: str
    kind: str  # of works/kinds.yml
    labels: Mapping[str, str]
    words: re.Pattern[str]
    shared: re.Pattern[str]  # words a cut is named by too
    instead_of: str | None  # what the same words name without ``together``
    together: re.Pattern[str]
    unless: str | None = None  # other works that are meant where both are named

    def label(self, language: str) -> str:
        """How the works are called to a tenant; French where the language is not there."""
        return self.labels.get(language, self.labels["fr"])


def hints_of(text: str) -> Hints:
    """Everything a question names."""
    said = plain_words(text)
    others = {name for name, words in _others().items() if words.search(said)}
    named = _named(said)
    surely = {SURE} if any(_is_sure(one, said) for one in named.values()) else set()
    replaced = {one.instead_of for one in named.values()}
    replaced |= {hint for hint, one in named.items() if one.unless in named}
    return frozenset(others | surely | {hint for hint in named if hint not in replaced})


def offer_hints(text: str) -> Hints:
    """What a few words name of the offer, after which they go on about it."""
    return frozenset(hint for hint in hints_of(text) if hint.startswith(OF_OFFER))


def named_alike(hints: Hints, told: str) -> bool:
    """True when a help point's name or hours have a word of the hints: « café », « lundi »."""
    said = plain_words(told)
    alike = (hint for hint in hints if hint.startswith(POINT))
    return any(_others()[hint].search(said) for hint in alike if hint in _others())


def asks_works_date(hints: Hints) -> bool:
    """True when works are named without doubt, and a date is asked for."""
    return {SURE, "when"} <= hints and "cut" not in hints


def works_named(hints: Hints) -> list[NamedWorks]:
    """The works among the hints, in the usual order of a site."""
    return [one for hint, one in _works().items() if hint in hints]


def is_titled(title: str, works: NamedWorks) -> bool:
    """True when a milestone of that kind is about these works, by its title.

    A title that names none of the kind's works is about what the kind is usually about: never
    about what needs a word of its own (dismantling).
    """
    meant = _titled(title, works.kind)
    return works in meant if meant else works.instead_of is None


def works_titled(title: str, kind: str) -> NamedWorks | None:
    """The works that a milestone's title names; None for none of its kind, or for several."""
    meant = _titled(title, kind)
    return meant[0] if len(meant) == 1 else None


def works_usual(kind: str) -> NamedWorks | None:
    """What works of a kind usually are; None for a kind that has no name of its own."""
    return next(
        (one for one in _works().values() if (one.kind, one.instead_of) == (kind, None)), None
    )


def _titled(title: str, kind: str) -> list[NamedWorks]:
    """The works of a kind that a title names, without those that a narrower word replaces."""
    of_kind = [one for one in _named(plain_words(title)).values() if one.kind == kind]
    replaced = {one.instead_of for one in of_kind}
    return [one for one in of_kind if one.hint not in replaced]


def _named(said: str) -> dict[str, NamedWorks]:
    found: dict[str, NamedWorks] = {}
    for hint, one in _works().items():
        if one.instead_of is not None:
            base = _works()[one.instead_of].words
            if one.together.search(base.sub(" ", said)) and base.search(said):
                found[hint] = one
        elif one.words.search(said) or one.shared.search(said):
            found[hint] = one
    return found


def _is_sure(one: NamedWorks, said: str) -> bool:
    return one.instead_of is not None or bool(one.words.search(said))


@cache
def _works() -> Mapping[str, NamedWorks]:
    listed: dict[str, dict[str, Any]] = _listed()["works"]
    return MappingProxyType({hint: _read(hint, fields) for hint, fields in listed.items()})


def _read(hint: str, fields: Mapping[str, Any]) -> NamedWorks:
    return NamedWorks(
        hint=hint,
        kind=fields["kind"],
        labels=fields["label"],
        words=pattern_of(fields["words"]),
        shared=pattern_of(fields.get("shared", [])),
        instead_of=fields.get("instead_of"),
        together=pattern_of(fields.get("together", [])),
        unless=fields.get("unless"),
    )


@cache
def _others() -> Mapping[str, re.Pattern[str]]:
    listed: dict[str, list[str]] = _listed()["others"]
    return MappingProxyType({name: pattern_of(words) for name, words in listed.items()})


@cache
def _listed() -> Mapping[str, Any]:
    read: Mapping[str, Any] = packaged("bot.actions", "hints.yml")
    return read
