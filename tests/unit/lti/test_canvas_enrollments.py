"""What `$Canvas.membership.roles` may do, and for whom it says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.canvas_enrollments import PARAMETER, Enrollments
from lti_tool.lti.claims import LTI, LaunchClaims, read_claims

CANVAS = {"guid": "g", "product_family_code": "canvas"}
BOTH = "TaEnrollment,TeacherEnrollment"
COURSE = {"id": "course-1"}
MENU = "https://www.instructure.com/placement"


def launch(**claims: Any) -> LaunchClaims:
    """A course menu's launch, as Canvas signs it."""
    whole: dict[str, Any] = {
        "message_type": "LtiResourceLinkRequest",
        "version": "1.3.0",
        "deployment_id": "1",
        "roles": [],
        "resource_link": COURSE,
        "context": COURSE,
        "tool_platform": CANVAS,
        "custom": {PARAMETER: BOTH},
        "placement": "course_navigation",
    } | claims
    placement = whole.pop("placement")
    return read_claims({LTI + name: each for name, each in whole.items()} | {MENU: placement})


def picking(**claims: Any) -> LaunchClaims:
    settings = {"accept_types": ["ltiResourceLink"], "deep_link_return_url": "https://canvas.example/"}
    read = launch(message_type="LtiResourceLinkRequest", **claims)
    deep = {"message_type": "LtiDeepLinkingRequest", "resource_link": None}
    return read.model_copy(update=deep | {"deep_linking": settings})


def test_where_no_link_has_a_say_a_teacher_is_told_from_an_assistant() -> None:
    assert Enrollments.of(launch()).also_teaches
    assert Enrollments.of(picking()).also_teaches
    assert not Enrollments.of(launch(custom={PARAMETER: "TaEnrollment"})).also_teaches


FORGED: dict[str, dict[str, Any]] = {
    "a_links_own_parameter": {"resource_link": {"id": "link-9"}},
    "a_link_that_names_the_menu": {"resource_link": {"id": "link-9"}, "placement": "course_navigation"},
    "a_link_with_the_courses_id_elsewhere": {"placement": "link_selection"},
    "a_link_with_the_courses_id_and_no_placement": {"placement": ""},
    "no_course": {"context": None},
    "another_lms": {"tool_platform": {"product_family_code": "moodle"}},
    "no_lms_named": {"tool_platform": None},
}


@pytest.mark.parametrize("case", FORGED)
def test_anywhere_else_nobody_is_raised(case: str) -> None:
    assert not Enrollments.of(launch(**FORGED[case])).also_teaches


def test_no_choice_of_content_elsewhere_raises_anybody() -> None:
    assert not Enrollments.of(picking(tool_platform={"product_family_code": "moodle"})).also_teaches


@given(st.dictionaries(st.sampled_from([PARAMETER, PARAMETER.upper(), "module"]), st.sampled_from([BOTH, "x", ""])))
def test_whatever_a_link_says_of_itself_never_raises(custom: dict[str, str]) -> None:
    assert not Enrollments.of(launch(resource_link={"id": "link-9"}, custom=custom)).also_teaches


def test_a_link_may_lower() -> None:
    lowered = launch(resource_link={"id": "link-9"}, custom={PARAMETER: "TaEnrollment,StudentEnrollment"})

    assert Enrollments.of(lowered).only_assists
    assert not Enrollments.of(launch()).only_assists
    assert not Enrollments.of(launch(custom={PARAMETER: "$Canvas.membership.roles"})).only_assists
