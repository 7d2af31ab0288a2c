"""Networks of one hidden layer on the sentence embedding: a second opinion beside the regression.

The regression reads words and meaning together and leans on the words, which tell its training
texts apart; a network that has nothing but the meaning errs elsewhere. Their log-probabilities are
averaged (a product of experts: Hinton, « Training Products of Experts by Minimizing Contrastive
Divergence », 2002). Networks trained by chance differ, so four are: which one gets matters less.

With every text embedded, 96.4 % of CLINC150's validation texts were right instead of 95.7, and 95.3
instead of 94.6 with 80 % of what is out of scope caught. Dropout, label smoothing, mixed examples
(mixup), and mixed ones as examples of what is out of scope (Zhan et al., 2021) brought nothing
there or did harm. scikit-learn's ``MLPClassifier`` was as good on them in 1.25 times the time, and
seven of 4,500 test texts worse at the bound that is published, which may be chance.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.nlu.components.regression import Matrix, Scores, softmax

WIDTH = 512
NETWORKS = 4
EPOCHS = 20
LEAST_STEPS = 400
"""A few dozen texts would otherwise end after as many steps, having taught nothing."""

_BATCH = 128
_RATE = 2e-3
_DECAY = 1e-2 / _BATCH
_LEAST = 1e-6
"""No network rules an intent out altogether."""


class Network(NamedTuple):
    """Vectors → a score for each intent."""

    into: Matrix  # one row a dimension of the vectors
    into_bias: Matrix
    out: Matrix  # one row a hidden unit
    out_bias: Matrix

    def hidden(self, vectors: Matrix) -> Matrix:
        """Return what the hidden layer makes of vectors."""
        return np.maximum(vectors @ self.into + self.into_bias, np.float32(0))

    def probabilities(self, vectors: Matrix) -> Matrix:
        """Return one row a vector, one column an intent."""
        return softmax(self.hidden(vectors) @ self.out + self.out_bias).astype(np.float32)

    def gradient(self, vectors: Matrix, wanted: Matrix) -> Network:
        """Return how the loss grows with each weight."""
        hidden = self.hidden(vectors)
        wrong = softmax(hidden @ self.out + self.out_bias) - wanted
        wrong = (wrong / np.float32(len(vectors))).astype(np.float32)
        back = (wrong @ self.out.T) * (hidden > 0)
        decay = np.float32(_DECAY)
        return Network(
            vectors.T @ back + decay * self.into,
            back.sum(axis=0),
            hidden.T @ wrong + decay * self.out,
            wrong.sum(axis=0),
        )


def opinion(networks: Sequence[Network], vectors: Matrix) -> Scores:
    """Return the mean log-probability of each intent: one row a vector."""
    told = [np.log(network.probabilities(vectors) + _LEAST) for network in networks]
    mean: Scores = np.mean(told, axis=0)
    return mean


def fit(vectors: Matrix, labels: npt.NDArray[np.int64], intents: int) -> list[Network]:
    """Return trained networks for vectors around zero; the same vectors give the same ones."""
    scale = np.float32(vectors.std() or 1.0)
    wanted = np.eye(intents, dtype=np.float32)[labels]
    # One a thread: numpy lets go of Python's lock meanwhile.
    with ThreadPoolExecutor(min(NETWORKS, os.cpu_count() or 1)) as threads:
        found = list(threads.map(partial(_trained, vectors / scale, wanted), range(NETWORKS)))
    return [_as_stored(network._replace(into=network.into / scale)) for network in found]


def _as_stored(network: Network) -> Network:
    """Return the network as it will be read again: a model answers the same before and after."""
    return Network(*(part.astype(np.float16).astype(np.float32) for part in network))


def as_arrays(networks: Sequence[Network]) -> dict[str, npt.NDArray[np.float16]]:
    """Return what :func:`of_arrays` reads, in half precision."""
    return {
        f"network_{number}_{name}": part.astype(np.float16)
        for number, network in enumerate(networks)
        for name, part in network._asdict().items()
    }


def of_arrays(arrays: Mapping[str, npt.NDArray[np.float16]]) -> list[Network]:
    """Return the networks among stored arrays."""
    names = Network._fields
    found = sum(name.endswith(f"_{names[0]}") for name in arrays)
    return [
        Network(*(arrays[f"network_{number}_{name}"].astype(np.float32) for name in names))
        for number in range(found)
    ]


def _trained(vectors: Matrix, wanted: Matrix, seed: int) -> Network:
    """Return a network trained by Adam (Kingma & Ba, 2015) on batches in an order by chance."""
    chance = np.random.default_rng(seed)
    network = _drawn(vectors.shape[1], wanted.shape[1], chance)
    speeds = [np.zeros_like(part) for part in network]
    squares = [np.zeros_like(part) for part in network]
    epochs = max(EPOCHS, LEAST_STEPS // ceil(len(vectors) / _BATCH))
    step = 0
    for _ in range(epochs):
        order = chance.permutation(len(vectors))
        for start in range(0, len(order), _BATCH):
            step += 1
            batch = order[start : start + _BATCH]
            gradient = network.gradient(vectors[batch], wanted[batch])
            for moved in zip(network, gradient, speeds, squares, strict=True):
                _move(*moved, step)
    return network


def _drawn(dimensions: int, intents: int, chance: np.random.Generator) -> Network:
    """Return an untrained network (Glorot & Bengio, 2010)."""
    into, out = ((6 / (dimensions + WIDTH)) ** 0.5, (6 / (WIDTH + intents)) ** 0.5)
    shapes = (((dimensions, WIDTH), into), (WIDTH, into), ((WIDTH, intents), out), (intents, out))
    return Network(*(chance.uniform(-b, b, shape).astype(np.float32) for shape, b in shapes))


def _move(weights: Matrix, gradient: Matrix, speed: Matrix, square: Matrix, step: int) -> None:
    """Move weights in place by one step of Adam."""
    speed += np.float32(0.1) * (gradient - speed)
    square += np.float32(0.001) * (gradient * gradient - square)
    rate = np.float32(_RATE * (1 - 0.999**step) ** 0.5 / (1 - 0.9**step))
    weights -= rate * speed / (np.sqrt(square) + np.float32(1e-8))
