"""What a link's settings make of a module."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lti_tool.content.model.module import Module
from lti_tool.content.source.loader import load_catalogue
from lti_tool.placements.settings import QuizSettings, Shows
from lti_tool.placements.shaping import has_survey, shape
from lti_tool.settings import shipped_dir


@pytest.fixture(scope="module")
def module() -> Module:
    found = load_catalogue(shipped_dir("content")).module("culture-of-yes")
    assert found is not None
    return found


def ids(module: Module) -> list[str]:
    return [lesson.id.rpartition(".")[2] for lesson in module.lessons]


def test_nothing_set_is_the_module_itself(module: Module) -> None:
    assert shape(module, QuizSettings(attempts_allowed=3)) is module


def test_lessons_are_hidden_and_put_in_order_and_the_time_follows(module: Module) -> None:
    settings = QuizSettings(
        lessons_hidden=("culture-of-yes.l2",), lessons_order=("culture-of-yes.l5", "gone", "culture-of-yes.l1")
    )

    shaped = shape(module, settings)

    assert ids(shaped) == ["l5", "l1", "l3", "l4"]
    hidden = module.lesson("culture-of-yes.l2")
    assert hidden is not None
    assert shaped.minutes == module.minutes - hidden.minutes
    assert shaped.lesson("culture-of-yes.l2") is None
    assert shaped.digest != module.digest


def test_a_link_shows_the_quiz_alone_or_the_lessons_alone(module: Module) -> None:
    quiz, lessons = (shape(module, QuizSettings(shows=part)) for part in (Shows.QUIZ, Shows.LESSONS))

    assert (ids(quiz), quiz.quiz) == ([], module.quiz)
    assert (lessons.lessons, lessons.quiz) == (module.lessons, None)
    assert quiz.minutes + lessons.minutes == module.minutes


def test_a_survey_alone_teaches_nothing_and_earns_no_certificate(module: Module) -> None:
    from lti_tool.certificates.rules import can_be_earned

    shaped = shape(module, QuizSettings(shows=Shows.SURVEY))

    assert shaped.quiz is None
    assert all(has_survey(lesson) for lesson in shaped.lessons)
    assert not can_be_earned(shaped)


@pytest.mark.parametrize(
    ("items", "percent", "wanted"),
    [
        (None, 75, (10, Fraction(15, 2))),
        (5, 70, (5, Fraction(7, 2))),
        (5, None, (5, 4)),
        (6, None, (6, Fraction(24, 5))),
        (4, 100, (4, 4)),
    ],
)
def test_items_and_pass_mark(module: Module, items: int, percent: int, wanted: tuple[int, Fraction]) -> None:
    quiz = shape(module, QuizSettings(items=items, pass_percent=percent)).quiz

    assert quiz is not None
    assert (quiz.draw_count, quiz.pass_points) == wanted


def test_a_row_keeps_what_differs_from_the_course_even_where_that_is_our_own_default() -> None:
    course = {"counting": "latest", "attempts_allowed": 2}

    stored = QuizSettings(wait_minutes=5).stored(course)

    assert stored == {"counting": "highest", "attempts_allowed": None, "wait_minutes": 5}
    assert QuizSettings.model_validate(course | stored) == QuizSettings(wait_minutes=5)
