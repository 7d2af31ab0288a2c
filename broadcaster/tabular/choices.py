"""Closed lists of words a cell may hold, and what each stands for."""

from collections.abc import Mapping

from broadcaster.tabular.table import fold

OFFERED = 16
"""How many of the accepted words a finding names."""


class Choices[Value]:
    """Words and their meanings. Case, accents, spaces and punctuation do not matter."""

    def __init__(self, words: Mapping[str, Value]) -> None:
        """Take the words as they are offered to people, the best one for each meaning first."""
        self._meanings = {fold(word): value for word, value in words.items()}
        first: dict[Value, str] = {}
        for word, value in words.items():
            first.setdefault(value, word)
        self._offered = list(first.values())[:OFFERED]

    def get(self, written: str) -> Value | None:
        """What the written word stands for; None when it is no word of the list."""
        return self._meanings.get(fold(written))

    @property
    def offered(self) -> str:
        """The words to name in a finding, one for each meaning."""
        return ", ".join(f"« {word} »" for word in self._offered)
