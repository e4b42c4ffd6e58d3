"""What an instructor or an administrator does by hand, and no tool is told of: grades, resets, copies, endings."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.visitor import Visitor, find_visitor, require_instructor
from lti_tool.demo_lms.web import Problem, current_platform

bp = Blueprint("desk", __name__)


@bp.get("/as/<person_id>/courses/<course_id>/desk")
def show(person_id: str, course_id: str) -> str:
    """The forms for one grade, and for the course."""
    visitor = _find_instructor(person_id, course_id)
    platform, course = current_platform(), visitor.course
    learners = [person for person in platform.members(course) if course.is_graded(person.id)]
    return render_template(
        "demo_lms/desk.html",
        visitor=visitor,
        learners=learners,
        items=platform.gradebook.line_items(course.id),
        is_over=course.id in platform.concluded,
        done=request.args.get("done", "")[:200],
    )


@bp.post("/as/<person_id>/courses/<course_id>/desk")
def change(person_id: str, course_id: str) -> ResponseReturnValue:
    """Do what the pressed button says, and note it in the event log."""
    visitor = _find_instructor(person_id, course_id)
    action = _ACTIONS.get(request.form.get("action", ""))
    if action is None:
        raise Problem("There is no such button on this page.")
    platform = current_platform()
    try:
        done = action(platform, visitor)
    except LookupError as error:
        raise Problem("This person has no grade in this column yet: the tool must have sent one first.") from error
    platform.events.record("by_hand", done, {})
    return redirect(url_for("desk.show", person_id=person_id, course_id=course_id, done=done), 303)


def _find_instructor(person_id: str, course_id: str) -> Visitor:
    visitor = find_visitor(person_id, course_id)
    require_instructor(visitor)
    return visitor


def _cell(platform: Platform, visitor: Visitor) -> tuple[str, str, str]:
    """The column and the person that the form names, and how to say so."""
    item = platform.gradebook.line_item(request.form.get("item", ""))
    person = platform.people.get(request.form.get("learner", ""))
    if item is None or person is None or item.course_id != visitor.course.id:
        raise Problem("There is no such person or column in this course.")
    return item.id, person.sub, f"of {person.name} for “{item.label}”"


def _grade(platform: Platform, visitor: Visitor) -> str:
    item_id, sub, whose = _cell(platform, visitor)
    try:
        points = float(request.form.get("points", ""))
    except ValueError as error:
        raise Problem("Points must be a number.") from error
    if not 0 <= points <= 10_000:
        raise Problem("Points must be from 0 to 10000.")
    platform.gradebook.grade_by_hand(item_id, sub, points)
    return f"{visitor.person.name} entered the grade {whose}: {points:g}."


def _comment(platform: Platform, visitor: Visitor) -> str:
    item_id, sub, whose = _cell(platform, visitor)
    platform.gradebook.leave_comment(item_id, sub, request.form.get("comment", "")[:1000])
    return f"{visitor.person.name} left a comment beside the grade {whose}."


def _lock(platform: Platform, visitor: Visitor) -> str:
    item_id, sub, whose = _cell(platform, visitor)
    platform.gradebook.lock_grade(item_id, sub)
    return f"{visitor.person.name} locked the grade {whose}."


def _unlock(platform: Platform, visitor: Visitor) -> str:
    item_id, sub, whose = _cell(platform, visitor)
    platform.gradebook.lock_grade(item_id, sub, is_locked=False)
    return f"{visitor.person.name} unlocked the grade {whose}."


def _empty(platform: Platform, visitor: Visitor) -> str:
    platform.gradebook.empty(visitor.course.id)
    return f"{visitor.person.name} emptied the gradebook of “{visitor.course.title}”."


def _copy(platform: Platform, visitor: Visitor) -> str:
    copy = platform.copy_course(visitor.course.id)
    return f"{visitor.person.name} copied “{visitor.course.title}”; the copy is “{copy.title}”."


def _conclude(platform: Platform, visitor: Visitor) -> str:
    platform.concluded ^= {visitor.course.id}
    ends = "is over" if visitor.course.id in platform.concluded else "goes on"
    return f"{visitor.person.name} said that “{visitor.course.title}” {ends}."


_ACTIONS: dict[str, Callable[[Platform, Visitor], str]] = {
    "grade": _grade,
    "comment": _comment,
    "lock": _lock,
    "unlock": _unlock,
    "empty": _empty,
    "copy": _copy,
    "conclude": _conclude,
}
