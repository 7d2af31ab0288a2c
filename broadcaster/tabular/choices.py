"""Closed lists of words a cell may hold, and what each stands for."""

from collections.abc import Mapping

from broadcaster.tabular.table import fold

OFFERED = 16
"""How many of the accepted words a finding names, unless told."""


class Choices[Value]:
    """Words and their meanings. Case, accents, spaces and punctuation do not matter."""

    def __init__(
        self, words: Mapping[str, Value], *, offered: int = OFFERED, others: str = ""
    ) -> None:
        """Take the words as they are offered to people, the best one for each meaning first.

        A finding names as many meanings as are ``offered``, then what ``others`` says.
        """
        self._meanings = {fold(word): value for word, value in words.items()}
        first: dict[Value, str] = {}
        for word, value in words.items():
            first.setdefault(value, word)
        self._offered = [f"« {word} »" for word in list(first.values())[:offered]]
        if others:
            self._offered.append(others)

    def get(self, written: str) -> Value | None:
        """What the written word stands for; None when it is no word of the list."""
        return self._meanings.get(fold(written))

    @property
    def offered(self) -> str:
        """The words to name in a finding, one for each meaning."""
        return ", ".join(self._offered)
