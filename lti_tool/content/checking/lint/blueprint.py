"""Rules on a bank against the blueprint of its quiz: large enough to ask anew, and of the levels that are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.quiz import LEVELS, QuizPlan
from lti_tool.content.source.bank.blueprint import Covers, drawn_words, stratum_sizes

BANK_TO_DRAW = 3
MAX_DIFFERENCE = 0.1


def bank_is_three_times_the_draw(quiz: QuizPlan, items: Sequence[Item], covers: Covers) -> Iterator[Finding]:
    """Each stratum holds three times what it gives, so that two retakes can ask new items.

    A bank that is smaller than its draw is another matter: it stops the content from loading.
    """
    for index, section in enumerate(quiz.sections):
        for stratum, count in stratum_sizes(section, items, covers):
            if stratum.draw <= count < BANK_TO_DRAW * stratum.draw:
                more = BANK_TO_DRAW * stratum.draw - count
                remedy = f"write {more} more, so that two retakes ask new items, or draw fewer"
                yield Finding("error", ("quiz", "sections", index), drawn_words(stratum, count), remedy)


def levels_of_bank_are_those_drawn(quiz: QuizPlan, items: Sequence[Item]) -> Iterator[Finding]:
    """The share of each level in the bank is within ten points of its share in the draw."""
    if not items or any(isinstance(section.draw, int) for section in quiz.sections):
        return
    for level, levels in LEVELS.items():
        drawn = sum(stratum.draw for section in quiz.sections for stratum in section.strata if stratum.levels == levels)
        wanted = drawn / quiz.draw_count
        share = sum(item.bloom in levels for item in items) / len(items)
        if abs(share - wanted) > MAX_DIFFERENCE:
            message = f"{share:.0%} of the bank is {level}, the blueprint draws {wanted:.0%}"
            yield Finding("warning", ("quiz", "sections"), message, "write items of the levels that are missing")
