"""The networks beside the regression: they learn, repeat themselves, and know when to be silent."""

import numpy as np
import pytest

from bot.nlu.components import hidden_layer, intent_model
from bot.nlu.components.embedding import EmbeddingCache
from tests.bot.nlu.components.small_project import SMALL

INTENTS = 3


@pytest.fixture(scope="module")
def rings():
    """Points around zero, told apart by how far they lie: no straight line divides them."""
    random = np.random.RandomState(0)
    labels = np.arange(240) % INTENTS
    angles = random.rand(240) * 2 * np.pi
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return (around * (1 + 2 * labels[:, None])).astype(np.float32), labels


@pytest.fixture(scope="module")
def networks(rings):
    return hidden_layer.fit(*rings, INTENTS)


def test_they_learn_what_a_regression_cannot(networks, rings):
    points, labels = rings
    assert (hidden_layer.opinion(networks, points).argmax(axis=1) == labels).mean() > 0.95


def test_the_same_vectors_give_the_same_networks(networks, rings):
    again = hidden_layer.fit(*rings, INTENTS)
    for one, other in zip(networks, again, strict=True):
        for part, same in zip(one, other, strict=True):
            assert np.allclose(part, same, atol=1e-3)


def test_networks_read_again_say_the_same(networks, rings):
    points, _ = rings
    again = hidden_layer.of_arrays(hidden_layer.as_arrays(networks))
    before = hidden_layer.opinion(networks, points)
    assert np.array_equal(hidden_layer.opinion(again, points), before)


def test_an_intent_without_a_vector_stays_possible(rings):
    points, labels = rings
    told = hidden_layer.opinion(hidden_layer.fit(points, labels, INTENTS + 1), points)
    assert told.shape == (len(points), INTENTS + 1)
    assert np.isfinite(told).all()


def test_where_most_texts_are_too_long_to_embed_no_network_is_heard(tmp_path, monkeypatch):
    monkeypatch.setattr(intent_model, "LONGEST_EMBEDDED", 18)
    told = []
    examples = [(text, intent) for intent, texts in SMALL.items() for text in texts]
    texts, labels = zip(*examples, strict=True)
    assert 0 < sum(len(text) <= 18 for text in texts) < len(texts) / 2
    cache = EmbeddingCache(tmp_path / "embeddings.npz")
    model = intent_model.train(texts, labels, cache, told.append)
    assert not any(line.startswith("networks") for line in told)
    model.save(tmp_path)
    alone = intent_model.IntentModel.load(tmp_path).probabilities(texts[:3])
    assert np.allclose(alone, model.probabilities(texts[:3]), atol=1e-5)
