"""Modules of the course that somebody opens from the course page before the LMS has let them open the link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from lti_tool.attempts.models import Attempt
from lti_tool.db import utcnow
from lti_tool.lti.models import Launch, ResourceLink, User
from lti_tool.placements.models import ChosenModule, Placement, SaidDates
from lti_tool.progress.models import LearnerProgress
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.takers import Enter, Taker, placement_id, set_rules
from tests.support.visitor import Page, fields_of

ELSEWHERE = {"id": "another-course", "title": "Another course"}
IN_LMS_FIRST = "The quiz opens once you have opened this module from your course page in your LMS."


def course(learner: Taker) -> Page:
    return learner.get(f"{learner.base}/course")


def row(page: Page, title: str) -> str:
    found = [each for each in page.soup.select("ul.modules > li") if title in each.get_text()]
    assert len(found) == 1, page.text
    return " ".join(found[0].get_text(" ").split())


def hop(learner: Taker, module: str) -> Taker:
    """Open another module from the course page, as its row does."""
    page = course(learner)
    form = next(
        each.select_one("form") for each in page.soup.select("ul.modules > li") if f"Module {module}" in each.get_text()
    )
    assert form is not None, page.text
    return Taker(learner.door, learner.browser, learner.post(str(form["action"])), module)


def choose(door: Door, *modules: str, **claims: Any) -> None:
    """An instructor adds modules in the picker; nobody opens them."""
    browser = door.browser()
    settings = {"accept_types": ["ltiResourceLink"], "deep_link_return_url": "https://lms.example/return"}
    asked = {"deep_linking_settings": settings | {"accept_multiple": True}} | claims
    picker = door.open(browser, door.choose_content(browser, **asked))
    form = fields_of(picker.form("Add to course")) | {"module": list(modules)}
    assert browser.post(picker.path, base_url=door.url, data=form).status_code == 200


def count(door: Door, model: Any) -> int:
    with door.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_module_whose_link_somebody_never_opened_opens_with_its_lessons(enter: Enter, door: Door) -> None:
    enter("yusuf", module="retake")
    learner = enter()
    assert "Its lessons open here. Its quiz follows once you have opened" in row(course(learner), "Module retake")

    there = hop(learner, "retake")
    there.post(f"{there.base}/lessons/retake.l1")

    assert IN_LMS_FIRST in there.again().text
    assert "1 of 1 lesson done" in row(course(learner), "Module retake")
    refused = there.start()
    assert (refused.status, IN_LMS_FIRST in refused.text) == (409, True)
    assert count(door, Attempt) == 0


def test_its_quiz_opens_as_soon_as_they_have_opened_the_link_in_the_lms(enter: Enter) -> None:
    enter("yusuf", module="retake")
    learner = enter()
    there = hop(learner, "retake")

    enter(module="retake", browser=learner.browser)

    assert IN_LMS_FIRST not in there.again().text
    assert "2 of 2" in there.take().text
    assert "Its quiz follows" not in row(course(learner), "Module retake")


def test_opening_in_place_is_no_opening_in_the_lms(enter: Enter) -> None:
    enter("yusuf", module="retake")
    learner = enter()
    for _ in range(2):
        there = hop(learner, "retake")

    assert IN_LMS_FIRST in there.again().text
    assert "Its quiz follows once you have opened" in row(course(there), "Module retake")


def allow(door: Door, **rules: Any) -> None:
    """The instructor lets learners take the quiz from here; the platform has a column for it."""
    set_rules(door, "retake", quiz_opens="from_course_page", **rules)
    with door.session() as session:
        link = select(Placement.resource_link_id).where(Placement.module_id == "retake").scalar_subquery()
        column = update(ResourceLink).where(ResourceLink.id == link)
        session.execute(column.values(lineitem_url="https://lms.example/items/1"))
        session.commit()


def test_where_the_instructor_allows_it_the_quiz_counts_at_the_real_link(enter: Enter, door: Door) -> None:
    enter("yusuf", module="retake")
    allow(door)
    learner = enter()

    result = hop(learner, "retake").take()

    assert "2 of 2" in result.text
    with door.session() as session:
        attempt = session.scalars(select(Attempt)).one()
        assert attempt.placement_id == placement_id(door, "retake")
        assert session.scalar(select(LearnerProgress.passed).where(LearnerProgress.user_id == attempt.user_id))


def closed(door: Door) -> None:
    allow(door, closes_at=utcnow() - timedelta(hours=1))


def not_open_yet(door: Door) -> None:
    allow(door, opens_at=utcnow() + timedelta(hours=1))


def without_a_column(door: Door) -> None:
    allow(door)
    with door.session() as session:
        session.execute(update(ResourceLink).values(lineitem_url=None))
        session.commit()


def with_dates_that_others_were_told(door: Door) -> None:
    allow(door)
    with door.session() as session:
        link = session.scalars(select(Placement.resource_link_id).where(Placement.module_id == "retake")).one()
        other = session.scalars(select(User.id)).first()
        said = {"resource_link_id": link, "user_id": other, "source": "lms", "heard_at": utcnow()}
        session.add(SaidDates(**said, closes_at=utcnow() - timedelta(hours=1)))
        session.commit()


@pytest.mark.parametrize("bar", [closed, not_open_yet, without_a_column, with_dates_that_others_were_told])
def test_what_is_closed_at_the_real_link_is_closed_in_place(enter: Enter, door: Door, bar: Any) -> None:
    enter("yusuf", module="retake")
    bar(door)
    learner = enter()

    assert hop(learner, "retake").start().status == 409
    assert count(door, Attempt) == 0


def test_attempts_used_up_at_the_real_link_are_used_up_in_place(enter: Enter, door: Door) -> None:
    enter(module="retake").take(right=0)
    allow(door, attempts_allowed=1)
    learner = enter()

    assert hop(learner, "retake").start().status == 409


def test_a_module_that_was_chosen_and_never_opened_is_part_of_the_course(enter: Enter, door: Door) -> None:
    choose(door, "retake", "compass")
    learner = enter()
    assert "Its lessons open here." in row(course(learner), "Module retake")
    assert "Open it from your course page" in row(course(learner), "Module compass")

    there = hop(learner, "retake")
    there.post(f"{there.base}/lessons/retake.l1")

    assert IN_LMS_FIRST in there.again().text
    assert there.start().status == 409
    for page in ("/course", "/notes", "/community", "/privacy", "/practice", "/certificate.pdf", "/attempts/ready"):
        assert there.get(f"{there.base}{page}").status in (200, 404)
    assert count(door, Placement) == 1
    real = enter(module="retake", browser=learner.browser)
    assert "1 of 1 lesson done" in real.home.text
    assert row(course(real), "Module retake").count("You are here") == 1


def test_another_courses_choice_is_not_found(enter: Enter, door: Door) -> None:
    choose(door, "retake", context=ELSEWHERE)
    learner = enter()

    assert "Module retake" not in course(learner).text
    for module in ("retake", "none", "x" * 300):
        assert learner.post(f"{learner.base}/course/chosen/{module}").status == 404
    assert count(door, Launch) == 2


def test_the_instructor_takes_off_what_was_chosen_and_never_opened(enter: Enter, door: Door) -> None:
    choose(door, "retake")
    learner, instructor = enter(), enter("rosa")
    page = instructor.get(f"{instructor.base}/instructor/course")
    form = page.form("Take it off")

    assert learner.post(str(form["action"])).status == 403
    assert "Chosen, not opened yet" not in instructor.post(str(form["action"])).text
    assert "Module retake" not in course(learner).text
    assert count(door, ChosenModule) == 0
    assert "taken off the course page: retake" in instructor.get(f"{instructor.base}/instructor/log").text


def test_an_instructor_opens_a_chosen_module_in_the_lms_first(enter: Enter, door: Door) -> None:
    choose(door, "retake")
    instructor = enter("rosa")
    assert "Open it from your course page; after that" in row(course(instructor), "Module retake")

    refused = instructor.post(f"{instructor.base}/course/chosen/retake", {"csrf_token": csrf(instructor.home)})

    assert refused.status == 404
    assert "Open this module once in your LMS" in refused.text
