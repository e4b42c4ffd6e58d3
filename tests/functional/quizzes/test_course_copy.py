"""A copied course: its instructor takes over the settings in one click; people, attempts and line items are its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from lti_tool.db import utcnow
from lti_tool.lti.models import Context, Membership, ResourceLink
from lti_tool.lti.registering.registrations import let_in
from lti_tool.placements.models import ContextSettings, LocalPolicy, Placement
from tests.support.door import ROLE, Door
from tests.support.learners import csrf
from tests.support.takers import Enter, Taker, attempts_of, set_rules
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ROLES = "https://purl.imsglobal.org/spec/lti/claim/roles"
OFFER = "This course is a copy of"


def copied(link: str = "copied-types", history: str = "front-desk", **custom: str) -> dict[str, Any]:
    """The claims of a launch in the copy, as Moodle sends them: the same parameters, and where it comes from."""
    services = {"scope": [], "lineitems": "https://lms.example/copy", "lineitem": f"https://lms.example/copy/{link}"}
    return {
        "context": {"id": "copy", "title": "Front desk essentials copy 1"},
        "resource_link": {"id": link, "title": "Module types"},
        "custom": {"module": "types", "context_id_history": history} | custom,
        ENDPOINT: services,
    }


@pytest.fixture
def source(enter: Enter, door: Door) -> Taker:
    """A learner's course in which its instructor, Rosa, has set something."""
    enter("rosa")
    learner = enter()
    learner.take()
    set_rules(door, "types", attempts_allowed=3, time_limit_minutes=25, closes_at=utcnow() - timedelta(days=1))
    return learner


def open_copy(door: Door, person: str = "rosa", **changes: Any) -> tuple[Any, Page]:
    browser = door.browser()
    return browser, door.enter(browser, person, **(copied() | changes))


def press(door: Door, browser: Any, page: Page, words: str) -> Page:
    action = str(page.form(words)["action"])
    answer = browser.post(action, base_url=door.url, data={"csrf_token": csrf(page)})
    return door.get(browser, answer.location) if answer.status_code == 303 else Page(action, answer, "POST", {})


def placements_of(door: Door, context: str) -> list[Placement]:
    with door.session() as session:
        query = select(Placement).join(Placement.resource_link).join(ResourceLink.context)
        return list(session.scalars(query.where(Context.id_on_platform == context)).all())


def test_one_click_takes_over_the_settings_but_no_date_that_is_over(source: Taker, door: Door) -> None:
    browser, page = open_copy(door)
    assert OFFER in page.text
    assert "Front desk essentials" in page.text

    done = press(door, browser, page, "Take over its settings")

    assert OFFER not in done.text
    [placement] = placements_of(door, "copy")
    assert placement.settings.attempts_allowed == 3
    assert placement.settings.time_limit_minutes == 25
    assert placement.settings.closes_at is None


def test_the_copy_has_nobodys_attempts_and_a_line_item_of_its_own(source: Taker, door: Door) -> None:
    browser, page = open_copy(door)
    press(door, browser, page, "Take over its settings")

    learner = door.enter(door.browser(), "mei-ling", **copied())

    assert "Start" in learner.text
    assert len(attempts_of(door, "types")) == 1, "the source's own"
    with door.session() as session:
        urls = session.scalars(select(ResourceLink.lineitem_url).where(ResourceLink.id_on_platform == "copied-types"))
        assert urls.one() == "https://lms.example/copy/copied-types"


def test_a_link_that_is_first_opened_later_follows(source: Taker, enter: Enter, door: Door) -> None:
    enter(module="retake")
    set_rules(door, "retake", attempts_allowed=7)
    browser, page = open_copy(door)
    press(door, browser, page, "Take over its settings")

    door.enter(door.browser(), "mei-ling", **copied("copied-retake", module="retake"))

    later = next(each for each in placements_of(door, "copy") if each.module_id == "retake")
    assert later.settings.attempts_allowed == 7


def test_a_link_whose_module_was_chosen_by_hand_is_known_by_its_history(source: Taker, door: Door) -> None:
    with door.session() as session:
        original = session.scalars(select(ResourceLink)).one().id_on_platform
    custom = {"context_id_history": "front-desk", "resource_link_id_history": original}
    browser, page = open_copy(door, custom=custom)
    assert "Nothing chosen yet" in page.text

    done = press(door, browser, page, "Take over its settings")

    assert "Module types" in done.text


def test_course_wide_rules_and_local_policy_come_along(source: Taker, door: Door) -> None:
    with door.session() as session:
        context_id = session.scalars(select(Context.id)).one()
        rules = {"quiz_defaults": {"wait_minutes": 90}, "certificates_renewed": "yearly"}
        session.merge(ContextSettings(context_id=context_id, own_revision=0, **rules))
        policy = {"lesson_id": "types.l1", "body": "Ask at the desk.", "updated_at": utcnow()}
        session.add(LocalPolicy(context_id=context_id, **policy))
        session.commit()
    browser, page = open_copy(door)

    press(door, browser, page, "Take over its settings")

    [placement] = placements_of(door, "copy")
    assert placement.settings.wait_minutes == 90
    with door.session() as session:
        assert session.scalars(select(ContextSettings.certificates_renewed)).all() == ["yearly"] * 2
        assert session.scalars(select(LocalPolicy.body)).all() == ["Ask at the desk."] * 2


def test_declining_ends_the_offer_and_changes_nothing(source: Taker, door: Door) -> None:
    browser, page = open_copy(door)

    press(door, browser, page, "No, start over")

    assert OFFER not in open_copy(door)[1].text
    assert placements_of(door, "copy")[0].settings.attempts_allowed is None


@pytest.mark.parametrize("history", ["$Context.id.history", "", "nowhere,also-nowhere", "copy", "%00,,%zz"])
def test_a_history_that_leads_nowhere_offers_nothing(history: str, source: Taker, door: Door) -> None:
    _, page = open_copy(door, **copied(history=history))

    assert page.status == 200
    assert OFFER not in page.text


def test_the_nearest_course_of_a_long_history_is_offered(source: Taker, door: Door) -> None:
    assert "Front desk essentials" in open_copy(door, **copied(history="gone%2C1,front-desk,older"))[1].text


def test_learners_and_assistants_are_offered_nothing(source: Taker, door: Door) -> None:
    browser, page = open_copy(door, "mei-ling")

    assert OFFER not in page.text
    answer = browser.post(f"{page.path}instructor/copy", base_url=door.url, data={"csrf_token": csrf(page)})
    assert answer.status_code == 403


@pytest.mark.parametrize("role", ["Learner", "TeachingAssistant", None])
def test_a_course_that_the_person_does_not_configure_is_never_offered(
    role: str | None, source: Taker, door: Door
) -> None:
    """Whoever edits a link can write any course into its parameters."""
    if role is not None:
        door.enter(door.browser(), "priya", **{ROLES: [f"{ROLE}{role}"]})

    browser, page = open_copy(door, "priya", **{ROLES: [f"{ROLE}Instructor"]})

    assert OFFER not in page.text
    browser.post(f"{page.path}instructor/copy", base_url=door.url, data={"csrf_token": csrf(page)})
    assert placements_of(door, "copy")[0].settings.attempts_allowed is None


def test_somebody_whom_the_roster_of_the_first_course_dropped_is_offered_nothing(source: Taker, door: Door) -> None:
    with door.session() as session:
        session.execute(update(Membership).values(is_active=False))
        session.commit()

    assert OFFER not in open_copy(door)[1].text


def test_another_deployments_course_is_never_found(source: Taker, door: Door) -> None:
    with door.session() as session:
        let_in(door.registration(session), "other-customer", utcnow())
        session.commit()

    _, page = open_copy(door, deployment_id="other-customer")

    assert OFFER not in page.text


def test_a_grade_that_somebody_has_in_the_copy_is_not_changed(source: Taker, door: Door) -> None:
    set_rules(door, "types", counting="latest", closes_at=None)
    browser, page = open_copy(door, "mei-ling")
    learner = Taker(door, browser, page, "types")
    learner.take()
    learner.take(right=0)
    browser, page = open_copy(door)

    press(door, browser, page, "Take over its settings")

    assert placements_of(door, "copy")[0].settings.counting == "highest"
