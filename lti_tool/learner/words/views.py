"""The card: one line to say from each lesson of the module."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lti_tool.content.model.words_to_say import line_to_say
from lti_tool.learner import rendering
from lti_tool.learner.blueprint import bp
from lti_tool.lti.session import current_launch
from lti_tool.placements.shown import shown
from lti_tool.templating import page_language


@bp.get("/words-to-say")
def words_to_say() -> ResponseReturnValue:
    """All lines of the module, to print, fold once and carry."""
    launch = current_launch()
    localised = shown(launch).localised(page_language())
    said = [(lesson, line_to_say(lesson.prose)) for lesson in localised.module.lessons]
    lines = [(lesson, rendering.inline(line)) for lesson, line in said if line]
    half = (len(lines) + 1) // 2
    return render_template(
        "learner/words/words_to_say.html",
        module=localised.module,
        module_language=localised.language_of(localised.module.id, page_language()),
        panels=[panel for panel in (lines[:half], lines[half:]) if panel],
    )
