"""From an answer to points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lti_tool.content.schema import ChoiceItem, Item, SingleItem
from lti_tool.errors import ToolError

Verdict = Literal["right", "partly", "wrong"]


class UnknownOption(ToolError):
    """The answer names an option that the item does not have."""

    def __init__(self, item: ChoiceItem, unknown: Collection[str]) -> None:
        names = ", ".join(sorted(option_id[:20] for option_id in unknown))
        super().__init__(f"Question {item.id} has no option {names}.")


class TooManyChosen(ToolError):
    """More than one option was chosen where one answer is right."""

    def __init__(self, item: ChoiceItem) -> None:
        super().__init__(f"Question {item.id} takes one answer; choose one option.")


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


def mark(item: Item, chosen: Collection[str]) -> Mark:
    """Return the mark, out of one point, for the options chosen; none chosen earns nothing.

    Single choice: one point for the key. Multi-response: partial credit,
    max(0, (right chosen - wrong chosen) / number of right options): a wrong choice takes back a right one, so
    choosing everything never earns the whole point, and no answer loses points elsewhere.
    Raises UnknownOption, or TooManyChosen when a single-choice item gets two.
    """
    answer = frozenset(chosen)
    if not answer <= set(item.option_ids):
        raise UnknownOption(item, answer - set(item.option_ids))
    if isinstance(item, SingleItem) and len(answer) > 1:
        raise TooManyChosen(item)
    right, wrong = len(answer & item.keys), len(answer - item.keys)
    return Mark(max(Fraction(0), Fraction(right - wrong, len(item.keys))), Fraction(1))
