"""The gradebook as people see it: learners find their own row, instructors all of them."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from lti_tool.demo_lms.state.gradebook import LineItem
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.visitor import Visitor, find_visitor
from lti_tool.demo_lms.web import current_platform

bp = Blueprint("gradebook_pages", __name__)


@dataclass(frozen=True)
class Cell:
    """One grade to show: points or nothing yet, what the tool said beside it, and the link whose work it is for."""

    points: float | None
    state: str
    comment: str
    link_id: str = ""


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
    return Cell(points, state, result.comment or "", item.link_id or "")
