"""Quizzes of any shape, for properties."""

from __future__ import annotations

from typing import Any

import pytest

from lti_tool.content.model import Quiz, QuizSection
from tests.support.items import build_choice


def build_quiz(*sections: tuple[int, int], reverse: bool = False, **fields: Any) -> Quiz:
    """Return a quiz with a section for each (draw, bank size)."""
    items = [
        build_choice(f"c{number}-{index}", competency=f"C{number}", **fields)
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
    return build_choice


@pytest.fixture(scope="session")
def make_quiz() -> Any:
    return build_quiz
