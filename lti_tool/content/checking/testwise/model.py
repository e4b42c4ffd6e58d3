"""A small model that weighs all cues together: a conditional logit with a penalty, fitted by Newton's method.

Plain Python: there are a dozen weights and a few hundred questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp
from typing import NamedTuple

Vector = list[float]

PENALTY = 2.0
STEPS = 4


class Choice(NamedTuple):
    """One choice to learn from: the cues of each option, and how likely each should be."""

    cues: tuple[Vector, ...]
    wanted: tuple[float, ...]


def fit(choices: Iterable[Choice], size: int, start: Vector | None = None, steps: int = STEPS) -> Vector:
    """Return the weights under which what is wanted is likeliest, less a penalty for large weights.

    The function to climb has one peak, so a start close to it needs fewer steps and changes nothing else.
    """
    weights = start or [0.0] * size
    learned = list(choices)
    for _ in range(steps):
        weights = _step(learned, weights)
    return weights


def worth(cues: Sequence[Vector], weights: Vector) -> Vector:
    """Return what the model thinks of each option."""
    return [sum(weight * cue for weight, cue in zip(weights, option, strict=True)) for option in cues]


def _step(choices: list[Choice], weights: Vector) -> Vector:
    size = len(weights)
    slope = [-PENALTY * weight for weight in weights]
    bend = [[PENALTY * (row == column) for column in range(size)] for row in range(size)]
    for choice in choices:
        _add(choice, weights, slope, bend)
    return [weight + change for weight, change in zip(weights, solve(bend, slope), strict=True)]


def _add(choice: Choice, weights: Vector, slope: Vector, bend: list[Vector]) -> None:
    likely = _likelihoods(worth(choice.cues, weights))
    usual = [sum(p * cue for p, cue in zip(likely, column, strict=True)) for column in zip(*choice.cues, strict=True)]
    for probability, wanted, option in zip(likely, choice.wanted, choice.cues, strict=True):
        apart = [cue - mean for cue, mean in zip(option, usual, strict=True)]
        for row, value in enumerate(apart):
            if value:
                slope[row] += wanted * value
                scaled, line = probability * value, bend[row]
                for column, other in enumerate(apart):
                    line[column] += scaled * other


def _likelihoods(values: Vector) -> Vector:
    top = max(values)
    grown = [exp(value - top) for value in values]
    return [value / sum(grown) for value in grown]


def solve(matrix: list[Vector], right: Vector) -> Vector:
    """Return x with matrix · x = right, for a symmetric matrix whose diagonal is never zero (ours has the penalty)."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for pivot in range(size):
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            rows[below] = [low - factor * high for low, high in zip(rows[below], rows[pivot], strict=True)]
    found = [0.0] * size
    for row in reversed(range(size)):
        known = sum(rows[row][column] * found[column] for column in range(row + 1, size))
        found[row] = (rows[row][size] - known) / rows[row][row]
    return found
