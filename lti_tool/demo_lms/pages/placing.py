"""How an instructor puts content into a course: chosen in the tool, or by hand."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.settings import MAX_TITLE
from lti_tool.demo_lms.visitor import Visitor, find_visitor, require_instructor
from lti_tool.demo_lms.web import current_platform

bp = Blueprint("placing", __name__)


@bp.get("/as/<person_id>/courses/<course_id>/add")
def add_content(person_id: str, course_id: str) -> str:
    """The tool in a frame, where the instructor chooses."""
    return render_template("demo_lms/add_content.html", visitor=_find_instructor(person_id, course_id))


@bp.get("/as/<person_id>/courses/<course_id>/add-by-hand")
def add_by_hand(person_id: str, course_id: str) -> str:
    """The form for a bare link."""
    return _show_form(_find_instructor(person_id, course_id), {})


@bp.post("/as/<person_id>/courses/<course_id>/add-by-hand")
def place_by_hand(person_id: str, course_id: str) -> ResponseReturnValue:
    """Place a bare link, as an administrator does who has only the tool's address."""
    visitor = _find_instructor(person_id, course_id)
    title = request.form.get("title", "").strip()
    problem = _title_problem(title)
    if problem:
        return _show_form(visitor, request.form.to_dict(), problem), 400
    module = request.form.get("module", "").strip()[:MAX_TITLE]
    link = current_platform().add_link(course_id, title, {"module": module} if module else {})
    return redirect(url_for("pages.course", person_id=person_id, course_id=course_id, added=link.id), 303)


def _find_instructor(person_id: str, course_id: str) -> Visitor:
    visitor = find_visitor(person_id, course_id)
    require_instructor(visitor)
    return visitor


def _title_problem(title: str) -> str:
    if not title:
        return "Give the link a title."
    return f"The title is longer than {MAX_TITLE} characters." if len(title) > MAX_TITLE else ""


def _show_form(visitor: Visitor, values: dict[str, str], problem: str = "") -> str:
    return render_template("demo_lms/add_by_hand.html", visitor=visitor, values=values, problem=problem)
