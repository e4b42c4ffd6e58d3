"""An instructor meets a draft of their own as a learner would: every version, published or not, and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lti_tool.activities import kinds
from lti_tool.attempts.answering import Answer
from lti_tool.attempts.submitting import Marked
from lti_tool.authoring.own import read_parts
from lti_tool.authoring.service import get_own, get_version
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.db import db
from lti_tool.errors import N_, NotFound
from lti_tool.learner.blueprint import bp
from lti_tool.learner.lesson import preview_state
from lti_tool.learner.lesson.activity_page import ActivityView, view_of
from lti_tool.learner.lesson.page import LessonPlace, OpenLesson, activity_of
from lti_tool.learner.lesson.views import lesson_facts
from lti_tool.learner.quiz import page as quiz_pages
from lti_tool.learner.quiz.form import changed_answers
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.quizzes.answers import ImpossibleAnswer
from lti_tool.quizzes.marking import mark
from lti_tool.quizzes.selection import lay_out
from lti_tool.review.questions import result_question
from lti_tool.templating import in_words, page_language

PREVIEW = "/own/<id:own_id>/preview/<id:number>"
SEED = 0


class CannotBePreviewed(NotFound):
    """A draft that has faults which keep it from being read at all."""

    message = N_("This version cannot be shown yet: it still has errors. Its own page lists them.")
    advice = N_("Go back to the page before.")


@dataclass(frozen=True, slots=True)
class Draft:
    """One version: what it says, the module it is for, and where its pages are."""

    part: Item | Lesson
    module: Module
    preview_url: str
    edit_url: str


@bp.get(PREVIEW)
def own_preview(own_id: int, number: int) -> ResponseReturnValue:
    """The question or the lesson as learners would meet it."""
    launch = configuring_launch()
    draft = _find(launch, own_id, number)
    if isinstance(draft.part, Lesson):
        return render_template("learner/lesson/lesson.html", **_lesson(launch, draft, draft.part))
    return _question_page(draft, draft.part)


@bp.post(PREVIEW)
def own_preview_answered(own_id: int, number: int) -> ResponseReturnValue:
    """What an answer to the question would be worth, and why."""
    draft = _find(configuring_launch(), own_id, number)
    item = draft.part
    if isinstance(item, Lesson):
        raise NotFound
    answer = next((answer for item_id, answer in changed_answers(request.form) if item_id == item.id), None)
    if answer is None:
        return _question_page(draft, item, (Answer(frozenset()), _("Choose an answer first, then check it.")))
    try:
        answered = result_question(1, Marked(lay_out(item, SEED), answer, mark(item, answer.tokens)))
    except ImpossibleAnswer as problem:
        return _question_page(draft, item, (answer, in_words(problem))), problem.status
    return render_template("learner/preview/own_question.html", edit_url=draft.edit_url, answered=answered)


@bp.post(f"{PREVIEW}/activities/<local_id>")
def own_preview_activity(own_id: int, number: int, local_id: str) -> ResponseReturnValue:
    """Try an activity of the lesson; the page carries its state along."""
    launch = configuring_launch()
    draft = _find(launch, own_id, number)
    if not isinstance(draft.part, Lesson):
        raise NotFound
    chosen, form = activity_of(draft.part, local_id), request.form.to_dict(flat=False)
    outcome = kinds.act(chosen, preview_state.brought(form), form)
    acted = view_of(
        chosen, outcome.state, outcome.problem, carried=preview_state.carry(outcome.state), is_skipped=outcome.skips
    )
    wants_fragment = request.headers.get("X-Fragment") == "1"
    template = "learner/lesson/activities/_fragment.html" if wants_fragment else "learner/lesson/lesson.html"
    facts = _lesson(launch, draft, draft.part, acted)
    return render_template(template, acted=chosen.id, **facts), outcome.status


def _find(launch: Launch, own_id: int, number: int) -> Draft:
    own = get_own(db.session(), launch.context_id, own_id)
    parts = read_parts(own.kind, own.key, get_version(own, number).source)
    module = catalogue().module(own.module_id)
    if not parts or module is None:
        raise CannotBePreviewed
    stem = request.args.get("stem", 1, type=int)  # of a family
    return Draft(
        parts[min(max(stem, 1), len(parts)) - 1],
        module,
        url_for("learner.own_preview", launch_id=launch.id, own_id=own_id, number=number),
        url_for("instructor.edit_own", launch_id=launch.id, own_id=own_id),
    )


def _lesson(launch: Launch, draft: Draft, lesson: Lesson, acted: ActivityView | None = None) -> dict[str, object]:
    spoken = lesson.lang if lesson.lang != page_language() else None
    opened = OpenLesson(draft.module, LessonPlace(lesson, 1, 1, None, None), preview=True, lesson_language=spoken)
    facts = lesson_facts(launch, opened, acted)
    return facts | {"lesson_url": draft.preview_url, "back_url": draft.edit_url}


def _question_page(draft: Draft, item: Item, typed: tuple[Answer, str] | None = None) -> str:
    question = quiz_pages.questions([lay_out(item, SEED)], {}, [1], {item.id: typed} if typed else {})[0]
    return render_template("learner/preview/own_question.html", edit_url=draft.edit_url, question=question)
