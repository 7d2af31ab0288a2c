"""The guard itself: a text in, what dangers it speaks of out, and how surely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.dangers.entries import read_entries
from bot.nlu.dangers.rules import CERTAIN, Found, Rule, parse_rule, places_of
from bot.nlu.dangers.tokens import Tokens, is_shouted, tokens_of
from bot.nlu.dangers.vocabulary import Hit, Vocabulary

HARMLESS = "harmless"
"""Phrases that only sound like danger: what lies within one is not counted."""
NO = "denial"
"""« pas de », « aucune »: what follows is not there."""
ALARM = frozenset({"help", "now", "shout"})
"""What makes a weak sign count."""
CALM = "calm"
"""What people write of when nothing burns: bills, dates, the internet."""
PLAN = "plan"
"""What is announced, put in or paid for."""
SMALL_WORDS = "small_words"
"""Words that hardly a French text does without."""
_FRENCH_SHARE = 0.2
_FEW = 4
ENOUGH = 4
"""Stretches with danger in them, after which the rest of a long text is not read."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Finds dangers by the lexicon of a folder."""

    vocabulary: Vocabulary
    kinds: tuple[str, ...]  # the dangers it knows, in order of urgency
    rules: Mapping[str, Sequence[Rule]]  # by each concept their first term may be
    negatable: frozenset[str]
    subjects: frozenset[str]  # what dangers happen to: a word of them alone says nothing
    languages: tuple[str, ...]  # the first of each group of the vocabulary

    def signs(self, text: str, kind: str) -> bool:
        """True when a text has a word of that danger, though no rule may join it to another."""
        telling = self._terms_of(kind) - self.subjects
        for window in tokens_of(text).windows():
            # Languages together: what is harmless in one is no sign in another.
            hits = list(self.vocabulary.hits(window.words))
            if any(hit.concept in telling for hit in self._counted(hits)):
                return True
        return False

    def is_french(self, text: str) -> bool:
        """True for a text in French: the one language of which the lexicon knows nearly all."""
        words = tokens_of(text).words
        small = sum(hit.concept == SMALL_WORDS for hit in self.vocabulary.hits(words))
        return bool(words) and small >= _FRENCH_SHARE * len(words)

    def is_calm(self, text: str) -> bool:
        """True when a text asks for dates, bills and the like."""
        hits = self.vocabulary.hits(tokens_of(text).words)
        return any(hit.concept in (CALM, PLAN) for hit in hits)

    def _terms_of(self, kind: str) -> set[str]:
        rules = {rule for known in self.rules.values() for rule in known if rule.danger == kind}
        return {concept for rule in rules for term in rule.terms for concept in term}

    def rules_met(self, text: str) -> frozenset[Rule]:
        """The rules that say a text speaks of danger; none when they do not weigh enough."""
        tokens = tokens_of(text)
        flags = _flags(tokens, text)
        met: set[Rule] = set()
        enough = ENOUGH
        for window in tokens.windows():
            said = self._rules_met_in(window, flags)
            met |= said
            enough -= bool(said)
            if not enough:
                break
        return frozenset(met)

    def languages_met(self, text: str) -> frozenset[str]:
        """The first language of each group in which a text speaks of danger."""
        tokens = tokens_of(text)
        flags = _flags(tokens, text)
        return frozenset(
            self.languages[group]
            for window in tokens.windows()
            for group, said in self._met_by_group(window, flags).items()
            if said
        )

    def _rules_met_in(self, window: Tokens, flags: Found) -> set[Rule]:
        return set().union(*self._met_by_group(window, flags).values())

    def _met_by_group(self, window: Tokens, flags: Found) -> dict[int, set[Rule]]:
        groups: dict[int, list[Hit]] = defaultdict(list)
        for hit in self.vocabulary.hits(window.words):
            groups[hit.group].append(hit)
        return {
            group: self._weighty({**places_of(self._counted(hits), window.places), **flags})
            for group, hits in groups.items()
        }

    def _weighty(self, found: Found) -> set[Rule]:
        asked = {rule for name in found for rule in self.rules.get(name, ())}
        holding = {rule for rule in asked if rule.holds(found)}
        heaviest = max((rule.weight for rule in holding), default=0)
        backed = not ALARM.isdisjoint(found)
        if CALM not in found:
            backed = backed or heaviest > 1 or len(holding) > 1 or "few_words" in found
        return holding if heaviest == CERTAIN or backed else set()

    def _counted(self, hits: Sequence[Hit]) -> Iterator[Hit]:
        """The concepts found, without the denied and the harmless ones."""
        masked = _masked(hits)
        denied = {hit.end for hit in hits if hit.concept == NO}
        for hit in hits:
            if denied and hit.concept in self.negatable and {hit.start, hit.start - 1} & denied:
                continue
            length = hit.end - hit.start
            if not masked or all(
                masked.get(word, 0) <= length for word in range(hit.start, hit.end)
            ):
                yield hit


def _masked(hits: Sequence[Hit]) -> dict[int, int]:
    """The words within harmless phrases: how long the phrase is. Longer concepts still count."""
    masked: dict[int, int] = {}
    for hit in hits:
        if hit.concept == HARMLESS:
            for word in range(hit.start, hit.end):
                masked[word] = max(masked.get(word, 0), hit.end - hit.start)
    return masked


def _flags(tokens: Tokens, text: str) -> dict[str, list[tuple[int, int]]]:
    """What is told of the whole text, as concepts without a place."""
    told = {"shout": is_shouted(text), "few_words": len(tokens.words) <= _FEW}
    return {name: [] for name, holds in told.items() if holds}


def load_guard(folder: Path) -> Guard:
    """Read ``rules.yml`` and the lexicons of a folder."""
    told = dict(read_entries(folder / "rules.yml"))
    groups = " ".join(told.pop("groups")).split(",")
    contexts = frozenset(" ".join(told.pop("contexts")).split())
    negatable = frozenset(" ".join(told.pop("negatable")).split())
    subjects = frozenset(" ".join(told.pop("subjects")).split())
    cases = dict(pair.split() for pair in " ".join(told.pop("cases")).split(","))
    rules: dict[str, list[Rule]] = defaultdict(list)
    for name, lines in told.items():
        for line in lines:
            rule = parse_rule(
                cases.get(name, name), line, contexts, case=name if name in cases else ""
            )
            for concept in rule.terms[0]:
                rules[concept].append(rule)
    return Guard(
        # Languages that are mixed in one text are read together: « ri7t lgaz f couloir ».
        Vocabulary({name: lexicon(folder, name) for name in group.split()} for group in groups),
        kinds=tuple(name for name in told if name not in cases),
        rules=rules,
        negatable=negatable,
        subjects=subjects,
        languages=tuple(group.split()[0] for group in groups),
    )


def lexicon(folder: Path, language: str) -> Mapping[str, str]:
    """The concepts of a language: name → phrases parted by commas."""
    entries = read_entries(folder / f"{language}.yml")
    return {concept: " ".join(lines) for concept, lines in entries.items()}
