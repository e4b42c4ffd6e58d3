"""The questions of one bank, under the name that reports give it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lti_tool.content.checking.testwise.questions import Question, question_of
from lti_tool.content.model.items.item import Item


class Bank(NamedTuple):
    """A module's id, and those of its items that can be guessed at."""

    name: str
    questions: tuple[Question, ...]

    @classmethod
    def of(cls, name: str, items: Iterable[Item]) -> Bank:
        """Return the bank of some items."""
        return cls(name, tuple(found for found in map(question_of, items) if found is not None))
