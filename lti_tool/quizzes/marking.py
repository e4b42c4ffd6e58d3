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

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from lti_tool.content.schema import BestWorstItem, ChoiceItem, Item, MatchItem, OrderItem
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


def mark(item: Item, answer: Collection[str]) -> Mark:
    """Return the mark, out of one point, for an answer's tokens; raises ImpossibleAnswer for one it cannot have."""
    check_possible(item, answer)
    tokens = frozenset(answer)
    return Mark(max(Fraction(0), _points(item, tokens)), POINTS_POSSIBLE)


def full_answer(item: Item) -> frozenset[str]:
    """The answer that earns the whole point."""
    if isinstance(item, OrderItem):
        return frozenset(f"{step.id}={place}" for place, step in enumerate(item.steps, start=1))
    if isinstance(item, MatchItem):
        return frozenset(f"{pair.id}={item.target_of(pair)}" for pair in item.pairs)
    if isinstance(item, BestWorstItem):
        return frozenset((f"{BEST}={item.best}", f"{WORST}={item.worst}"))
    return item.keys


def _points(item: Item, tokens: frozenset[str]) -> Fraction:
    if isinstance(item, OrderItem):
        return _order_points(item, tokens)
    if isinstance(item, (MatchItem, BestWorstItem)):
        wanted = full_answer(item)
        return Fraction(len(tokens & wanted), len(wanted))
    return _choice_points(item, tokens)


def _choice_points(item: ChoiceItem, chosen: frozenset[str]) -> Fraction:
    return Fraction(len(chosen & item.keys) - len(chosen - item.keys), len(item.keys))


def _order_points(item: OrderItem, tokens: frozenset[str]) -> Fraction:
    """Kendall's tau over the pairs of steps, with unplaced steps earning nothing."""
    places = {step: int(place) for step, place in slots_of(tokens).items()}
    pairs = list(combinations(item.part_ids, 2))
    placed = [(places[first], places[second]) for first, second in pairs if first in places and second in places]
    right = sum(first < second for first, second in placed)
    return Fraction(2 * right - len(placed), len(pairs))
