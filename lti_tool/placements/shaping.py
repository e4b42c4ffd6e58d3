"""A module as one link shows it: with the course's own items and lessons, and as the link's settings say."""

from __future__ import annotations

from fractions import Fraction

from lti_tool.authoring.own import NOTHING_OWN, OwnParts
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.content.model.quiz import Quiz
from lti_tool.content.model.record import revised
from lti_tool.placements.settings import QuizSettings, Shows
from lti_tool.quizzes.resizing import resize


def shape(module: Module, settings: QuizSettings, own: OwnParts = NOTHING_OWN) -> Module:
    """Return the module that learners of a link meet; the module itself where nothing was set.

    A link that shows a survey alone teaches no competency, so that nobody earns a certificate by it.
    """
    whole = _with_own(module, own)
    lessons, quiz = _lessons(whole, settings), _quiz(whole, settings)
    if lessons == whole.lessons and quiz is whole.quiz:
        return whole
    competencies = () if settings.shows == Shows.SURVEY else whole.competencies
    minutes = _minutes(whole, lessons, quiz)
    return revised(whole, lessons=lessons, quiz=quiz, minutes=minutes, competencies=competencies)


def has_survey(lesson: Lesson) -> bool:
    """Whether a lesson asks a survey."""
    return any(isinstance(each, Survey) for each in lesson.activities)


def in_order(module: Module, settings: QuizSettings) -> tuple[Lesson, ...]:
    """All lessons of a module, hidden ones too, in the order that was set."""
    places = {lesson_id: place for place, lesson_id in enumerate(settings.lessons_order)}
    return tuple(sorted(module.lessons, key=lambda lesson: places.get(lesson.id, len(places))))


def _with_own(module: Module, own: OwnParts) -> Module:
    if not own:
        return module
    quiz = module.quiz
    if quiz is not None and own.items:
        quiz = revised(quiz, items=(*quiz.items, *own.items))
    minutes = module.minutes + sum(lesson.minutes for lesson in own.lessons)
    return revised(module, lessons=(*module.lessons, *own.lessons), quiz=quiz, minutes=minutes)


def _lessons(module: Module, settings: QuizSettings) -> tuple[Lesson, ...]:
    if settings.shows == Shows.QUIZ:
        return ()
    if not settings.lessons_order and not settings.lessons_hidden and settings.shows != Shows.SURVEY:
        return module.lessons
    shown = (lesson for lesson in in_order(module, settings) if lesson.id not in settings.lessons_hidden)
    return tuple(lesson for lesson in shown if settings.shows != Shows.SURVEY or has_survey(lesson))


def _quiz(module: Module, settings: QuizSettings) -> Quiz | None:
    quiz = module.quiz
    if quiz is None or settings.shows in (Shows.LESSONS, Shows.SURVEY):
        return None
    if settings.items is not None and settings.items != quiz.draw_count:
        quiz = resize(quiz, settings.items)
    if settings.pass_percent is None or module.kind == "preassessment":
        return quiz
    pass_points = Fraction(settings.pass_percent * quiz.draw_count, 100)
    return quiz if pass_points == quiz.pass_points else revised(quiz, pass_points=pass_points)


def _minutes(module: Module, lessons: tuple[Lesson, ...], quiz: Quiz | None) -> int:
    """About how long the shown parts take: what is not reading is the quiz."""
    for_quiz = module.minutes - sum(lesson.minutes for lesson in module.lessons)
    return max(1, sum(lesson.minutes for lesson in lessons) + (max(1, for_quiz) if quiz else 0))
