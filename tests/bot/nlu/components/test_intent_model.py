"""The model itself: saved and read again, alike; nothing learnt from nothing."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.components import intent_model, regression
from bot.nlu.components.embedding import EmbeddingCache, SharedEmbedder
from bot.nlu.components.intent_model import IntentModel
from tests.bot.nlu.components.small_project import SMALL


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    cache = EmbeddingCache(tmp_path_factory.mktemp("cache") / "embeddings.npz")
    examples = [(text, intent) for intent, texts in SMALL.items() for text in texts]
    texts, labels = zip(*examples, strict=True)
    return intent_model.train(texts, labels, cache, lambda _line: None)


def test_a_saved_model_answers_as_before(model, tmp_path):
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    texts = ["l'eau revient ?", "le chef", "xyz", ""]
    assert np.allclose(again.probabilities(texts), model.probabilities(texts), atol=1e-5)


def test_probabilities_add_up_to_one(model):
    assert np.allclose(model.probabilities(["eau", "", "🚧"]).sum(axis=1), 1, atol=1e-5)


def test_its_own_examples_are_known(model):
    for intent, texts in SMALL.items():
        assert {guess.intent for guess in model.guesses(texts)} == {intent}


def test_the_regression_finds_what_scikit_learn_finds():
    from sklearn.linear_model import LogisticRegression

    random = np.random.RandomState(0)
    features = random.randn(120, 12).astype(np.float32)
    labels = features[:, :3].argmax(axis=1)
    rows = regression.Rows(csr_matrix(features[:, :6]), features[:, 6:])
    ours = regression.fit(rows, labels, regularisation=1.0, steps=200)
    theirs = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-8, max_iter=1000)
    theirs.fit(features, labels)
    assert np.allclose(ours, theirs.coef_.T, atol=2e-2)


@pytest.mark.parametrize("texts", [2, 3, 8])
def test_a_set_learned_to_the_last_digit_ends_the_training(texts):
    rows = regression.Rows(
        csr_matrix(np.eye(texts, dtype=np.float32)), np.zeros((texts, 1), dtype=np.float32)
    )
    weights = regression.fit(rows, np.arange(texts) % 2, 5.0, 500)
    assert np.isfinite(weights).all()


def test_only_new_texts_are_embedded(tmp_path):
    class Counting:
        embedded = 0

        def embed(self, texts):
            self.embedded += len(texts)
            return np.ones((len(texts), 4), dtype=np.float32)

    embedder = Counting()
    for texts in (["a", "b"], ["b", "c"], ["b", "c"]):
        cache = EmbeddingCache(tmp_path / "cache.npz")
        cache.embed(texts, SharedEmbedder([embedder, embedder]), lambda _done, _all: None)
    assert embedder.embedded == 3
