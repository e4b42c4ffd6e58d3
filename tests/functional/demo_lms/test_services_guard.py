"""What every service call needs: a good bearer token, its scope, the right media type, a kept query."""

import pytest
from flask.testing import FlaskClient

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.vocabulary import (
    LINEITEM_CONTAINER_TYPE,
    LINEITEM_TYPE,
    MEMBERSHIP_CONTAINER_TYPE,
    RESULT_CONTAINER_TYPE,
    SCOPE_LINEITEM,
    SCOPE_LINEITEM_READONLY,
    SCOPE_MEMBERSHIP_READONLY,
    SCOPE_RESULT_READONLY,
    SCOPE_SCORE,
    SCORE_TYPE,
)

from .conftest import Clock
from .little_tool import LittleTool

ITEMS = "/courses/front-desk/lineitems?type_id=1"
MEMBERS = "/courses/front-desk/memberships"


def item_path(platform: Platform, tail: str = "") -> str:
    item = platform.gradebook.for_link("yes-and")
    assert item is not None
    return f"/courses/front-desk/lineitems/{item.id}/lineitem{tail}?type_id=1"


def calls(platform: Platform) -> list[tuple[str, str, str, str, str]]:
    """Method, path, header, media type, scope of every call there is."""
    return [
        ("GET", ITEMS, "Accept", LINEITEM_CONTAINER_TYPE, SCOPE_LINEITEM_READONLY),
        ("POST", ITEMS, "Content-Type", LINEITEM_TYPE, SCOPE_LINEITEM),
        ("GET", item_path(platform), "Accept", LINEITEM_TYPE, SCOPE_LINEITEM_READONLY),
        ("PUT", item_path(platform), "Content-Type", LINEITEM_TYPE, SCOPE_LINEITEM),
        ("POST", item_path(platform, "/scores"), "Content-Type", SCORE_TYPE, SCOPE_SCORE),
        ("GET", item_path(platform, "/results"), "Accept", RESULT_CONTAINER_TYPE, SCOPE_RESULT_READONLY),
        ("GET", MEMBERS, "Accept", MEMBERSHIP_CONTAINER_TYPE, SCOPE_MEMBERSHIP_READONLY),
        ("DELETE", item_path(platform), "Accept", "*/*", SCOPE_LINEITEM),
    ]


@pytest.mark.parametrize("header", [None, "Bearer made-up", "Basic made-up", "Bearer", ""])
def test_no_call_without_a_good_bearer_token(lms: FlaskClient, platform: Platform, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path, *_ in calls(platform):
        answer = lms.open(path, method=method, headers=headers)
        assert answer.status_code == 401, path
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_no_call_with_a_token_of_another_scope(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    for method, path, _, _, scope in calls(platform):
        others = {SCOPE_SCORE, SCOPE_MEMBERSHIP_READONLY} - {scope}
        answer = lms.open(path, method=method, headers=tool.bearer(lms, *others))
        assert answer.status_code == 403, path
        assert scope.removesuffix(".readonly") in answer.get_json()["reason"]


@pytest.mark.parametrize("wrong", ["*/*", "application/json", "text/html"])
def test_no_call_with_another_media_type(lms: FlaskClient, platform: Platform, tool: LittleTool, wrong: str) -> None:
    for method, path, header, media_type, scope in calls(platform)[:-1]:
        headers = {**tool.bearer(lms, scope), header: wrong}
        answer = lms.open(path, method=method, headers=headers, data=None if method == "GET" else "{}")
        assert answer.status_code == (406 if header == "Accept" else 415), path
        assert media_type in answer.get_json()["reason"]


def test_a_media_type_may_stand_in_a_list(lms: FlaskClient, tool: LittleTool) -> None:
    accept = {"Accept": f"application/json, {MEMBERSHIP_CONTAINER_TYPE};q=0.9"}

    assert lms.get(MEMBERS, headers=tool.bearer(lms, SCOPE_MEMBERSHIP_READONLY) | accept).status_code == 200


def test_no_grade_call_that_lost_its_query(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    for method, path, header, media_type, scope in calls(platform):
        if path == MEMBERS:
            continue
        headers = {**tool.bearer(lms, scope), header: media_type}
        answer = lms.open(path.partition("?")[0], method=method, headers=headers)
        assert answer.status_code == 404, path
        assert "query" in answer.get_json()["reason"]


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/courses/nowhere/lineitems?type_id=1", SCOPE_LINEITEM),
        ("/courses/front-desk/lineitems/none/lineitem?type_id=1", SCOPE_LINEITEM),
        ("/courses/nowhere/memberships", SCOPE_MEMBERSHIP_READONLY),
    ],
)
def test_what_is_not_there_is_404_in_words(lms: FlaskClient, tool: LittleTool, path: str, scope: str) -> None:
    answer = lms.get(path, headers=tool.bearer(lms, scope))

    assert answer.status_code == 404
    assert answer.get_json()["reason"].startswith("There is no such")


def test_a_line_item_of_another_course_is_not_found(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    elsewhere = item_path(platform).replace("front-desk", "onboarding")

    assert lms.get(elsewhere, headers=tool.bearer(lms, SCOPE_LINEITEM)).status_code == 404


def test_a_token_ends_after_an_hour(lms: FlaskClient, tool: LittleTool, clock: Clock) -> None:
    headers = {**tool.bearer(lms, SCOPE_MEMBERSHIP_READONLY), "Accept": MEMBERSHIP_CONTAINER_TYPE}
    clock.now += 3599
    assert lms.get(MEMBERS, headers=headers).status_code == 200
    clock.now += 1
    assert lms.get(MEMBERS, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "7", "null", "[" * 100_000, '{"a": "\ud800"}'.encode("utf-8", "surrogatepass")]
)
def test_a_body_that_is_no_json_object_is_refused(lms: FlaskClient, tool: LittleTool, body: str | bytes) -> None:
    headers = {**tool.bearer(lms, SCOPE_LINEITEM), "Content-Type": LINEITEM_TYPE}

    assert lms.post(ITEMS, headers=headers, data=body).status_code == 400
