"""The words of one group of languages that are written in one breath, by concept.

A lexicon file names concepts and lists phrases for each, parted by commas. In a phrase:

- ``word``  that word, however it is accented, or as it sounds where the language's key says so
- ``word*``  every word that begins so
- ``a|b``  either
- ``~``  up to three words of any kind
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.nlu.dangers.spelling import (
    SHORTEST_KEY,
    arabic_plain,
    bare_forms,
    darija_bones,
    french_sound,
)
from bot.nlu.folding import fold

Key = Callable[[str], str]
KEYS: Mapping[str, Key] = {"fr": french_sound, "dz": darija_bones}
"""The languages whose words are also found by a key."""

GAP = "~"
_WIDEST_GAP = 3
_LONGEST_STEM = 14
_LEAST_STEM_KEY = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept in a text: from word ``start`` up to, not with, word ``end``."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    concept: str
    parts: tuple[str, ...]  # words, stems, alternatives and gaps, as written in the lexicon


class Vocabulary:
    """Phrases of a group of languages, found in words in one pass."""

    def __init__(self, lexicons: Mapping[str, Mapping[str, str]]) -> None:
        """Take the concepts of each language: name → phrases parted by commas."""
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._keyed: list[tuple[Key, dict[str, set[str]], dict[str, set[str]]]] = []
        self._starting: dict[str, list[_Phrase]] = defaultdict(list)
        for language, concepts in lexicons.items():
            self._learn(language, concepts)
        self._parts_of = lru_cache(maxsize=8192)(self._find_parts)

    def _learn(self, language: str, concepts: Mapping[str, str]) -> None:
        key = KEYS.get(language)
        keyed: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
        for concept, phrases in concepts.items():
            for phrase in _phrases(concept, phrases):
                self._starting[phrase.parts[0]].append(phrase)
                for part in phrase.parts:
                    self._learn_part(part, key, keyed)
        if key:
            self._keyed.append((key, *keyed))

    def _learn_part(
        self, part: str, key: Key | None, keyed: tuple[dict[str, set[str]], dict[str, set[str]]]
    ) -> None:
        for word in part.split("|"):
            stem = word.rstrip("*")
            is_stem = stem != word
            (self._stems if is_stem else self._exact)[stem].add(part)
            if key is None:
                continue
            sound = french_sound(stem, stem=is_stem) if key is french_sound else key(stem)
            if len(sound) >= (_LEAST_STEM_KEY if is_stem else SHORTEST_KEY + (key is darija_bones)):
                keyed[is_stem].setdefault(sound, set()).add(part)

    def _find_parts(self, word: str) -> frozenset[str]:
        """The parts of phrases that a word stands for."""
        found: set[str] = set()
        for form in bare_forms(word):
            found |= self._exact.get(form, set())
            found.update(*_by_stem(self._stems, form))
            for key, exact, stems in self._keyed:
                sound = key(form)
                found |= exact.get(sound, set())
                long = french_sound(form, stem=True) if key is french_sound else sound
                found.update(*_by_stem(stems, long))
        return frozenset(found)

    def hits(self, words: Sequence[str]) -> Iterator[Hit]:
        """Every concept found, at each place at most once for each end."""
        parts = [self._parts_of(word) for word in words]
        for start, here in enumerate(parts):
            seen: set[tuple[str, int]] = set()
            for part in here:
                for phrase in self._starting.get(part, ()):
                    end = _matched(phrase.parts, parts, start)
                    if end and (phrase.concept, end) not in seen:
                        seen.add((phrase.concept, end))
                        yield Hit(phrase.concept, start, end)


def _by_stem(stems: Mapping[str, set[str]], word: str) -> Iterator[set[str]]:
    for length in range(2, min(len(word), _LONGEST_STEM) + 1):
        found = stems.get(word[:length])
        if found:
            yield found


def _matched(wanted: tuple[str, ...], parts: Sequence[frozenset[str]], start: int) -> int:
    """Where a phrase that begins at ``start`` ends; 0 if it isn't there."""
    at, gap = start, False
    for part in wanted:
        if part == GAP:
            gap = True
            continue
        last = min(at + (_WIDEST_GAP if gap else 0), len(parts) - 1)
        found = next((i for i in range(at, last + 1) if part in parts[i]), None)
        if found is None:
            return 0
        at, gap = found + 1, False
    return at


def _phrases(concept: str, phrases: str) -> Iterable[_Phrase]:
    for phrase in phrases.split(","):
        parts = tuple(arabic_plain(fold(phrase)).replace("'", " ").split())
        if parts:
            yield _Phrase(concept, parts)
