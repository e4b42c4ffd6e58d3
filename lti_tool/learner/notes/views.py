"""One's own notes, to read and to take along; nobody else has this page."""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from lti_tool.activities import service as activities
from lti_tool.db import db
from lti_tool.learner import rendering
from lti_tool.learner.blueprint import bp
from lti_tool.learner.lesson import page as lesson_pages
from lti_tool.learner.notes import page as notes_pages
from lti_tool.learner.notes.page import Note
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch
from lti_tool.lti.session import current_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import find_shown
from lti_tool.templating import page_language


@bp.get("/notes")
def notes() -> ResponseReturnValue:
    """Everything this person wrote for themselves in this course."""
    launch = current_launch()
    found = find_shown(launch)
    return render_template(
        "learner/notes/notes.html",
        notes=_own_notes(launch),
        lessons_here={lesson.id for lesson in found.module.lessons} if found else set(),
        preview=is_preview(launch),
        **rendering.renderers(),
    )


@bp.get("/notes.md")
def download_notes() -> ResponseReturnValue:
    """The same as a file, to keep when the course is over."""
    launch = current_launch()
    response = make_response(notes_pages.as_markdown(_own_notes(launch), launch.context.title))
    response.headers["Content-Type"] = "text/markdown; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="my-notes.md"'
    return response


def _own_notes(launch: Launch) -> list[Note]:
    rows = activities.list_written(db.session(), launch)
    return notes_pages.list_notes(rows, lesson_pages.all_modules(catalogue(), page_language()) if rows else [])
