"""Quizzes as pure functions: a seed becomes items, answers become marks, marks become a score."""

from lti_tool.quizzes.answers import (
    BestIsWorst,
    ImpossibleAnswer,
    PlaceTakenTwice,
    TooManyChosen,
    check_possible,
    is_complete,
)
from lti_tool.quizzes.marking import Mark, full_answer, mark
from lti_tool.quizzes.scoring import Score, score
from lti_tool.quizzes.selection import BankTooSmall, DrawnItem, draw_items

__all__ = [
    "BankTooSmall",
    "BestIsWorst",
    "DrawnItem",
    "ImpossibleAnswer",
    "Mark",
    "PlaceTakenTwice",
    "Score",
    "TooManyChosen",
    "check_possible",
    "draw_items",
    "full_answer",
    "is_complete",
    "mark",
    "score",
]
