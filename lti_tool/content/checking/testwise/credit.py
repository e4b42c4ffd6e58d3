"""What a ranking of options earns, and what chance would: the rules of the quiz, a point a question.

A single choice earns when the first in rank is the key, a multi-response item when it is one of the keys, and a
best/worst item half for the first and half for the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from lti_tool.content.checking.testwise.questions import Question

Odds = dict[float, float]


def earned(question: Question, values: Sequence[float]) -> float:
    """Return the points that the values earn; options of equal value share what a pick among them earns on average."""
    first = _share_at(values, max(values), question.keys)
    if question.worst is None:
        return first
    return (first + _share_at(values, min(values), frozenset({question.worst}))) / 2


def odds_by_chance(question: Question) -> Odds:
    """Return how likely each number of points is for someone who ranks the options blindly."""
    count = len(question.options)
    if question.worst is None:
        hit = len(question.keys) / count
        return {0.0: 1 - hit, 1.0: hit}
    odds: Odds = {}
    pairs = list(permutations(range(count), 2))
    for first, last in pairs:
        points = ((first in question.keys) + (last == question.worst)) / 2
        odds[points] = odds.get(points, 0.0) + 1 / len(pairs)
    return odds


def expected(question: Question) -> float:
    """Return what blind ranking earns on average."""
    return sum(points * chance for points, chance in odds_by_chance(question).items())


def chance_of(points: float, questions: Sequence[Question]) -> float:
    """Return how likely blind ranking earns at least so many points over all the questions: an exact tail."""
    halves = [1.0]  # how likely each number of half points is, so far
    for question in questions:
        grown = [0.0] * (len(halves) + 2)
        for gained, chance in odds_by_chance(question).items():
            for before, likely in enumerate(halves):
                grown[before + round(2 * gained)] += likely * chance
        halves = grown
    needed = points * 2 - 1e-9
    return min(1.0, sum(likely for number, likely in enumerate(halves) if number >= needed))


def _share_at(values: Sequence[float], value: float, wanted: frozenset[int]) -> float:
    tied = [place for place, own in enumerate(values) if own == value]
    return len(wanted.intersection(tied)) / len(tied)
