"""What an instructor meets first: the course, with the link that was opened marked; or that link, where it is all."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from lti_tool.db import utcnow
from lti_tool.lti.models import Context, User
from lti_tool.placements.models import ChosenModule, Placement
from tests.support.door import Door
from tests.support.takers import Enter
from tests.support.visitor import Page


def choose(door: Door, module: str) -> None:
    with door.session() as session:
        context_id = session.scalars(select(Context.id)).one()
        row = {"context_id": context_id, "module_id": module, "chosen_at": utcnow()}
        session.execute(insert(ChosenModule), [row])
        session.commit()


def groups(page: Page) -> dict[str, list[str]]:
    return {
        str(group.b.get_text()): [str(each.get_text()) for each in group.select("a")]  # type: ignore[union-attr]
        for group in page.soup.select("nav.places > div")
    }


def test_a_course_of_one_link_begins_with_its_learners(enter: Enter) -> None:
    enter("mei-ling")

    assert enter("rosa").home.path.endswith("/instructor")


def test_a_course_of_several_begins_with_the_course_and_marks_what_was_opened(enter: Enter) -> None:
    enter("mei-ling")
    teacher = enter("rosa", module="retake")  # the first to open this one

    page = teacher.home
    assert page.path.endswith("/instructor/grid")
    (opened,) = page.soup.select("table.grid thead .opened") or page.soup.select("div.opened")
    assert "Module retake" in opened.get_text()
    there = teacher.get(page.link("Learners at this link"))
    assert there.path.endswith("/instructor")


def test_what_was_placed_minutes_ago_is_not_called_missing(enter: Enter, door: Door) -> None:
    enter("mei-ling")
    choose(door, "types")
    assert enter("rosa").home.path.endswith("/instructor")  # the one link was chosen like that

    choose(door, "retake")
    teacher = enter("rosa")
    assert teacher.home.path.endswith("/instructor/grid")
    assert "1 module was chosen for this course and has not been opened yet: Module retake" in teacher.home.text
    assert "chosen" in teacher.get(f"{teacher.base}/instructor/course").text

    with door.session() as session:
        session.execute(delete(Placement))
        session.commit()
    assert "2 modules were chosen" in teacher.get(f"{teacher.base}/instructor/policies").text


def test_tabs_say_whether_they_are_about_the_link_or_the_course(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter("mei-ling")
    with door.session() as session:
        person = f"/people/{session.scalars(select(User.id).where(User.name.startswith('Mei-Ling'))).one()}"
    for path, tab in {
        "": "Learners",
        person: "Everybody",
        f"{person}/dates": "Everybody",
        f"{person}/needs": "Everybody",
        "/accommodations": "Everybody",
        "/settings": "Settings",
        "/settings/course": "Course settings",
        "/certificates": "Certificates",
        "/course": "Modules",
        "/grid": "Everybody",
    }.items():
        page = teacher.get(f"{teacher.base}/instructor{path}")
        assert [each.get_text() for each in page.soup.select("nav.places [aria-current]")] == [tab]
    found = groups(page)
    assert found["This link"] == ["Learners", "Settings"]
    assert {"Everybody", "Grades", "Surveys", "Regrade", "Changes"} <= set(found["The course"])
