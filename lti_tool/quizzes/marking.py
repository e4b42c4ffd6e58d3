"""From an answer to points: every item is worth one point, whatever its type.

| item | points |
| --- | --- |
| single | 1 for the key |
| multi | (right chosen − wrong chosen) / right options, not below 0: choosing everything never earns the point |
| best and worst | ½ for the best, ½ for the worst |
| order | (pairs of steps in the right order − pairs in the wrong one) / all pairs, not below 0: chance earns little |
| match | pairs matched rightly / all pairs |

No answer ever loses points elsewhere, a gap earns nothing, and the order in which options were shown or chosen plays
no part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Literal

from lti_tool.content.model import BestWorstItem, Item, MatchItem, OrderItem
from lti_tool.quizzes.answers import BEST, WORST, check_possible, slots_of

Verdict = Literal["right", "partly", "wrong"]
POINTS_POSSIBLE = Fraction(1)


@dataclass(frozen=True)
class Mark:
    """What one answer earned, exactly: thirds stay thirds until a score is shown."""

    points: Fraction
    points_possible: Fraction

    @property
    def verdict(self) -> Verdict:
        """The mark in a word."""
        if self.points == self.points_possible:
            return "right"
        return "partly" if self.points else "wrong"


NOT_ASKED = Mark(Fraction(0), Fraction(0))


def mark(item: Item, answer: Collection[str], accepted: Iterable[Collection[str]] = ()) -> Mark:
    """Return the mark, out of one point, for an answer's tokens; raises ImpossibleAnswer for one it cannot have.

    `accepted` are other answers that earn the whole point too; what is nearest to the answer given is its measure.
    """
    check_possible(item, answer)
    tokens = frozenset(answer)
    wanted = (full_answer(item), *map(frozenset, accepted))
    return Mark(max(Fraction(0), *(_points(item, tokens, each) for each in wanted)), POINTS_POSSIBLE)


def possible_points(item: Item, accepted: Iterable[Collection[str]] = ()) -> frozenset[Fraction]:
    """All that an answer to an item can earn, accepted ones included."""
    if isinstance(item, OrderItem):
        pairs = [comb(placed, 2) for placed in range(len(item.steps) + 1)]  # a step without a place earns nothing
        return frozenset(Fraction(right, pairs[-1]) for each in pairs for right in range(each, -1, -2))
    parts = {len(wanted) for wanted in (full_answer(item), *accepted)}
    return frozenset(Fraction(right, each) for each in parts for right in range(each + 1))


def full_answer(item: Item) -> frozenset[str]:
    """The answer that earns the whole point."""
    if isinstance(item, OrderItem):
        return frozenset(f"{step.id}={place}" for place, step in enumerate(item.steps, start=1))
    if isinstance(item, MatchItem):
        return frozenset(f"{pair.id}={item.target_of(pair)}" for pair in item.pairs)
    if isinstance(item, BestWorstItem):
        return frozenset((f"{BEST}={item.best}", f"{WORST}={item.worst}"))
    return item.keys


def _points(item: Item, tokens: frozenset[str], wanted: frozenset[str]) -> Fraction:
    if isinstance(item, OrderItem):
        return _order_points(tokens, wanted)
    if isinstance(item, (MatchItem, BestWorstItem)):
        return Fraction(len(tokens & wanted), len(wanted))
    return Fraction(len(tokens & wanted) - len(tokens - wanted), len(wanted))


def _order_points(tokens: frozenset[str], wanted: frozenset[str]) -> Fraction:
    """Kendall's tau over the pairs of steps, with unplaced steps earning nothing."""
    places = _places(tokens)
    right_places = _places(wanted)
    pairs = list(combinations(sorted(right_places, key=right_places.__getitem__), 2))
    placed = [(places[first], places[second]) for first, second in pairs if first in places and second in places]
    right = sum(first < second for first, second in placed)
    return Fraction(2 * right - len(placed), len(pairs))


def _places(tokens: frozenset[str]) -> dict[str, int]:
    return {step: int(place) for step, place in slots_of(tokens).items()}
