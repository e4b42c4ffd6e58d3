"""What the check says of lessons: their prose, their length, the dates by which somebody must look again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lti_tool.content.checking.lint import PROSE_RULES
from lti_tool.content.checking.lint.lessons import (
    fits_a_sitting,
    gives_a_line_to_say,
    has_a_slot_for_local_policy,
    prose_is_readable,
    walks_in_steps,
)
from lti_tool.content.checking.lint.prose import Mark
from lti_tool.content.checking.lint.review_dates import review_is_due
from lti_tool.content.checking.lint.spanish import prose_is_readable_in_spanish
from lti_tool.content.source.lessons.lesson import LessonInFile
from lti_tool.content.source.module import ModuleInFolder
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.blocks import ProseText
from lti_tool.content.source.translation import TranslationInFiles


def lesson_problems(module: ModuleInFolder, today: date) -> Iterator[Problem]:
    """Yield what a lesson of the course must have beyond its form, in every language."""
    for found in module.lessons:
        if found.lesson is None:
            continue
        for mark in _marks_of_course(found, today):
            yield _problem(found.file, mark)
    for translation in module.translations:
        yield from _translated(translation)


def prose_problems(file: str, texts: Sequence[ProseText]) -> Iterator[Problem]:
    """Yield what is wrong with prose wherever it stands, a course's own lessons included."""
    for rule in PROSE_RULES:
        for mark in rule(texts):
            yield _problem(file, mark)


def _marks_of_course(found: LessonInFile, today: date) -> Iterator[Mark]:
    assert found.lesson is not None  # noqa: S101  told by the caller
    yield from fits_a_sitting(found.lesson.minutes, found.id_line)
    yield from walks_in_steps(found.lesson, found.id_line)
    yield from gives_a_line_to_say(found.lesson, found.id_line)
    yield from has_a_slot_for_local_policy(found.prose)
    yield from prose_is_readable(found.prose)
    for finding in review_is_due(found.lesson.review_by, today):
        yield Mark(finding.severity, found.id_line, finding.message, finding.remedy)


def _translated(translation: TranslationInFiles) -> Iterator[Problem]:
    for file, texts in translation.prose:
        yield from prose_problems(file, texts)
        if translation.language == "es":
            for mark in prose_is_readable_in_spanish(texts):
                yield _problem(file, mark)


def _problem(file: str, mark: Mark) -> Problem:
    return Problem(mark.severity, file, mark.line, "", mark.message, mark.remedy)
