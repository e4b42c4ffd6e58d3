"""Misbehaviour on purpose, through the page and through Python."""

import pytest
from flask.testing import FlaskClient

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.state.people import LARS
from lti_tool.demo_lms.vocabulary import (
    MEMBERSHIP_CONTAINER_TYPE,
    SCOPE_MEMBERSHIP_READONLY,
    SCOPE_SCORE,
    SCORE_TYPE,
)

from .little_tool import LittleTool

PAGE = "/as/rosa/courses/front-desk/misbehave"
MEMBERS = "/courses/front-desk/memberships"


@pytest.fixture
def headers(lms: FlaskClient, tool: LittleTool) -> dict[str, str]:
    return {**tool.bearer(lms, SCOPE_MEMBERSHIP_READONLY), "Accept": MEMBERSHIP_CONTAINER_TYPE}


def test_throttled_calls_answer_429_and_then_recover(
    lms: FlaskClient, platform: Platform, headers: dict[str, str]
) -> None:
    platform.faults.throttle = 2

    answers = [lms.get(MEMBERS, headers=headers) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "2"


def test_canvas_throttles_with_403(lms: FlaskClient, platform: Platform, headers: dict[str, str]) -> None:
    platform.faults.canvas_throttle = 1

    answer = lms.get(MEMBERS, headers=headers)

    assert answer.status_code == 403
    assert answer.text == "403 Forbidden (Rate Limit Exceeded)"
    assert answer.headers["X-Rate-Limit-Remaining"] == "0"
    assert lms.get(MEMBERS, headers=headers).status_code == 200


def test_failing_calls_answer_500(lms: FlaskClient, platform: Platform, headers: dict[str, str]) -> None:
    platform.faults.fail = 1

    assert [lms.get(MEMBERS, headers=headers).status_code for _ in range(2)] == [500, 200]


def test_a_slow_platform_waits_before_each_answer(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    waited: list[float] = []
    platform.faults.sleep = waited.append
    platform.faults.slow_seconds = 2.5

    headers = tool.bearer(lms, SCOPE_MEMBERSHIP_READONLY)
    lms.get(MEMBERS, headers=headers)
    lms.get("/jwks.json")
    lms.get(PAGE)

    assert waited == [2.5, 2.5, 2.5]


def test_the_key_set_and_the_token_endpoint_can_be_down(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    platform.faults.jwks_down = platform.faults.token_down = True

    assert lms.get("/jwks.json").status_code == 503
    assert lms.post("/oauth/token", data=tool.token_form(SCOPE_SCORE)).status_code == 503


def test_a_score_can_be_kept_and_the_connection_dropped(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    item = platform.gradebook.for_link("yes-and")
    assert item is not None
    body = {
        "userId": LARS.sub,
        "timestamp": "2026-11-23T17:53:48Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 1,
        "scoreMaximum": 1,
    }
    headers = {**tool.bearer(lms, SCOPE_SCORE), "Content-Type": SCORE_TYPE}
    platform.faults.drop_after_score = 1

    with pytest.raises(ConnectionResetError):
        lms.post(f"/courses/front-desk/lineitems/{item.id}/lineitem/scores?type_id=1", headers=headers, json=body)

    assert platform.grade("lars", "yes-and") == 100


def test_the_page_sets_shows_and_resets_faults(lms: FlaskClient, platform: Platform) -> None:
    form = {"action": "set", "slow_seconds": "0.5", "throttle": "3", "token_down": "on", "fail": ""}

    page = lms.post(PAGE, data=form, follow_redirects=True)

    assert platform.faults.active() == {"slow_seconds": 0.5, "throttle": 3, "token_down": True}
    assert "This LMS is misbehaving on purpose" in page.text
    assert "This LMS is misbehaving on purpose" in lms.get("/as/lars/courses/front-desk").text

    lms.post(PAGE, data={"action": "reset"})

    assert platform.faults.active() == {}
    assert "misbehaving on purpose" not in lms.get(PAGE).text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"action": "explode"},
        {"action": "set", "fail": "many"},
        {"action": "set", "fail": "-1"},
        {"action": "set", "fail": "nan"},
        {"action": "set", "slow_seconds": "61"},
    ],
)
def test_a_wrong_form_changes_nothing(lms: FlaskClient, platform: Platform, form: dict[str, str]) -> None:
    assert lms.post(PAGE, data=form).status_code == 400
    assert platform.faults.active() == {}


def test_a_rotated_key_joins_the_old_one_or_takes_its_place(lms: FlaskClient, platform: Platform) -> None:
    first = platform.keys.current.kid
    lms.post(PAGE, data={"action": "rotate"})
    second = platform.keys.current.kid
    assert published(lms) == [first, second]

    lms.post(PAGE, data={"action": "replace"})

    assert published(lms) == [platform.keys.current.kid]
    assert len({first, second, platform.keys.current.kid}) == 3


def test_forgotten_tokens_are_answered_401(lms: FlaskClient, platform: Platform, headers: dict[str, str]) -> None:
    lms.post(PAGE, data={"action": "revoke"})

    assert lms.get(MEMBERS, headers=headers).status_code == 401


def published(lms: FlaskClient) -> list[str]:
    return [key["kid"] for key in lms.get("/jwks.json").get_json()["keys"]]
