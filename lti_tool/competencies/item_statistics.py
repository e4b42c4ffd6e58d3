"""How an item did, from its tally's sums. Pure.

Facility is the share of the points that were earned (1: everybody right). The item-rest correlation says whether people
who do well on the item also do well on the rest: it needs thirty answers, and is None if everybody did the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lti_tool.quizzes.scoring import FINEST_MARK

ENOUGH = 30
EASY, HARD = 0.95, 0.30
WEAK = 0.10
OFTEN_UNANSWERED = 0.10
CERTAIN_AND_WRONG = 0.20


class Flag(StrEnum):
    """What is worth a look at an item."""

    TOO_FEW = "too few"
    CHECK_KEY = "check key"
    TELLS_LITTLE = "tells little"
    HARD = "hard"
    EASY = "easy"
    DISTRACTOR_WINS = "distractor wins"
    DISTRACTOR_DEAD = "distractor dead"
    UNANSWERED = "unanswered"
    CONFIDENT_ERRORS = "confident errors"


@dataclass(frozen=True, slots=True)
class Sums:
    """What a tally keeps of one item: x are its points, y those on the rest of the attempt, in sixtieths."""

    responses: int = 0
    sum_x: int = 0
    sum_xx: int = 0
    sum_y: int = 0
    sum_yy: int = 0
    sum_xy: int = 0
    unanswered: int = 0
    confident: int = 0
    confident_wrong: int = 0


def facility(sums: Sums) -> float:
    """The share of the points that were earned, 0 to 1."""
    return sums.sum_x / (FINEST_MARK * sums.responses) if sums.responses else 0.0


def item_rest_correlation(sums: Sums) -> float | None:
    """Pearson's r between the item and the rest; None below thirty answers, or if either never varies."""
    n = sums.responses
    spread_x, spread_y = n * sums.sum_xx - sums.sum_x**2, n * sums.sum_yy - sums.sum_y**2
    if n < ENOUGH or spread_x <= 0 or spread_y <= 0:
        return None
    return (n * sums.sum_xy - sums.sum_x * sums.sum_y) / math.sqrt(spread_x * spread_y)


def find_flags(sums: Sums, chosen: Mapping[str, int], keys: Collection[str], options: Collection[str]) -> list[Flag]:
    """What is worth a look; `keys` and `options` are tokens, empty for items that are not a simple choice."""
    if sums.responses < ENOUGH:
        return [Flag.TOO_FEW]
    correlation = item_rest_correlation(sums)
    wrong = [chosen.get(token, 0) for token in options if token not in keys]
    least_right = min((chosen.get(token, 0) for token in keys), default=0)
    found = {
        Flag.CHECK_KEY: correlation is not None and correlation < 0,
        Flag.TELLS_LITTLE: correlation is not None and 0 <= correlation < WEAK,
        Flag.HARD: facility(sums) < HARD,
        Flag.EASY: facility(sums) >= EASY,
        Flag.DISTRACTOR_WINS: max(wrong, default=0) > least_right,
        Flag.DISTRACTOR_DEAD: 0 in wrong,
        Flag.UNANSWERED: sums.unanswered >= OFTEN_UNANSWERED * sums.responses,
        Flag.CONFIDENT_ERRORS: sums.confident_wrong >= CERTAIN_AND_WRONG * sums.responses,
    }
    return [flag for flag, is_so in found.items() if is_so]
