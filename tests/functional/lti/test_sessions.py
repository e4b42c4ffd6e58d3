"""Which launch a page belongs to, who may open it, and when that ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from lti_tool.db import utcnow
from lti_tool.lti.models import Deployment, Launch, Registration, Status
from tests.support.door import ROLE, SUB_TEACHING_ASSISTANT, Door
from tests.support.learners import csrf
from tests.support.visitor import Page

INSTRUCTOR, LEARNER = ROLE + "Instructor", ROLE + "Learner"
INSTRUCTOR_PAGES = (
    ("GET", "instructor"),
    ("GET", "instructor/module"),
    ("POST", "instructor/module"),
    ("POST", "instructor/deliveries/1/resend"),
    ("GET", "deep-linking"),
    ("POST", "deep-linking"),
)


def make_older(door: Door, page: Page, **moved: timedelta) -> None:
    """Set a launch's times back, as if they had passed."""
    now = utcnow()
    with door.session() as session:
        times = {name: now - span for name, span in moved.items()}
        session.execute(update(Launch).where(Launch.id == page.launch_id).values(**times))
        session.commit()


def assert_closed(page: Page) -> None:
    assert page.status == 403
    assert page.heading == "Please open this from your course"
    assert page.soup.select("main a") == []
    assert page.soup.select("form") == []


# Two tabs


def test_two_tabs_in_two_courses_keep_their_roles_apart(door: Door) -> None:
    browser = door.browser()
    link = door.platform.add_link("onboarding", "Yes again", {"module": "culture-of-yes"})

    teaching = door.open(browser, door.launch(browser, "kwame", link.id))
    learning = door.enter(browser, "kwame")

    assert door.get(browser, teaching.path).heading == "Your module in this course"
    assert door.get(browser, learning.path).heading == "Yes, and!"
    assert door.get(browser, f"/l/{learning.launch_id}/instructor").status == 403
    assert "Branch onboarding" in door.get(browser, f"/l/{teaching.launch_id}/instructor").text


def test_a_refresh_after_a_launch_shows_the_page(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)

    assert [door.get(browser, page.path).heading for _ in range(2)] == ["Yes, and!"] * 2


# Whose browser


def test_an_address_without_the_browsers_cookie_opens_nothing(door: Door) -> None:
    page = door.enter(door.browser())

    assert_closed(door.get(door.browser(), page.path))


def test_a_wrong_cookie_opens_nothing_and_says_the_same_as_an_unknown_address(door: Door) -> None:
    page, stranger = door.enter(door.browser()), door.browser()
    door.enter(stranger, "yusuf")

    wrong, unknown = door.get(stranger, page.path), door.get(stranger, f"/l/{'A' * 22}/")

    assert_closed(wrong)
    assert wrong.text == unknown.text


def test_the_browser_cookie_alone_opens_nothing(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)
    browser.delete_cookie("lti_tool_session", domain="localhost")

    assert_closed(door.get(browser, page.path))


def test_another_person_in_the_same_browser_ends_the_first_ones_sessions(door: Door) -> None:
    browser = door.browser()
    first = door.enter(browser, "mei-ling")
    cookie = browser.get_cookie("lti_tool_session", domain="localhost")
    second = door.enter(browser, "yusuf")

    assert_closed(door.get(browser, first.path))
    assert door.get(browser, second.path).status == 200
    assert cookie is not None
    browser.set_cookie("lti_tool_session", cookie.value, domain="localhost", secure=True)
    assert_closed(door.get(browser, first.path))


def test_the_same_person_elsewhere_is_left_alone(door: Door) -> None:
    at_the_desk, at_home = door.browser(), door.browser()
    page = door.enter(at_home)

    door.enter(at_the_desk)
    door.enter(at_the_desk, "yusuf")

    assert door.get(at_home, page.path).status == 200


# The end


def test_finish_ends_everything_this_person_opened_here_and_forgets_the_browser(door: Door) -> None:
    browser = door.browser()
    pages = [door.enter(browser), door.enter(browser, resource_link={"id": "second"})]

    answer = browser.post(f"/l/{pages[0].launch_id}/finish", data={"csrf_token": csrf(pages[0])}, base_url=door.url)

    assert answer.status_code == 200
    cleared = answer.headers.getlist("Set-Cookie")
    assert sorted(each.split("=")[0] for each in cleared) == ["lti_tool_browser", "lti_tool_session"]
    assert all("Max-Age=0" in each and "Partitioned" in each for each in cleared)
    for page in pages:
        assert_closed(door.get(browser, page.path))


def test_an_ended_session_stays_closed_for_who_kept_the_cookies(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)
    kept = [browser.get_cookie(name, domain="localhost") for name in ("lti_tool_browser", "lti_tool_session")]
    browser.post(f"/l/{page.launch_id}/finish", data={"csrf_token": csrf(page)}, base_url=door.url)

    for cookie in kept:
        assert cookie is not None
        browser.set_cookie(cookie.key, cookie.value, domain="localhost", secure=True)

    assert_closed(door.get(browser, page.path))


def test_two_hours_without_a_sign_of_life_end_a_session(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)

    make_older(door, page, last_seen_at=timedelta(hours=1, minutes=59))
    assert door.get(browser, page.path).status == 200

    make_older(door, page, last_seen_at=timedelta(hours=2, seconds=1))
    assert_closed(door.get(browser, page.path))


def test_a_visited_page_keeps_its_session_alive(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)
    make_older(door, page, last_seen_at=timedelta(hours=1))

    door.get(browser, page.path)

    with door.session() as session:
        seen = session.get_one(Launch, page.launch_id).last_seen_at
    assert utcnow() - seen < timedelta(minutes=1)


def test_twelve_hours_end_a_session_however_alive(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)

    make_older(door, page, created_at=timedelta(hours=12, seconds=1))

    assert_closed(door.get(browser, page.path))


def test_an_expired_page_cannot_be_kept_alive_by_asking_again(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)
    make_older(door, page, last_seen_at=timedelta(hours=3))

    for _ in range(2):
        assert_closed(door.get(browser, page.path))


# Roles


def test_a_demotion_ends_that_persons_instructor_sessions_in_the_course(door: Door) -> None:
    browser, elsewhere = door.browser(), door.browser()
    at_work, at_home = door.enter(browser, "rosa"), door.enter(elsewhere, "rosa")

    demoted = door.enter(browser, "rosa", roles=[LEARNER])

    assert demoted.heading == "Yes, and!"
    assert_closed(door.get(browser, at_work.path))
    assert_closed(door.get(elsewhere, at_home.path))


def test_a_demotion_to_teaching_assistant_ends_what_only_an_instructor_may(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser, "rosa")

    assistant = door.enter(browser, "rosa", roles=[SUB_TEACHING_ASSISTANT])

    assert_closed(door.get(browser, f"/l/{page.launch_id}/instructor/module"))
    assert door.get(browser, assistant.path).status == 200
    assert door.get(browser, f"/l/{assistant.launch_id}/instructor/module").status == 403


def test_a_demotion_in_one_course_leaves_the_other_alone(door: Door) -> None:
    browser = door.browser()
    link = door.platform.add_link("onboarding", "Yes again", {"module": "culture-of-yes"})
    there = door.open(browser, door.launch(browser, "kwame", link.id))
    door.enter(browser, "kwame", roles=[INSTRUCTOR])

    door.enter(browser, "kwame", roles=[LEARNER])

    assert door.get(browser, there.path).status == 200


def test_a_promotion_takes_effect_at_the_next_launch(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)
    promoted = door.enter(browser, roles=[INSTRUCTOR])

    assert promoted.path.endswith("/instructor")
    assert door.get(browser, f"/l/{page.launch_id}/instructor").status == 403


@pytest.mark.parametrize(
    ("method", "path"), INSTRUCTOR_PAGES, ids=[f"{each[0]}-{each[1]}" for each in INSTRUCTOR_PAGES]
)
def test_a_learner_never_gets_an_instructors_page(door: Door, method: str, path: str) -> None:
    browser = door.browser()
    page = door.enter(browser)

    answer = browser.open(
        f"/l/{page.launch_id}/{path}", method=method, base_url=door.url, data={"csrf_token": csrf(page)}
    )

    assert answer.status_code == 403
    assert "Only an instructor" in answer.get_data(as_text=True)


# The operator's switches


@pytest.mark.parametrize("row", [Registration, Deployment])
@pytest.mark.parametrize("status", [Status.DISABLED, Status.PENDING])
def test_switching_off_a_registration_or_deployment_closes_its_open_sessions(
    door: Door, row: type[Registration] | type[Deployment], status: Status
) -> None:
    browser = door.browser()
    page = door.enter(browser)
    with door.session() as session:
        session.execute(update(row).values(status=status))
        session.commit()

    assert_closed(door.get(browser, page.path))


def test_removing_a_registration_closes_its_open_sessions(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)
    with door.session() as session:
        session.delete(door.registration(session))
        session.commit()

    assert_closed(door.get(browser, page.path))
