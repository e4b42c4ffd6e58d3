"""Access tokens: handed out for a right assertion, refused in RFC 6749's words for a wrong one."""

from typing import Any
from urllib.error import URLError

import pytest
from flask.testing import FlaskClient

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.vocabulary import SCOPE_LINEITEM, SCOPE_SCORE

from .conftest import NOON, Clock
from .little_tool import STRANGERS_KEY, LittleTool


def test_a_right_assertion_gets_a_token_for_an_hour(lms: FlaskClient, tool: LittleTool) -> None:
    answer = lms.post("/oauth/token", data=tool.token_form(f"{SCOPE_SCORE} {SCOPE_LINEITEM}"))

    body = answer.get_json()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert body.pop("access_token")
    assert body == {
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": f"{SCOPE_LINEITEM} {SCOPE_SCORE}",
    }


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"sub": "somebody"},
        {"sub": None},
        {"aud": "http://127.0.0.1:8001"},
        {"aud": ["http://127.0.0.1:8001/oauth/token"]},
        {"aud": None},
        {"exp": NOON - 1},
        {"exp": NOON + 301, "iat": NOON},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"iat": NOON + 61, "exp": NOON + 120},
        {"iat": None},
        {"jti": None},
        {"jti": 7},
    ],
)
def test_a_wrong_claim_in_the_assertion_is_refused(lms: FlaskClient, tool: LittleTool, claims: dict[str, Any]) -> None:
    answer = ask_with(lms, tool, tool.sign(tool.assertion(**claims)))

    assert answer == (400, "invalid_client")


def test_the_tools_clock_may_be_a_little_ahead(lms: FlaskClient, tool: LittleTool) -> None:
    assertion = tool.sign(tool.assertion(iat=NOON + 59, exp=NOON + 120))

    assert lms.post("/oauth/token", data=tool.token_form(SCOPE_SCORE, assertion)).status_code == 200


def test_an_assertion_signed_otherwise_is_refused(lms: FlaskClient, tool: LittleTool) -> None:
    wrong = [
        tool.sign(tool.assertion(), key=STRANGERS_KEY),
        tool.sign(tool.assertion(), alg="RS512"),
        tool.sign(tool.assertion(), key="a-secret-that-is-long-enough-for-hs256", alg="HS256"),
        tool.sign(tool.assertion(), key="", alg="none"),
        tool.sign(tool.assertion(), headers={}),
        tool.sign(tool.assertion(), headers={"kid": "unheard-of"}),
        "not.a.jwt",
        "{}",
    ]
    assert [ask_with(lms, tool, assertion) for assertion in wrong] == [(400, "invalid_client")] * len(wrong)


def test_an_assertion_is_good_for_one_request(lms: FlaskClient, tool: LittleTool) -> None:
    form = tool.token_form(SCOPE_SCORE)
    lms.post("/oauth/token", data=form)

    again = lms.post("/oauth/token", data=form)

    assert again.status_code == 400
    assert "used before" in again.get_json()["error_description"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "jwt"}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"scope": f"{SCOPE_SCORE} openid"}, "invalid_scope"),
        ({"client_assertion": "x"}, "invalid_client"),
    ],
)
def test_a_wrong_form_is_refused(lms: FlaskClient, tool: LittleTool, changes: dict[str, str], error: str) -> None:
    answer = lms.post("/oauth/token", data=tool.token_form(SCOPE_SCORE) | changes)

    assert (answer.status_code, answer.get_json()["error"]) == (400, error)
    assert answer.get_json()["error_description"]


def test_json_is_no_form(lms: FlaskClient, tool: LittleTool) -> None:
    answer = lms.post("/oauth/token", json=tool.token_form(SCOPE_SCORE))

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")


def test_a_field_sent_twice_is_refused(lms: FlaskClient, tool: LittleTool) -> None:
    form = tool.token_form(SCOPE_SCORE) | {"scope": [SCOPE_SCORE, SCOPE_LINEITEM]}

    assert lms.post("/oauth/token", data=form).get_json()["error"] == "invalid_request"


def test_the_tools_keys_are_fetched_once_and_again_for_an_unknown_kid(
    lms: FlaskClient, platform: Platform, tool: LittleTool
) -> None:
    fetched = []
    platform.tool_keys.fetch = lambda url: fetched.append(url) or tool.jwks()  # type: ignore[func-returns-value]
    tool.bearer(lms, SCOPE_SCORE)
    tool.bearer(lms, SCOPE_SCORE)
    tool.kid = "rotated"
    tool.bearer(lms, SCOPE_SCORE)

    assert fetched == ["http://localhost:8000/lti/jwks.json"] * 2


@pytest.mark.parametrize("broken", [{}, {"keys": 3}, {"keys": [{"kty": "RSA", "kid": "little-key"}]}])
def test_a_broken_key_set_of_the_tool_is_named_in_the_refusal(
    lms: FlaskClient, platform: Platform, tool: LittleTool, broken: dict[str, Any]
) -> None:
    platform.tool_keys.fetch = lambda url: broken

    answer = lms.post("/oauth/token", data=tool.token_form(SCOPE_SCORE))

    assert answer.get_json()["error"] == "invalid_client"
    assert "jwks.json" in answer.get_json()["error_description"]


def test_a_key_set_that_cannot_be_reached_is_named_in_the_refusal(
    lms: FlaskClient, platform: Platform, tool: LittleTool
) -> None:
    def unreachable(url: str) -> dict[str, Any]:
        raise URLError("connection refused")

    platform.tool_keys.fetch = unreachable

    answer = lms.post("/oauth/token", data=tool.token_form(SCOPE_SCORE))

    assert "connection refused" in answer.get_json()["error_description"]


def test_a_jti_is_kept_as_long_as_an_assertion_can_be_good(lms: FlaskClient, tool: LittleTool, clock: Clock) -> None:
    form = tool.token_form(SCOPE_SCORE, tool.sign(tool.assertion(iat=NOON + 60, exp=NOON + 360)))
    lms.post("/oauth/token", data=form)
    clock.now += 359

    assert "used before" in lms.post("/oauth/token", data=form).get_json()["error_description"]


def ask_with(lms: FlaskClient, tool: LittleTool, assertion: str) -> tuple[int, str]:
    answer = lms.post("/oauth/token", data=tool.token_form(SCOPE_SCORE, assertion))
    return answer.status_code, answer.get_json()["error"]
