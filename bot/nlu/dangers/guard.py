"""The guard itself: texts in, dangers out, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.dangers.rules import Found, Rule, parse_rule, places_of
from bot.nlu.dangers.tokens import Tokens, tokens_of
from bot.nlu.dangers.vocabulary import Hit, Vocabulary

HARMLESS = "harmless"
"""Phrases that only sound like danger: what lies within one is not counted."""
NO = "no"
"""« pas de », « aucune »: what follows is not there."""
ALARM = frozenset({"help", "now", "shout"})
"""What makes a weak sign count."""
CALM = "calm"
"""What people write of when nothing burns: bills, dates, the internet."""
_FEW = 4


@dataclass(frozen=True, slots=True)
class Guard:
    """Finds dangers by the lexicon of a folder."""

    vocabularies: tuple[Vocabulary, ...]
    rules: tuple[Rule, ...]
    negatable: frozenset[str]

    def dangers(self, text: str) -> tuple[str, ...]:
        """Every danger a text speaks of, in the order of the rules."""
        tokens = tokens_of(text)
        if not tokens.words:
            return ()
        flags = _flags(tokens)
        found: set[str] = set()
        for vocabulary in self.vocabularies:
            places = places_of(self._counted(vocabulary, tokens), tokens.places)
            places |= flags
            found |= self._said(places)
        return tuple(dict.fromkeys(rule.danger for rule in self.rules if rule.danger in found))

    def _said(self, places: Found) -> set[str]:
        """The dangers of the rules that hold, if together they weigh enough."""
        holding = [rule for rule in self.rules if rule.holds(places)]
        heaviest = max((rule.weight for rule in holding), default=0)
        backed = not ALARM.isdisjoint(places)
        if CALM not in places:
            backed = backed or heaviest > 1 or len(holding) > 1 or "few_words" in places
        return {rule.danger for rule in holding} if heaviest > 2 or backed else set()

    def _counted(self, vocabulary: Vocabulary, tokens: Tokens) -> Iterator[Hit]:
        hits = list(vocabulary.hits(tokens.words))
        harmless = [hit for hit in hits if hit.concept == HARMLESS]
        denied = {hit.end for hit in hits if hit.concept == NO}
        for hit in hits:
            if hit.concept in self.negatable and not denied.isdisjoint((hit.start, hit.start - 1)):
                continue
            if hit in harmless or not any(_within(hit, mask) for mask in harmless):
                yield hit


def _flags(tokens: Tokens) -> dict[str, list[tuple[int, int]]]:
    """What is told of the whole text, as concepts without a place."""
    told = {"shout": tokens.shouted, "few_words": len(tokens.words) <= _FEW}
    return {name: [] for name, holds in told.items() if holds}


def _within(hit: Hit, mask: Hit) -> bool:
    """A hit that has a word in the mask and doesn't reach beyond both its ends."""
    overlaps = hit.start < mask.end and mask.start < hit.end
    return overlaps and (hit.end - hit.start) <= (mask.end - mask.start)


def load_guard(folder: Path) -> Guard:
    """Read ``rules.yml`` and the lexicons of a folder."""
    rules = _read(folder / "rules.yml")
    contexts = frozenset(rules["contexts"].split())
    lexicons = {path.stem: _read(path) for path in folder.glob("*.yml") if path.stem != "rules"}
    return Guard(
        vocabularies=tuple(_vocabularies(lexicons, rules["groups"])),
        rules=tuple(
            parse_rule(danger, line, contexts)
            for danger, lines in rules["dangers"].items()
            for line in lines
        ),
        negatable=frozenset(rules["negatable"].split()),
    )


def _vocabularies(
    lexicons: Mapping[str, Mapping[str, str]], groups: Iterable[str]
) -> Iterator[Vocabulary]:
    """One vocabulary for languages that are mixed in one text: « ri7t lgaz f couloir »."""
    for group in groups:
        yield Vocabulary({language: lexicons[language] for language in group.split()})


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))
