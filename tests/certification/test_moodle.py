"""Launches recorded from a running Moodle 4.1.10, told again with our own issuer, client id and times."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.lti.models import Launch, ResourceLink
from lti_tool.placements.models import Placement
from tests.support.door import Door
from tests.support.visitor import Page

RECORDED = Path(__file__).parent / "moodle"
TARGET = "https://purl.imsglobal.org/spec/lti/claim/target_link_uri"


def replay(door: Door, name: str) -> Page:
    """Send recorded claims through a login of our own and open the page they lead to."""
    recorded: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    target = recorded[TARGET].replace("https://tool.example", door.url)
    browser = door.browser()
    login = door.begin(browser, target_link_uri=target)
    envelope = {claim: door.claims(login)[claim] for claim in ("iss", "aud", "nonce", "iat", "exp")}
    claims = recorded | envelope | {TARGET: target}
    claims["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] = door.platform.deployment_id
    return door.open(browser, door.send(browser, login, claims))


@pytest.mark.parametrize("name", ["teacher", "non_editing_teacher", "admin"])
def test_those_whom_moodle_calls_instructors_are_asked_for_a_module(door: Door, name: str) -> None:
    page = replay(door, name)

    assert page.heading == "Your module in this course"
    assert "Nothing chosen yet" in page.text


@pytest.mark.parametrize("name", ["student", "student_without_id_number", "student_in_new_window"])
def test_moodles_students_are_told_kindly_that_nothing_is_chosen_yet(door: Door, name: str) -> None:
    page = replay(door, name)

    assert page.status == 200
    assert page.path.endswith("/")
    assert page.heading == "You are early"


def test_names_of_every_script_arrive_whole(door: Door) -> None:
    assert "Dmitri Иванов" in replay(door, "student_without_id_number").text


def test_moodles_unexpanded_variables_say_nothing(door: Door) -> None:
    replay(door, "student")

    with door.session() as session:
        custom = session.scalars(select(Launch.custom)).one()
    assert custom["due"] == ""
    assert custom["module"] == "difficult-patrons"


def test_moodles_gradebook_addresses_keep_their_query(door: Door) -> None:
    replay(door, "student")

    with door.session() as session:
        link = session.scalars(select(ResourceLink)).one()
    assert link.lineitem_url == "https://moodle.example/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1"
    assert len(link.ags_scopes) == 4


def test_a_link_that_moodle_does_not_grade_has_no_line_item(door: Door) -> None:
    replay(door, "student_in_new_window")

    with door.session() as session:
        assert session.scalars(select(ResourceLink.lineitem_url)).one() is None


def test_moodles_deep_linking_request_opens_the_picker(door: Door) -> None:
    assert replay(door, "deep_linking_teacher").heading == "Add modules to your course"


def test_moodles_submission_review_opens_that_students_page(door: Door) -> None:
    replay(door, "student")

    page = replay(door, "submission_review")

    assert page.status == 303
    assert "/instructor/people/" in page.response.location


def test_a_course_that_moodle_copied_is_offered_its_settings(door: Door) -> None:
    replay(door, "admin")  # the same person, in course 2, of which the copy says that it comes
    with door.session() as session:
        link = session.scalars(select(ResourceLink)).one()
        facts = {"resource_link_id": link.id, "context_id": link.context_id, "module_id": "culture-of-yes"}
        session.add(Placement(created_at=utcnow(), **facts))
        session.commit()

    page = replay(door, "teacher_of_a_copied_course")

    assert "This course is a copy of “Library customer service”" in page.text
