"""What comes next after a result: the next module, or practice, the lessons behind what was missed, another attempt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from lti_tool.attempts.models import Attempt
from lti_tool.content.model import Module
from lti_tool.learner.course_links import CourseLink
from lti_tool.learner.module.page import QuizState, Step, step_of_link
from lti_tool.learner.result.page import CompetencyScore
from lti_tool.lti.models import Launch

Lesson = tuple[str, str, str]
Recommended = tuple[Module, str, list[str]]


@dataclass(frozen=True, slots=True)
class Onward:
    """The one next step. After a fail, `lessons` are read again before `again`: another attempt, where one is left."""

    step: Step
    practice_url: str | None = None
    lessons: Sequence[Lesson] = ()
    again: Step | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A module to begin with or to leave for later: in which language, why, and where it opens, if it is placed."""

    module: Module
    language: str
    statements: Sequence[str]
    open_url: str | None


def after_pass(launch: Launch, following: CourseLink | None, *, may_practise: bool) -> Onward:
    """Whoever passed goes on to the next module of the course."""
    return Onward(step_of_link(following) if following else _back(launch), _practice(launch, may_practise))


def after_fail(
    launch: Launch, scores: Iterable[CompetencyScore], quiz: QuizState | None, *, may_practise: bool
) -> Onward:
    """Whoever has not passed yet practices first, then reads again, then tries again."""
    lessons = list(dict.fromkeys(lesson for score in scores if score.is_weak for lesson in score.lessons))
    practice = _practice(launch, may_practise)
    again = Step(_("Try the quiz again"), quiz.start_url, quiz.start_method) if quiz and quiz.start_url else None
    steps = [
        Step(_("Practice what you missed"), practice) if practice else None,
        Step(_("Read again: %(lesson)s", lesson=lessons[0][0]), lessons[0][2]) if lessons else None,
        again,
    ]
    return Onward(next(filter(None, steps), _back(launch)), practice, lessons, again)


def after_preassessment(launch: Launch, recommended: Sequence[Recommendation]) -> Onward:
    """Whoever asked where to start, starts there: with the first recommended module that the course has."""
    first = next((each for each in recommended if each.open_url), None)
    return Onward(step_of_link(CourseLink(first.module, first.open_url)) if first and first.open_url else _back(launch))


def recommend_in_course(found: Sequence[Recommended], links: Collection[CourseLink]) -> list[Recommendation]:
    """The recommended modules that the course has, each with its address; all of them where it has none."""
    urls = {link.module.id: link.open_url for link in links}
    given = [Recommendation(*each, open_url=urls.get(each[0].id)) for each in found]
    return [each for each in given if each.open_url] or given


def has_missed(attempt: Attempt) -> bool:
    """Whether a submitted attempt lost points."""
    return attempt.points is not None and attempt.points < attempt.points_possible


def _practice(launch: Launch, may_practise: bool) -> str | None:
    return url_for("learner.practice", launch_id=launch.id) if may_practise else None


def _back(launch: Launch) -> Step:
    return Step(_("Back to the module"), url_for("learner.module", launch_id=launch.id))
