"""The words of danger of all languages, found in one pass.

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
from itertools import pairwise
from typing import NamedTuple

from bot.nlu.dangers.spelling import arabic_plain, bare_forms, darija_bones, french_sound
from bot.nlu.folding import fold

GAP = "~"
_WIDEST_GAP = 3
_LONGEST_STEM = 14


class Hit(NamedTuple):
    """A concept in a text: from word ``start`` up to, not with, word ``end``."""

    group: int
    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Key:
    """A way to find a language's words however they are spelt."""

    of: Callable[[str], str]
    of_stem: Callable[[str], str]
    shortest: int  # a shorter key says too little: « sang », « sans » and « cent » sound the same
    shortest_stem: int


_KEYS: Mapping[str, _Key] = {
    "fr": _Key(french_sound, lambda stem: french_sound(stem, stem=True), 4, 5),
    "dz": _Key(darija_bones, darija_bones, 5, 5),
}


@dataclass(frozen=True, slots=True)
class _Phrase:
    group: int
    concept: str
    parts: tuple[str, ...]  # words, stems and alternatives, as written in the lexicon
    rest: tuple[tuple[tuple[int, str], int], ...]  # after the first: the part, words it may skip


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one word can be."""

    parts: frozenset[tuple[int, str]]  # of which group which part of phrases
    alone: tuple[tuple[int, str], ...]  # of which group which concept it is by itself
    begins: tuple[_Phrase, ...]  # the phrases that begin with it


class _Index:
    """Parts of phrases by word and by the stem of a word."""

    def __init__(self) -> None:
        self.exact: dict[str, set[tuple[int, str]]] = defaultdict(set)
        self.stems: dict[str, set[tuple[int, str]]] = defaultdict(set)

    def found(self, word: str, long: str) -> Iterator[set[tuple[int, str]]]:
        if word in self.exact:
            yield self.exact[word]
        for length in range(2, min(len(long), _LONGEST_STEM) + 1):
            if long[:length] in self.stems:
                yield self.stems[long[:length]]


class Vocabulary:
    """The phrases of all languages; those of one group may be mixed in one text."""

    def __init__(self, groups: Iterable[Mapping[str, Mapping[str, str]]]) -> None:
        """Take, of each group, the concepts of each language: name → phrases parted by commas."""
        self._plain = _Index()
        self._keyed = {language: _Index() for language in _KEYS}
        self._phrases: dict[tuple[int, str], list[_Phrase]] = defaultdict(list)
        for group, lexicons in enumerate(groups):
            for language, concepts in lexicons.items():
                for phrase in _phrases(group, concepts):
                    self._learn(phrase, language)
        self._reading = lru_cache(maxsize=8192)(self._read)

    def _learn(self, phrase: _Phrase, language: str) -> None:
        self._phrases[phrase.group, phrase.parts[0]].append(phrase)
        for part in phrase.parts:
            for word in part.split("|"):
                self._learn_word(word, (phrase.group, part), language)

    def _learn_word(self, word: str, part: tuple[int, str], language: str) -> None:
        stem = word.rstrip("*")
        is_stem = stem != word
        (self._plain.stems if is_stem else self._plain.exact)[stem].add(part)
        key = _KEYS.get(language)
        if key is None:
            return
        index = self._keyed[language]
        if is_stem and len(key.of_stem(stem)) >= key.shortest_stem:
            index.stems[key.of_stem(stem)].add(part)
        elif not is_stem and len(key.of(stem)) >= key.shortest:
            index.exact[key.of(stem)].add(part)

    def _read(self, word: str) -> _Reading:
        parts: set[tuple[int, str]] = set()
        for form in bare_forms(word):
            parts.update(*self._plain.found(form, form))
            for language, key in _KEYS.items():
                parts.update(*self._keyed[language].found(key.of(form), key.of_stem(form)))
        phrases = [phrase for part in parts for phrase in self._phrases.get(part, ())]
        return _Reading(
            frozenset(parts),
            tuple({(phrase.group, phrase.concept) for phrase in phrases if len(phrase.parts) == 1}),
            tuple(phrase for phrase in phrases if len(phrase.parts) > 1),
        )

    def hits(self, words: Sequence[str]) -> Iterator[Hit]:
        """Every concept found, of every group."""
        readings = [self._reading(word) for word in words]
        for start, reading in enumerate(readings):
            for group, concept in reading.alone:
                yield Hit(group, concept, start, start + 1)
            for phrase in reading.begins:
                end = _end_of(phrase, readings, start)
                if end:
                    yield Hit(phrase.group, phrase.concept, start, end)


def _end_of(phrase: _Phrase, readings: Sequence[_Reading], start: int) -> int:
    """Where a phrase whose first word is at ``start`` ends; 0 if it isn't there."""
    at, words = start + 1, len(readings)
    for wanted, gap in phrase.rest:
        last = at + gap
        while at < words and wanted not in readings[at].parts:
            at += 1
            if at > last:
                return 0
        if at >= words:
            return 0
        at += 1
    return at


def _phrases(group: int, concepts: Mapping[str, str]) -> Iterator[_Phrase]:
    for concept, phrases in concepts.items():
        for phrase in phrases.split(","):
            written = arabic_plain(fold(phrase)).replace("'", " ").split()
            parts = tuple(part for part in written if part != GAP)
            gaps = [
                _WIDEST_GAP * (before == GAP) for before, part in pairwise(written) if part != GAP
            ]
            rest = tuple(((group, part), gap) for part, gap in zip(parts[1:], gaps, strict=True))
            if parts:
                yield _Phrase(group, concept, parts, rest)
