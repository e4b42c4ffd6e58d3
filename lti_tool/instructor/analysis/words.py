"""What was chosen at an item, in its own words: each answer that could be given, or was, with how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lti_tool.competencies.item_statistics import Flag
from lti_tool.content.model import BestWorstItem, Item, MatchItem, OrderItem
from lti_tool.errors import N_
from lti_tool.instructor.shared.answer_words import token_words
from lti_tool.quizzes import full_answer

FLAG_WORDS = {
    Flag.TOO_FEW: N_("Too few answers to judge yet."),
    Flag.CHECK_KEY: N_("People who do well elsewhere do worse here: check whether the key is right."),
    Flag.TELLS_LITTLE: N_("It tells little about who knows the rest."),
    Flag.HARD: N_("Hard: less than a third of the points were earned."),
    Flag.EASY: N_("Nearly everybody gets it right."),
    Flag.DISTRACTOR_WINS: N_("A wrong answer is chosen more often than a right one."),
    Flag.DISTRACTOR_DEAD: N_("A wrong answer was never chosen."),
    Flag.UNANSWERED: N_("Many leave it unanswered or half answered."),
    Flag.CONFIDENT_ERRORS: N_("Many are certain and wrong: worth talking about together."),
}
MOST = 12  # an order of six steps has 36 answers: the rarest are left out


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer, how many gave it, and whether it is right."""

    words: str
    count: int
    is_right: bool


def choices_of(item: Item, chosen: Mapping[str, int]) -> list[Choice]:
    """Every option of a choice with its count; of other items what was chosen, most often first."""
    right = full_answer(item)
    if isinstance(item, (OrderItem, MatchItem, BestWorstItem)):
        tokens = sorted(chosen, key=lambda token: (-chosen[token], token))[:MOST]
    else:
        tokens = list(item.option_ids)
    return [Choice(token_words(item, token), chosen.get(token, 0), token in right) for token in tokens]


def simple_options(item: Item) -> tuple[str, ...]:
    """The tokens among which a choice is made; nothing for items that ask for more than a choice."""
    return () if isinstance(item, (OrderItem, MatchItem, BestWorstItem)) else tuple(item.option_ids)
