"""Embedding beside Rasa's thread: each text once, however many ask for it."""

import numpy as np

from bot.nlu.components.embedding import SharedEmbedder


class Counting:
    """Counts what it embeds."""

    def __init__(self):
        self.texts = []

    def embed(self, texts):
        self.texts += texts
        return np.full((len(texts), 3), len(texts[0]), dtype=np.float32)


def test_what_was_warmed_is_not_embedded_again():
    embedder = Counting()
    shared = SharedEmbedder([embedder])
    for begun in shared.warm(["a", "bb"]):
        begun.result()
    assert shared.embed(["bb", "a", "bb"]).tolist() == [[2] * 3, [1] * 3, [2] * 3]
    assert embedder.texts == ["a", "bb"]


def test_of_no_texts_there_are_no_rows():
    assert SharedEmbedder([Counting()]).embed([]).shape[0] == 0
