"""The whole course on one page, and from one of its links to another."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from lti_tool.db import utcnow
from lti_tool.lti.models import Launch
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.takers import Enter, Taker, placement_id, set_rules
from tests.support.visitor import Page

ELSEWHERE = {"id": "another-course", "title": "Another course"}


def course(learner: Taker) -> Page:
    return learner.get(f"{learner.base}/course")


def row(page: Page, title: str) -> str:
    found = [each for each in page.soup.select("ul.modules > li") if title in each.get_text()]
    assert len(found) == 1, page.text
    return " ".join(found[0].get_text(" ").split())


def hop(learner: Taker, module: str) -> Page:
    return learner.post(f"{learner.base}/course/{placement_id(learner.door, module)}")


def test_the_course_page_has_each_module_with_its_minutes_progress_and_dates(enter: Enter, door: Door) -> None:
    learner = enter()
    enter(module="retake", browser=learner.browser)
    set_rules(door, "retake", due_at=utcnow() + timedelta(days=3), closes_at=utcnow() + timedelta(days=4))
    learner.post(f"{learner.base}/lessons/types.l1")
    learner.take()

    page = course(learner)

    assert "Done" in row(page, "Module types")
    assert "nothing left to do" in row(page, "Module types")
    assert "You are here" in row(page, "Module types")
    retake = row(page, "Module retake")
    assert "about 20 minutes left" in retake
    assert "0 of 1 lesson done" in retake
    assert "Due" in retake
    assert "Quiz closes" in retake
    assert "about 20 minutes left" in " ".join(page.soup.select("ul.meta")[0].get_text(" ").split())
    assert "Start: Module retake" in page.text


def test_minutes_left_go_down_with_each_step(enter: Enter) -> None:
    learner = enter()
    assert "about 20 minutes left" in row(course(learner), "Module types")
    learner.post(f"{learner.base}/lessons/types.l1")
    assert "about 12 minutes left" in row(course(learner), "Module types")
    learner.take(right=0)
    assert "about 12 minutes left" in row(course(learner), "Module types")
    learner.take()
    assert "nothing left to do" in row(course(learner), "Module types")


def test_one_tap_goes_on_to_another_module_that_was_launched_before(enter: Enter) -> None:
    learner = enter()
    enter(module="retake", browser=learner.browser)
    page = course(learner)

    there = learner.post(str(page.form("Start: ")["action"]))

    assert there.heading in ("Module retake", "Module types")
    assert hop(learner, "retake").heading == "Module retake"
    assert hop(learner, "types").path == learner.home.path


def test_what_is_done_after_the_hop_is_done_in_that_module(enter: Enter, door: Door) -> None:
    learner = enter()
    enter(module="retake", browser=learner.browser)
    there = hop(learner, "retake")
    traveller = Taker(door, learner.browser, there, "retake")

    assert "2 of 2" in traveller.take().text
    assert "Try the quiz again" in enter(module="retake").home.text


def test_another_courses_placement_is_not_found_even_by_whoever_launched_it(enter: Enter, door: Door) -> None:
    enter(module="retake", context=ELSEWHERE)
    learner = enter()

    assert hop(learner, "retake").status == 404
    assert "Module retake" not in course(learner).text
    for number in ("0", "99999", "2147483648"):
        assert learner.get(f"{learner.base}/course/{number}").status in (404, 405)
        assert learner.post(f"{learner.base}/course/{number}").status in (404, 405)


def test_what_somebody_else_did_is_not_on_my_course_page(enter: Enter) -> None:
    enter("yusuf").take()

    assert "Done" not in course(enter()).text


def test_finish_ends_the_sibling_too(enter: Enter, door: Door) -> None:
    learner = enter()
    enter(module="retake", browser=learner.browser)
    there = hop(learner, "retake")
    assert learner.get(there.path).status == 200

    finished = learner.post(f"{learner.base}/finish")

    assert finished.status == 200
    for path in (there.path, f"{there.path}course", learner.home.path):
        assert learner.get(path).status in (401, 403)
    with door.session() as session:
        is_open = Launch.ended_at.is_(None)
        assert session.scalar(select(func.count()).select_from(Launch).where(is_open)) == 0


def test_a_sibling_opens_in_no_other_browser(enter: Enter, door: Door) -> None:
    learner = enter()
    enter(module="retake", browser=learner.browser)
    there = hop(learner, "retake")

    assert enter("yusuf").get(there.path).status in (401, 403)


def test_a_hop_without_the_pages_proof_is_refused(enter: Enter, door: Door) -> None:
    learner = enter()
    path = f"{learner.base}/course/{placement_id(door, 'types')}"

    answer = learner.browser.post(path, base_url=door.url, data={"csrf_token": csrf(learner.home) + "x"})

    assert answer.status_code == 400
