"""The words of a text weigh what scikit-learn says they weigh."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import hstack

from bot.nlu.components.intent_model import new_vectorizers
from bot.nlu.components.word_scores import WordScores
from bot.nlu.folding import fold
from tests.bot.nlu.components.small_project import SMALL

TEXTS = [text for texts in SMALL.values() for text in texts]


@pytest.mark.parametrize("text", [*TEXTS, "L'EAU, l'eau ! l'eau", "xyz", "", "🚧"])
def test_a_text_is_scored_as_scikit_learn_would(text):
    vectorizers = new_vectorizers()
    width = sum(vectorizer.fit_transform(map(fold, TEXTS)).shape[1] for vectorizer in vectorizers)
    weights = np.random.RandomState(0).randn(width + 7, 3).astype(np.float16)
    row = hstack([vectorizer.transform([fold(text)]) for vectorizer in vectorizers], format="csr")
    theirs = row @ weights[:width].astype(np.float32)
    assert np.allclose(WordScores(vectorizers, weights).of(text), theirs[0], atol=1e-4)
