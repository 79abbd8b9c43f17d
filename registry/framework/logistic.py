"""Logistic regression in plain Python: a few weights, learned from some thousand judgements."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p
from operator import mul
from typing import NamedTuple

Numbers = Sequence[float]
STEPS = 25
ENOUGH = 1e-4  # a step that changes no weight by more ends the learning
ROUNDING = 1e-9  # what two likelihoods may differ by and be the same
HALVINGS = 40
MOST_CERTAIN = 30.0  # logits further out are no different in floating point


class Logistic(NamedTuple):
    """The probability of yes is that of the weighted sum of numbers, on the logistic curve."""

    bias: float
    weights: Numbers

    def probability(self, numbers: Numbers) -> float:
        logit = self.bias + sum(map(mul, self.weights, numbers))
        return 1 / (1 + exp(-logit)) if logit > -MOST_CERTAIN else 0.0


def fit(
    rows: Sequence[Numbers], answers: Sequence[bool], penalty: float = 1.0, start: Logistic | None = None
) -> Logistic:
    """The weights that make the answers likeliest, each held near 0 by half its square times `penalty`.

    Newton's method; the bias is not held. `start`: weights that are near already save steps; any change
    nothing. ValueError without rows.
    """
    if not rows:
        raise ValueError("There is nothing to learn from: no row was given.")
    width = len(rows[0]) + 1
    # A trace of penalty on the bias keeps it finite where all answers are the same.
    penalties = [1e-3] + [penalty] * (width - 1)
    wide = [(1.0, *row) for row in rows]
    weights = [start.bias, *start.weights] if start else [0.0] * width
    likelihood = _likelihood(wide, answers, weights, penalties)
    for _ in range(STEPS):
        before, least = weights, likelihood - ROUNDING
        step = _step(wide, answers, before, penalties)
        for _ in range(HALVINGS):
            weights = [weight + change for weight, change in zip(before, step, strict=True)]
            likelihood = _likelihood(wide, answers, weights, penalties)
            if likelihood >= least:
                break
            # Where the curve is flat, a whole step leads far beyond the top.
            step = [change / 2 for change in step]
        if max(map(abs, step)) < ENOUGH:
            break
    return Logistic(weights[0], tuple(weights[1:]))


def _likelihood(
    rows: Sequence[Numbers], answers: Sequence[bool], weights: Numbers, penalties: Numbers
) -> float:
    """The logarithm of how likely the answers are, less what holds the weights: what learning makes greatest."""
    likelihood = -sum(held * weight * weight for held, weight in zip(penalties, weights, strict=True)) / 2
    for row, answer in zip(rows, answers, strict=True):
        logit = sum(map(mul, weights, row))
        against = -logit if answer else logit
        likelihood -= max(against, 0.0) + log1p(exp(-abs(against)))
    return likelihood


def _step(
    rows: Sequence[Numbers], answers: Sequence[bool], weights: Numbers, penalties: Numbers
) -> list[float]:
    """The change of weights that Newton's method makes: slopes over curvature."""
    slopes = [-held * weight for held, weight in zip(penalties, weights, strict=True)]
    curvature = [[held if i == j else 0.0 for j in range(len(weights))] for i, held in enumerate(penalties)]
    for row, answer in zip(rows, answers, strict=True):
        logit = max(-MOST_CERTAIN, min(MOST_CERTAIN, sum(map(mul, weights, row))))
        probability = 1 / (1 + exp(-logit))
        spread = max(probability * (1 - probability), 1e-9)
        for i, value in enumerate(row):
            if value:
                slopes[i] += (answer - probability) * value
                line, scaled = curvature[i], spread * value
                for j in range(i + 1):
                    line[j] += scaled * row[j]
    return _solved(curvature, slopes)


def _solved(lower: list[list[float]], right: Numbers) -> list[float]:
    """Solves a symmetric positive system, given by its lower triangle, by Cholesky's decomposition."""
    size = len(right)
    root = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = lower[i][j] - sum(map(mul, root[i][:j], root[j][:j]))
            root[i][j] = rest**0.5 if i == j else rest / root[j][j]
    half: list[float] = []
    for i in range(size):
        half.append((right[i] - sum(map(mul, root[i][:i], half))) / root[i][i])
    solution = [0.0] * size
    for i in reversed(range(size)):
        rest = half[i] - sum(root[k][i] * solution[k] for k in range(i + 1, size))
        solution[i] = rest / root[i][i]
    return solution
