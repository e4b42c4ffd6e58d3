"""The gradebook as people see it: learners find their own row, instructors all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.state.gradebook import Gradebook, LineItem
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.visitor import Visitor, find_visitor
from lti_tool.demo_lms.web import Problem, current_platform

bp = Blueprint("gradebook_pages", __name__)


@dataclass(frozen=True)
class Cell:
    """One grade to show: points or nothing yet, what the tool said beside it, and the link whose work it is for."""

    points: float | None
    state: str
    comment: str
    link_id: str = ""
    is_overridden: bool = False
    is_locked: bool = False


@dataclass(frozen=True)
class Row:
    """A person's grades, one cell for each line item."""

    person: Person
    cells: list[Cell]


@bp.get("/as/<person_id>/courses/<course_id>/gradebook")
def gradebook(person_id: str, course_id: str) -> str:
    """Show the gradebook of a course."""
    visitor = find_visitor(person_id, course_id)
    return render_template("demo_lms/gradebook.html", visitor=visitor, **_table(visitor))


@bp.get("/as/<person_id>/courses/<course_id>/gradebook/table")
def table(person_id: str, course_id: str) -> str:
    """The table alone, for the script that keeps the page up to date."""
    visitor = find_visitor(person_id, course_id)
    return render_template("demo_lms/_gradebook_table.html", visitor=visitor, **_table(visitor))


@bp.post("/as/<person_id>/courses/<course_id>/gradebook")
def change(person_id: str, course_id: str) -> ResponseReturnValue:
    """Do by hand what instructors do: enter a grade, lock one, empty a column."""
    visitor, gradebook = find_visitor(person_id, course_id), current_platform().gradebook
    action = _ACTIONS.get(request.form.get("action", ""))
    item = gradebook.line_item(request.form.get("item", ""))
    person = current_platform().people.get(request.form.get("person", ""))
    if not visitor.is_instructor or action is None or item is None or item.course_id != course_id or person is None:
        raise Problem("That cannot be done in this gradebook.")
    try:
        action(gradebook, item, person)
    except LookupError as error:
        raise Problem("There is no grade of this person yet.") from error
    return redirect(url_for("gradebook_pages.gradebook", person_id=person_id, course_id=course_id), 303)


def _override(gradebook: Gradebook, item: LineItem, person: Person) -> None:
    try:
        points = float(request.form.get("points", ""))
    except ValueError as error:
        raise Problem("The points must be a number.") from error
    if not 0 <= points <= item.score_maximum:
        raise Problem(f"The points must be from 0 to {item.score_maximum:g}.")
    gradebook.override(item.id, person.sub, points)


_ACTIONS: dict[str, Callable[[Gradebook, LineItem, Person], None]] = {
    "override": _override,
    "lock": lambda gradebook, item, person: gradebook.lock_grade(item.id, person.sub),
    "unlock": lambda gradebook, item, person: gradebook.lock_grade(item.id, person.sub, is_locked=False),
    "empty": lambda gradebook, item, _person: gradebook.empty_column(item),
}


def _table(visitor: Visitor) -> dict[str, object]:
    platform = current_platform()
    items = platform.gradebook.line_items(visitor.course.id)
    people = [person for person in platform.members(visitor.course) if _may_see(visitor, person)]
    return {
        "items": items,
        "rows": [Row(person, [_cell(item, person) for item in items]) for person in people],
    }


def _may_see(visitor: Visitor, person: Person) -> bool:
    if visitor.is_instructor:
        return visitor.course.is_graded(person.id)
    return person == visitor.person


def _cell(item: LineItem, person: Person) -> Cell:
    result = current_platform().gradebook.result(item.id, person.sub)
    if result is None:
        return Cell(None, "", "")
    points = result.scaled_to(item.score_maximum)
    state = "" if points is not None else f"{result.activity_progress}, {result.grading_progress}"
    marks = (result.is_overridden, result.is_locked)
    return Cell(points, state, result.comment or "", item.link_id or "", *marks)
