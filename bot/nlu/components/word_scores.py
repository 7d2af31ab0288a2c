"""What the words of one text say of each intent.

The same as scikit-learn's ``transform`` and a product with the weights, without its matrices: they
are made for thousands of texts, and took four fifths of the time for one. A message is looked at
clause by clause, on the one thread that answers everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.folding import fold

Row = npt.NDArray[np.float32]


class _Terms:
    """One TF-IDF part: its terms and where their weights begin."""

    def __init__(self, vectorizer: TfidfVectorizer, first: int) -> None:
        self._terms_of: Callable[[str], Sequence[str]] = vectorizer.build_analyzer()
        self._columns: dict[str, int] = vectorizer.vocabulary_
        self._idf: Row = vectorizer.idf_.astype(np.float32)
        self._first = first

    def __len__(self) -> int:
        return len(self._idf)

    def features(self, text: str) -> tuple[npt.NDArray[np.intp], Row]:
        """Return the rows of weights that a text touches, and how much each counts."""
        known = Counter(
            self._columns[term] for term in self._terms_of(text) if term in self._columns
        )
        columns = np.fromiter(known, np.intp, len(known))
        times = np.fromiter(known.values(), np.float32, len(known))
        values = (1 + np.log(times)) * self._idf[columns]
        length = float(np.sqrt(values @ values))
        return columns + self._first, values / length if length else values


class WordScores:
    """Scores texts by their characters and words."""

    def __init__(self, vectorizers: Sequence[TfidfVectorizer], weights: npt.NDArray[np.float16]):
        """Take fitted vectorizers, and the weights whose first rows are theirs in order."""
        self._weights = weights
        self._parts: list[_Terms] = []
        for vectorizer in vectorizers:
            self._parts.append(_Terms(vectorizer, sum(map(len, self._parts))))

    def of(self, text: str) -> Row:
        """Return one score an intent."""
        folded = fold(text)
        found = [part.features(folded) for part in self._parts]
        rows = np.concatenate([rows for rows, _values in found])
        values = np.concatenate([values for _rows, values in found])
        scores: Row = values @ self._weights[rows].astype(np.float32)
        return scores
