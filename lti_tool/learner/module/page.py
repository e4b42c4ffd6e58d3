"""What the module page shows: how far one is, what is left, and the one next step."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lti_tool.attempts.counting import find_counting, find_passing
from lti_tool.attempts.errors import CannotStart
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import Rules, attempts_left, check_may_start
from lti_tool.content.model import Module
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.queueing import is_placement_graded
from lti_tool.delivery.telling.words import GradeState, describe
from lti_tool.learner.course_links import CourseLink
from lti_tool.lti.access import is_preview, may_try_quizzes
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import GradedBy
from lti_tool.progress.lessons import first_unfinished
from lti_tool.templating import address_of, in_words


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next: a link or a form's button."""

    label: str
    url: str
    method: str = "get"


@dataclass(frozen=True, slots=True)
class QuizState:
    """Whether a new attempt may begin; `refusal` says in words why not."""

    attempts_left: int | None
    refusal: str | None = None
    start_url: str | None = None
    start_method: str = "post"


def next_step(
    launch: Launch, module: Module, done: Collection[str], quiz: QuizState | None, tries: Sequence[Attempt]
) -> Step | None:
    """The one primary action of the module page."""
    if open_attempt := next((attempt for attempt in tries if attempt.submitted_at is None), None):
        return Step(
            _("Continue the quiz"), address_of("learner.attempt", launch_id=launch.id, attempt_id=open_attempt.id)
        )
    if unfinished := first_unfinished(module, set(done)):
        title = unfinished.title
        words = _("Continue: %(lesson)s", lesson=title) if done else _("Start: %(lesson)s", lesson=title)
        return Step(words, address_of("learner.lesson", launch_id=launch.id, lesson_id=unfinished.id))
    return _step_of_quiz(launch, quiz, tries) if quiz else None


def _step_of_quiz(launch: Launch, quiz: QuizState, tries: Sequence[Attempt]) -> Step | None:
    counting = find_passing(tries) or find_counting(tries)
    is_done = counting is not None and (counting.passed or counting.kind == "preassessment")
    if quiz.start_url and not is_done:
        return Step(_("Try the quiz again") if counting else _("Take the quiz"), quiz.start_url, quiz.start_method)
    if counting:
        return Step(_("See your result"), address_of("learner.result", launch_id=launch.id, attempt_id=counting.id))
    return None


def step_of_link(link: CourseLink) -> Step:
    """On to another module of the course."""
    return Step(_("On to: %(module)s", module=link.module.title), link.open_url, "post")


def quiz_state(
    launch: Launch, module: Module, rules: Rules, tries: Sequence[Attempt], now: datetime
) -> QuizState | None:
    """What the quiz's card says about starting; None for a module without a quiz, and for those who only look on."""
    if module.quiz is None or not may_try_quizzes(launch):
        return None
    left = attempts_left(rules, tries)
    if any(attempt.submitted_at is None for attempt in tries):
        return QuizState(left)
    try:
        check_may_start(rules, tries, now)
    except CannotStart as problem:
        return QuizState(left, in_words(problem))
    if rules.time_limit:  # a clock starts only after a page that says so
        return QuizState(left, None, address_of("learner.ready", launch_id=launch.id), "get")
    return QuizState(left, None, address_of("learner.start_attempt", launch_id=launch.id))


def minutes_left(module: Module, done: Collection[str], tries: Sequence[Attempt]) -> int:
    """About how long the rest takes: unread lessons, and the quiz until it is passed."""
    if module.kind == "refresher":
        return module.minutes
    reading = sum(lesson.minutes for lesson in module.lessons if lesson.id not in done)
    if module.quiz is None or any(attempt.passed for attempt in tries):
        return reading
    return reading + max(1, module.minutes - sum(lesson.minutes for lesson in module.lessons))


def grade_state(
    launch: Launch, placement: Placement, tries: Sequence[Attempt], delivery: ScoreDelivery | None
) -> GradeState | None:
    """Where the score is, once there is one; a pre-assessment and a preview have none."""
    has_score = any(attempt.submitted_at and attempt.kind != "preassessment" for attempt in tries)
    counts_lessons = placement.settings.graded_by != GradedBy.SCORE and delivery is not None
    if is_preview(launch) or not (has_score or counts_lessons):
        return None
    return describe(delivery, is_placement_graded(placement))
