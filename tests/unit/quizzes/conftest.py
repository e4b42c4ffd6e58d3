"""Quizzes and items of any shape, for properties."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content.schema import Item, MultiItem, Quiz, QuizSection, SingleItem


def build_item(item_id: str = "x-1", options: str = "abc", keys: str = "a", **fields: Any) -> Item:
    """Return an item with one option a letter; one key makes a single, unless `type` says otherwise."""
    kind = fields.pop("type", "single" if len(keys) == 1 else "multi")
    values = {
        "id": item_id,
        "version": 1,
        "type": kind,
        "competency": "C1",
        "bloom": "apply",
        "source": "book",
        "stem": "Which?",
        "options": [{"id": letter, "text": letter, "feedback": "", "key": letter in keys} for letter in options],
        **fields,
    }
    return SingleItem.model_validate(values) if kind == "single" else MultiItem.model_validate(values)


def build_quiz(*sections: tuple[int, int], reverse: bool = False, **fields: Any) -> Quiz:
    """Return a quiz with a section for each (draw, bank size)."""
    items = [
        build_item(f"c{number}-{index}", competency=f"C{number}", **fields)
        for number, (_, bank) in enumerate(sections)
        for index in range(bank)
    ]
    return Quiz(
        title="Quiz",
        pass_points=1,
        sections=tuple(QuizSection(competency=f"C{n}", draw=draw) for n, (draw, _) in enumerate(sections)),
        items=tuple(reversed(items) if reverse else items),
    )


@pytest.fixture(scope="session")
def make_item() -> Any:
    return build_item


@pytest.fixture(scope="session")
def make_quiz() -> Any:
    return build_quiz
