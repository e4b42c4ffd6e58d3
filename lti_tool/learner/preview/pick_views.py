"""A lesson to read before it is placed: no link shows it yet, so nothing in it can be done."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.activities.service import Kept
from lti_tool.errors import N_, NotFound
from lti_tool.learner import rendering
from lti_tool.learner.art import page_art
from lti_tool.learner.blueprint import bp
from lti_tool.learner.lesson import page as lesson_pages
from lti_tool.lti.access import deep_linking_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.templating import page_language


@bp.get("/deep-linking/lessons/<lesson_id>")
def lesson_to_pick(lesson_id: str) -> ResponseReturnValue:
    """The lesson's text, and where in it learners do something."""
    deep_linking_launch()
    module = catalogue().module_of_lesson(lesson_id)
    if module is None:
        raise NotFound(N_("The course has no such lesson."))
    language = page_language()
    opened = lesson_pages.open_lesson(catalogue().localised(module.id, language), lesson_id, language, preview=True)
    return render_template(
        "learner/preview/lesson_to_pick.html",
        lesson=opened.lesson,
        lesson_language=opened.lesson_language,
        steps=lesson_pages.steps(opened.lesson, Kept(), {}, art=page_art(), preview=True),
        **rendering.renderers(opened.lesson_language),
    )
