"""Lessons: reading one, and being done with it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_tool.courses import service as courses
from lti_tool.db import db, utcnow
from lti_tool.learner import pages
from lti_tool.learner.blueprint import bp
from lti_tool.lti.session import current_launch, may_follow
from lti_tool.placements.catalogue import catalogue
from lti_tool.placements.shown import shown


@bp.get("/lessons/<lesson_id>")
def lesson(lesson_id: str) -> ResponseReturnValue:
    """One lesson to read."""
    launch = current_launch()
    found = shown(launch)
    place = pages.place_of(found.module, lesson_id)
    preview = may_follow(launch)
    done = set() if preview else courses.completed_lessons(db.session(), launch, found.module)
    return render_template(
        "learner/lesson.html",
        module=found.module,
        body=pages.lesson_html(place.lesson),
        is_done=lesson_id in done,
        competencies=pages.statements(catalogue(), place.lesson.competencies),
        preview=preview,
        **place.for_template(),
    )


@bp.post("/lessons/<lesson_id>")
def complete_lesson(lesson_id: str) -> ResponseReturnValue:
    """Note a finished lesson and go on to the next."""
    launch = current_launch()
    place = pages.place_of(shown(launch).module, lesson_id)
    if not may_follow(launch):
        courses.complete_lesson(db.session(), launch, place.lesson, utcnow())
        db.session.commit()
    if place.next_lesson is None:
        return redirect(url_for("learner.module", launch_id=launch.id), 303)
    return redirect(url_for("learner.lesson", launch_id=launch.id, lesson_id=place.next_lesson.id), 303)
