"""What the learner's templates show, made from models; nothing here reads a request or writes a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flask import url_for

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.service import find_best
from lti_tool.content.catalogue import Catalogue
from lti_tool.content.markdown import render_inline_markdown, render_markdown
from lti_tool.content.schema.lesson import Lesson
from lti_tool.content.schema.module import Module
from lti_tool.courses.service import first_unfinished
from lti_tool.errors import NotFound
from lti_tool.grades.models import ScoreDelivery
from lti_tool.grades.queueing import is_link_graded
from lti_tool.grades.words import describe
from lti_tool.lti.models import Launch
from lti_tool.quizzes.marking import mark
from lti_tool.quizzes.selection import DrawnItem

_render_lesson = lru_cache(maxsize=256)(render_markdown)
_render = lru_cache(maxsize=4_096)(render_inline_markdown)


@dataclass(frozen=True, slots=True)
class Titled:
    """A module or quiz as an attempt remembers it."""

    title: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an open quiz."""

    number: int
    item_id: str
    type: str
    stem_html: str
    options: list[tuple[str, str]]
    chosen: set[str]


@dataclass(frozen=True, slots=True)
class ResultOption:
    """One option with what it taught."""

    id: str
    text_html: str
    feedback_html: str
    is_key: bool
    was_chosen: bool


@dataclass(frozen=True, slots=True)
class ResultQuestion:
    """One question looked back at."""

    number: int
    stem_html: str
    points: Fraction
    points_possible: Fraction
    verdict: str
    options: list[ResultOption]


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson and where it stands in its module; `position` counts from 1."""

    lesson: Lesson
    position: int
    total: int
    previous_lesson: Lesson | None
    next_lesson: Lesson | None

    def for_template(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def place_of(module: Module, lesson_id: str) -> LessonPlace:
    """Find a lesson in its module; raises NotFound."""
    for index, lesson in enumerate(module.lessons):
        if lesson.id == lesson_id:
            before = module.lessons[index - 1] if index else None
            after = module.lessons[index + 1] if index + 1 < len(module.lessons) else None
            return LessonPlace(lesson, index + 1, len(module.lessons), before, after)
    raise NotFound("This module has no such lesson.")


def lesson_html(lesson: Lesson) -> str:
    """A lesson's prose as safe HTML."""
    return _render_lesson(lesson.body)


def statements(catalogue: Catalogue, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Competency codes with what they mean."""
    found = ((code, catalogue.competency(code)) for code in codes)
    return [(code, competency.statement) for code, competency in found if competency]


def next_step(
    launch: Launch, module: Module, done: set[str], attempts: Sequence[Attempt], *, preview: bool
) -> dict[str, Any]:
    """The one primary action of the module page, and whether it is a link or a form."""
    unfinished = first_unfinished(module, done)
    open_attempt = next((attempt for attempt in attempts if attempt.submitted_at is None), None)
    best = find_best(attempts)
    if open_attempt:
        url = url_for("learner.attempt", launch_id=launch.id, attempt_id=open_attempt.id)
        return _step("Continue the quiz", url)
    if unfinished:
        verb = "Start" if not done else "Continue"
        return _step(
            f"{verb}: {unfinished.title}",
            url_for("learner.lesson", launch_id=launch.id, lesson_id=unfinished.id),
        )
    if module.quiz is None or preview:
        return {"next_step": None, "next_step_method": "get"}
    start = url_for("learner.start_attempt", launch_id=launch.id)
    if best is None:
        return _step("Take the quiz", start, "post")
    if not best.passed:
        return _step("Try the quiz again", start, "post")
    return _step("See your result", url_for("learner.result", launch_id=launch.id, attempt_id=best.id))


def step_after_result(launch: Launch, attempt: Attempt) -> dict[str, Any]:
    """What to do after a result: whoever passed is done, whoever has not may try again."""
    if attempt.passed:
        return _step("Back to the module", url_for("learner.module", launch_id=launch.id))
    return _step("Try the quiz again", url_for("learner.start_attempt", launch_id=launch.id), "post")


def quiz_start(launch: Launch, module: Module, attempts: Sequence[Attempt], step: tuple[str, str] | None) -> str | None:
    """Where the quiz card's own button leads: somebody who knows the matter may test out without reading on.

    None where the page's primary action already starts or continues the quiz.
    """
    start = url_for("learner.start_attempt", launch_id=launch.id)
    is_open = any(attempt.submitted_at is None for attempt in attempts)
    return None if module.quiz is None or is_open or (step and step[1] == start) else start


def grade(launch: Launch, attempts: Sequence[Attempt], delivery: ScoreDelivery | None) -> dict[str, Any]:
    """Where the score is, and the address that tells it again."""
    submitted = [attempt for attempt in attempts if attempt.submitted_at]
    if not submitted:
        return {"grade_state": None, "grade_url": None}
    graded = launch.resource_link is not None and is_link_graded(launch.resource_link)
    state = describe(delivery, graded)
    url = url_for("learner.grade_status", launch_id=launch.id, attempt_id=submitted[-1].id)
    return {"grade_state": state, "grade_url": url}


def questions(drawn: Sequence[DrawnItem], chosen: Mapping[str, set[str]]) -> list[Question]:
    """The open quiz's questions in their drawn order."""
    return [
        Question(
            number=number,
            item_id=each.item.id,
            type=each.item.type,
            stem_html=_render(each.item.stem),
            options=[(option, _render(each.item.option(option).text)) for option in each.option_order],
            chosen=chosen.get(each.item.id, set()),
        )
        for number, each in enumerate(drawn, start=1)
    ]


def result_questions(drawn: Sequence[DrawnItem], chosen: Mapping[str, set[str]]) -> list[ResultQuestion]:
    """The submitted quiz's questions, each with its mark and what every option taught."""
    return [
        _result_question(number, each, chosen.get(each.item.id, set())) for number, each in enumerate(drawn, start=1)
    ]


def _result_question(number: int, drawn: DrawnItem, chosen: set[str]) -> ResultQuestion:
    earned = mark(drawn.item, chosen)
    options = [drawn.item.option(option) for option in drawn.option_order]
    return ResultQuestion(
        number=number,
        stem_html=_render(drawn.item.stem),
        points=earned.points,
        points_possible=earned.points_possible,
        verdict=earned.verdict,
        options=[
            ResultOption(
                id=option.id,
                text_html=_render(option.text),
                feedback_html=_render(option.feedback),
                is_key=option.key,
                was_chosen=option.id in chosen,
            )
            for option in options
        ],
    )


def _step(label: str, url: str, method: str = "get") -> dict[str, Any]:
    return {"next_step": (label, url), "next_step_method": method}
