"""Quizzes as pure functions: a seed becomes items, answers become marks, marks become a score."""

from lti_tool.quizzes.marking import Mark, TooManyChosen, UnknownOption, mark
from lti_tool.quizzes.scoring import Score, score
from lti_tool.quizzes.selection import BankTooSmall, DrawnItem, draw_items

__all__ = [
    "BankTooSmall",
    "DrawnItem",
    "Mark",
    "Score",
    "TooManyChosen",
    "UnknownOption",
    "draw_items",
    "mark",
    "score",
]
