"""Launches and logins that must be refused: in words, with a 4xx, and with nothing stored."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import itsdangerous
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.audit import Actor, AuditEvent
from lti_tool.db import utcnow
from lti_tool.lti.models import Deployment, Status
from lti_tool.lti.registering.registrations import set_status
from tests.support.door import (
    PLATFORM_KEY,
    STRANGERS_KEY,
    Door,
    Fields,
    Login,
    count_rows,
    encode_part,
    register_with_keys,
)
from tests.support.visitor import Page

SCRIPT = "<script>alert(1)</script>"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
Now = int


def seconds_from_now(seconds: int) -> Callable[[], Now]:
    return lambda: int(time.time()) + seconds


FOREVER = seconds_from_now(3600)
RETURN = "deep_link_return_url"
OUR_OWN = "the tool's own client id"


def missing(*claims: str) -> Fields:
    return dict.fromkeys(claims)


@pytest.fixture
def before(shared_door: Door) -> Iterator[dict[str, int]]:
    """Rows before the test; after it, there must be no more."""
    with shared_door.session() as session:
        counted = count_rows(session)
        yield counted
        assert count_rows(session) == counted


def assert_refused(page: Page) -> None:
    html = page.response.get_data(as_text=True)
    assert 400 <= page.status < 500, f"{page.status}: {page.text}"
    assert page.heading
    assert page.soup.select_one("main p.lead"), page.text
    assert "Traceback" not in html
    assert SCRIPT not in html
    assert not page.response.headers.getlist("Set-Cookie")
    assert page.soup.select("main a") == []


# Claims: signed well, said badly.

CERTIFICATION_CASES: dict[str, Fields] = {
    "wrong_version": {f"{CLAIM}version": "11.3"},
    "no_version": missing("version"),
    "several_missing_at_once": missing("aud", "iss", "sub", "deployment_id", "roles"),
    "timestamps_of_1970": {"iat": 11111, "exp": 22222},
    "no_message_type": missing("message_type"),
    "no_roles": missing("roles"),
    "no_deployment_id": missing("deployment_id"),
    "no_resource_link": missing("resource_link"),
    "no_sub": missing("sub"),
}
TIME_CASES: dict[str, Fields] = {
    "no_exp": missing("exp"),
    "no_iat": missing("iat"),
    "exp_past_beyond_the_clock_skew": {"exp": seconds_from_now(-62), "iat": seconds_from_now(-120)},
    "iat_beyond_60_seconds_ahead": {"iat": seconds_from_now(70), "exp": FOREVER},
    "iat_far_past_with_an_exp_to_come": {"iat": 11111, "exp": FOREVER},
    "iat_of_yesterday_with_an_exp_to_come": {"iat": seconds_from_now(-86_400), "exp": FOREVER},
    "nbf_ahead": {"nbf": seconds_from_now(600)},
    "iat_no_number": {"iat": SCRIPT},
    "iat_a_list": {"iat": []},
    "exp_an_object": {"exp": {"$gt": 0}},
    "exp_infinite": {"exp": float("inf")},
    "iat_not_a_number": {"iat": float("nan")},
}
IDENTITY_CASES: dict[str, Fields] = {
    "no_nonce": missing("nonce"),
    "nonce_unknown": {"nonce": "never-given-out"},
    "nonce_not_text": {"nonce": ["x"]},
    "no_iss": missing("iss"),
    "wrong_iss": {"iss": f"https://elsewhere.example/{SCRIPT}"},
    "iss_not_text": {"iss": {"a": 1}},
    "no_aud": missing("aud"),
    "wrong_aud": {"aud": "another-tool"},
    "aud_empty": {"aud": []},
    "aud_not_text": {"aud": [17]},
    "several_aud_without_azp": {"aud": [OUR_OWN, "another-tool"]},
    "several_aud_with_the_azp_of_another": {"aud": [OUR_OWN, "another-tool"], "azp": "another-tool"},
    "wrong_azp": {"azp": "another-tool"},
    "azp_not_among_the_aud": {"aud": ["another-tool", "third-tool"], "azp": OUR_OWN},
    "azp_not_text": {"azp": [OUR_OWN]},
    "sub_of_256_characters": {"sub": "s" * 256},
    "sub_empty": {"sub": ""},
    "sub_a_number": {"sub": 5},
    "deployment_id_of_256_characters": {"deployment_id": "d" * 256},
    "deployment_id_empty": {"deployment_id": ""},
    "deployment_id_a_list": {"deployment_id": ["demo-deployment"]},
}
MESSAGE_CASES: dict[str, Fields] = {
    "unknown_message_type": {"message_type": "LtiStartProctoring"},
    "message_type_not_text": {"message_type": {}},
    "target_link_uri_differs_from_the_login": {"target_link_uri": "http://localhost/lti/launch?other=1"},
    "target_link_uri_of_a_foreign_host": {"target_link_uri": "https://evil.example/lti/launch"},
    "target_link_uri_not_text": {"target_link_uri": ["http://localhost"]},
    "resource_link_without_id": {"resource_link": {"title": SCRIPT}},
    "resource_link_id_too_long": {"resource_link": {"id": "r" * 256}},
    "resource_link_not_an_object": {"resource_link": "yes-and"},
    "roles_one_text": {"roles": "Instructor"},
    "roles_not_text": {"roles": [{"a": 1}]},
    "nul_byte_in_the_name": {"name": "Mei\0Ling"},
    "nul_byte_in_the_sub": {"sub": "5\0"},
    "nul_byte_in_a_key": {"custom": {"a\0b": "c"}},
    "lone_surrogate_in_the_name": {"name": "Mei \ud800 Ling"},
    "infinite_number_in_custom": {"custom": {"weight": float("inf")}},
}
CLAIM_CASES = CERTIFICATION_CASES | TIME_CASES | IDENTITY_CASES | MESSAGE_CASES


def resolved(overrides: Fields, door: Door) -> Fields:
    """Times counted from now, and our client id by name."""
    ours = door.platform.client_id
    made = {name: value() if callable(value) else value for name, value in overrides.items()}
    for name in ("aud", "azp"):
        value = made.get(name)
        if isinstance(value, list):
            made[name] = [ours if each == OUR_OWN else each for each in value]
        elif value == OUR_OWN:
            made[name] = ours
    return made


@pytest.mark.parametrize("case", CLAIM_CASES)
def test_a_launch_with_bad_claims_is_refused(shared_door: Door, before: dict[str, int], case: str) -> None:
    browser = shared_door.browser()
    login = shared_door.begin(browser)
    claims = shared_door.claims(login, **{"name": SCRIPT, **resolved(CLAIM_CASES[case], shared_door)})

    assert_refused(shared_door.send(browser, login, claims))


DEEP_LINKING_CASES: dict[str, Any] = {
    "no_settings": None,
    "settings_empty": {},
    "no_return_url": {"accept_types": ["ltiResourceLink"]},
    "return_url_empty": {"accept_types": ["ltiResourceLink"], RETURN: ""},
    "javascript_return_url": {"accept_types": ["ltiResourceLink"], RETURN: f"javascript:{SCRIPT}"},
    "javascript_return_url_in_disguise": {"accept_types": ["ltiResourceLink"], RETURN: " javascript:alert(1)//http://"},
    "data_return_url": {"accept_types": ["ltiResourceLink"], RETURN: "data:text/html,x"},
    "return_url_without_a_host": {"accept_types": ["ltiResourceLink"], RETURN: "https:///return"},
    "return_url_with_a_broken_host": {"accept_types": ["ltiResourceLink"], RETURN: "https://[::1/return"},
    "return_url_with_a_policy_in_its_host": {
        "accept_types": ["ltiResourceLink"],
        RETURN: "https://lms.example; script-src 'unsafe-inline'/return",
    },
    "return_url_not_text": {"accept_types": ["ltiResourceLink"], RETURN: ["https://lms.example"]},
    "no_accept_types": {RETURN: "https://lms.example/return"},
    "infinite_number_in_data": {
        "accept_types": ["ltiResourceLink"],
        RETURN: "https://lms.example/return",
        "data": float("-inf"),
    },
}


@pytest.mark.parametrize("case", DEEP_LINKING_CASES)
def test_a_deep_linking_request_that_cannot_be_answered_is_refused(
    shared_door: Door, before: dict[str, int], case: str
) -> None:
    assert_refused(shared_door.choose_content(shared_door.browser(), deep_linking_settings=DEEP_LINKING_CASES[case]))


# Signatures: said well, proven badly.


def public_pem() -> bytes:
    return PLATFORM_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


SIGNING_CASES: dict[str, Callable[[Door], Fields]] = {
    "no_kid": lambda _door: {"headers": {}},
    "wrong_kid": lambda _door: {"headers": {"kid": f"never-published {SCRIPT}"}},
    "kid_empty": lambda _door: {"headers": {"kid": ""}},
    "bad_signature": lambda _door: {"key": STRANGERS_KEY},
    "alg_none": lambda _door: {"alg": "none"},
    "hs256_with_the_platforms_public_key": lambda _door: {"alg": "HS256", "key": public_pem()},
    "rs512": lambda _door: {"alg": "RS512"},
    "ps256": lambda _door: {"alg": "PS256"},
    "critical_header_we_do_not_know": lambda door: {"headers": {"kid": door.kid, "crit": ["exp"]}},
}


@pytest.mark.parametrize("case", SIGNING_CASES)
def test_a_launch_with_a_bad_signature_is_refused(shared_door: Door, before: dict[str, int], case: str) -> None:
    browser = shared_door.browser()
    login = shared_door.begin(browser)

    assert_refused(shared_door.send(browser, login, shared_door.claims(login), **SIGNING_CASES[case](shared_door)))


# Bodies: no honest platform's.


def token(header: bytes, body: bytes) -> str:
    return f"{encode_part(header)}.{encode_part(body)}.{encode_part(b'signature')}"


def swapped_claims(door: Door, login: Login) -> str:
    """A true signature under other claims."""
    header, _, signature = door.platform.sign(door.claims(login)).split(".")
    body = json.dumps(door.claims(login, person="rosa")).encode()
    return f"{header}.{encode_part(body)}.{signature}"


GOOD_HEADER = b'{"alg": "RS256", "kid": "k", "typ": "JWT"}'
DEEP = b"[" * 60_000 + b"]" * 60_000
TOKEN_CASES: dict[str, Callable[[Door, Login], str]] = {
    "claims_swapped_under_a_true_signature": swapped_claims,
    "not_a_jwt": lambda _door, _login: f"hello {SCRIPT}",
    "jwt_of_one_part": lambda _door, _login: "abc",
    "jwt_of_five_parts": lambda _door, _login: "a.b.c.d.e",
    "jwt_not_base64": lambda _door, _login: "%%%.***.!!!",
    "jwt_not_ascii": lambda _door, _login: "é.é.é",
    "jwt_not_json": lambda _door, _login: token(b"{", b"}"),
    "jwt_not_utf8": lambda _door, _login: token(b"\xff\xfe", b"\xff"),
    "header_a_list": lambda _door, _login: token(b"[]", b"{}"),
    "claims_a_list": lambda _door, _login: token(GOOD_HEADER, b"[]"),
    "claims_a_text": lambda _door, _login: token(GOOD_HEADER, b'"claims"'),
    "claims_null": lambda _door, _login: token(GOOD_HEADER, b"null"),
    "nothing_but_dots": lambda _door, _login: "..",
    "deeply_nested_json": lambda _door, _login: token(GOOD_HEADER, DEEP),
    "deeply_nested_inside_a_claim": lambda _door, _login: token(GOOD_HEADER, b'{"nonce": ' + DEEP + b"}"),
    "deeply_nested_header": lambda _door, _login: token(DEEP, b"{}"),
    "number_of_5000_digits": lambda _door, _login: token(GOOD_HEADER, b'{"exp": ' + b"9" * 5000 + b"}"),
    "jwt_of_300_kilobytes": lambda _door, _login: token(GOOD_HEADER, b'{"a": "' + b"a" * 220_000 + b'"}'),
    "jwt_of_1_megabyte": lambda _door, _login: token(GOOD_HEADER, b'{"a": "' + b"a" * 750_000 + b'"}'),
    "nul_bytes": lambda _door, _login: "\0.\0.\0",
}


@pytest.mark.parametrize("case", TOKEN_CASES)
def test_an_id_token_that_is_none_is_refused(shared_door: Door, before: dict[str, int], case: str) -> None:
    browser = shared_door.browser()
    login = shared_door.begin(browser)

    page = shared_door.post(browser, {"id_token": TOKEN_CASES[case](shared_door, login), "state": login.state})

    assert_refused(page)


BODY_CASES: dict[str, Fields] = {
    "empty": {},
    "not_lti": {"data": {"username": SCRIPT}},
    "id_token_without_state": {"data": {"id_token": "a.b.c"}},
    "state_without_id_token": {"data": {"state": SCRIPT}},
    "json_in_place_of_a_form": {"json": {"id_token": "a.b.c", "state": "s"}},
    "json_called_a_form": {"data": b'{"id_token": 1}', "content_type": "application/x-www-form-urlencoded"},
    "multipart_cut_short": {"data": b"--x\r\nContent-Disp", "content_type": "multipart/form-data; boundary=x"},
    "multipart_without_boundary": {"data": b"--x", "content_type": "multipart/form-data"},
    "xml": {"data": b"<lti/>", "content_type": "text/xml"},
    "lti_1_1": {"data": {"lti_message_type": "basic-lti-launch-request", "oauth_consumer_key": SCRIPT}},
    "bytes_that_are_no_text": {"data": b"\xff\xfe\x00=\x00", "content_type": "application/x-www-form-urlencoded"},
    "platform_error": {"data": {"error": "login_required", "state": "s"}},
}


@pytest.mark.parametrize("case", BODY_CASES)
def test_a_body_that_is_not_a_launch_is_refused(shared_door: Door, before: dict[str, int], case: str) -> None:
    answer = shared_door.browser().post("/lti/launch", base_url=shared_door.url, **BODY_CASES[case])

    assert_refused(Page(shared_door.launch_url, answer, "POST", {}))


def test_an_error_that_the_platform_reports_is_explained_and_escaped(shared_door: Door, before: dict[str, int]) -> None:
    form = {"error": "invalid_request", "error_description": f"No such hint {SCRIPT}", "state": "s"}

    page = shared_door.post(shared_door.browser(), form)

    assert_refused(page)
    assert page.heading == "Your LMS could not open this"
    assert f"No such hint {SCRIPT}" in page.text
    assert "open the link again" in page.text


def test_what_a_stranger_sends_writes_only_its_own_line_in_the_log(
    shared_door: Door, before: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    shared_door.post(shared_door.browser(), {"error": "x", "error_description": "a\r\nINFO all is well\x1b[2J\u2028"})

    (said,) = [record.getMessage() for record in caplog.records if "PlatformReportedError" in record.getMessage()]
    assert said.isprintable()
    assert "INFO all is well" in said


# State and nonce: one login, one browser, once, within five minutes.


def test_a_forged_state_is_refused(shared_door: Door, before: dict[str, int]) -> None:
    browser = shared_door.browser()
    login = shared_door.begin(browser)
    forged = itsdangerous.URLSafeTimedSerializer("guess", salt="lti-login-state").dumps([1, login.nonce, "b", "t"])

    for state in (forged, login.state[:-2], f"{login.state}x", SCRIPT, "a.b.c", "é", "."):
        form = {"id_token": shared_door.platform.sign(shared_door.claims(login)), "state": state}
        assert_refused(shared_door.post(browser, form))


def test_the_state_of_another_browser_is_refused(shared_door: Door, before: dict[str, int]) -> None:
    login = shared_door.begin(shared_door.browser())
    other = shared_door.browser()
    shared_door.begin(other)

    assert_refused(shared_door.send(other, login, shared_door.claims(login)))


def test_a_state_in_a_browser_without_our_cookie_is_refused(shared_door: Door, before: dict[str, int]) -> None:
    login = shared_door.begin(shared_door.browser())

    assert_refused(shared_door.send(shared_door.browser(), login, shared_door.claims(login)))


def test_a_state_older_than_five_minutes_is_refused(
    shared_door: Door, before: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = shared_door.browser()
    with monkeypatch.context() as patch:
        patch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _self: int(time.time()) - 301)
        login = shared_door.begin(browser)

    page = shared_door.send(browser, login, shared_door.claims(login))

    assert_refused(page)
    assert "longer than five minutes" in page.text


def test_the_same_id_token_and_state_open_only_once(door: Door) -> None:
    browser = door.browser()
    login = door.begin(browser)
    form = {"id_token": door.platform.sign(door.claims(login)), "state": login.state}
    first = door.post(browser, form)
    assert_nothing_new(door, lambda: door.post(browser, form))

    assert door.open(browser, first).status == 200


def test_another_id_token_with_a_used_state_is_refused(door: Door) -> None:
    browser = door.browser()
    login = door.begin(browser)
    door.open(browser, door.send(browser, login, door.claims(login)))

    assert_nothing_new(door, lambda: door.send(browser, login, door.claims(login, person="yusuf")))


def test_a_used_nonce_with_a_new_state_is_refused(door: Door) -> None:
    browser = door.browser()
    login = door.begin(browser)
    claims = door.claims(login)
    door.send(browser, login, claims)
    again = door.begin(browser)

    assert_nothing_new(door, lambda: door.send(browser, again, claims))


def test_the_state_of_another_registrations_login_is_refused(door: Door) -> None:
    with door.session() as session:
        register_with_keys(session, door.platform, client_id="second-client")
    browser = door.browser()
    login = door.begin(browser, client_id="second-client")

    assert_nothing_new(door, lambda: door.send(browser, login, door.claims(login)))


def test_a_refused_launch_leaves_an_open_session_open(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)

    assert_nothing_new(door, lambda: door.launch(browser, "yusuf", sub="s" * 256))

    assert door.get(browser, page.path).status == 200


def assert_nothing_new(door: Door, attempt: Callable[[], Page]) -> None:
    with door.session() as session:
        counted = count_rows(session)
        assert_refused(attempt())
        assert count_rows(session) == counted


# Registrations and deployments: known, but not let in.


@pytest.mark.parametrize("status", [Status.DISABLED, Status.PENDING])
def test_a_registration_that_is_not_active_begins_no_login(door: Door, status: Status) -> None:
    with door.session() as session:
        door.registration(session).status = status
        session.commit()
    browser = door.browser()

    answer = door.knock(browser)

    assert_refused(Page("", answer, "POST", {}))


def test_a_registration_disabled_between_login_and_launch_is_refused(door: Door) -> None:
    browser = door.browser()
    login = door.begin(browser)
    with door.session() as session:
        set_status(session, door.registration(session), Status.DISABLED, actor=Actor.operator(), now=utcnow())
        session.commit()

    assert_nothing_new(door, lambda: door.send(browser, login, door.claims(login)))


def test_a_registration_removed_between_login_and_launch_is_refused(door: Door) -> None:
    browser = door.browser()
    login = door.begin(browser)
    with door.session() as session:
        session.delete(door.registration(session))
        session.commit()

    assert_nothing_new(door, lambda: door.send(browser, login, door.claims(login)))


def test_a_disabled_deployment_is_refused(door: Door) -> None:
    with door.session() as session:
        session.scalars(select(Deployment)).one().status = Status.DISABLED
        session.commit()

    assert_nothing_new(door, lambda: door.launch(door.browser()))


def test_an_unknown_deployment_is_refused_and_recorded_once_as_pending(door: Door) -> None:
    with door.session() as session:
        counted = count_rows(session)
        for _ in range(2):
            page = door.launch(door.browser(), deployment_id=f"new {SCRIPT}")
            assert_refused(page)
            assert page.status == 403

        now_there = count_rows(session)
        newest = session.scalars(select(Deployment).order_by(Deployment.id.desc())).first()
        said = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()

    assert now_there == counted | {
        "deployments": counted["deployments"] + 1,
        "audit_events": counted["audit_events"] + 1,
    }
    assert newest is not None
    assert newest.status == Status.PENDING
    assert said is not None
    assert (said.action, said.actor.name) == ("deployment.waits", door.platform.issuer)


# Logins: nothing leaves for a platform that is not known, or for a page that is not ours.

LOGIN_CASES: dict[str, dict[str, str | None]] = {
    "no_iss": {"iss": None},
    "no_login_hint": {"login_hint": None},
    "no_target_link_uri": {"target_link_uri": None},
    "empty_iss": {"iss": ""},
    "unknown_iss": {"iss": f"https://unknown.example/{SCRIPT}"},
    "unknown_client_id": {"client_id": SCRIPT},
    "target_of_a_foreign_host": {"target_link_uri": f"https://evil.example/{SCRIPT}"},
    "target_with_our_name_as_its_user": {"target_link_uri": "http://localhost@evil.example/"},
    "target_javascript": {"target_link_uri": "javascript:alert(1)"},
    "target_no_address": {"target_link_uri": "http://[::1"},
    "target_relative": {"target_link_uri": "/lti/launch"},
    "nul_byte_in_iss": {"iss": "http://127.0.0.1:8001\0"},
    "nul_byte_in_client_id": {"client_id": "demo\0client"},
    "hint_of_20_kilobytes": {"login_hint": "h" * 20_000},
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("with_cookie", [True, False], ids=["known_browser", "new_browser"])
@pytest.mark.parametrize("case", LOGIN_CASES)
def test_a_login_that_leads_nowhere_is_refused(
    shared_door: Door, before: dict[str, int], case: str, with_cookie: bool, method: str
) -> None:
    browser = shared_door.browser()
    if with_cookie:
        shared_door.knock(browser)

    answer = shared_door.knock(browser, method, **LOGIN_CASES[case])

    assert_refused(Page("", answer, method, {}))


def test_a_login_without_client_id_where_an_issuer_has_several_says_so(door: Door) -> None:
    with door.session() as session:
        register_with_keys(session, door.platform, client_id="second-client")

    page = Page("", door.knock(door.browser(), client_id=None), "POST", {})

    assert_refused(page)
    assert "several registrations" in page.text


ODD_ARGUMENTS = ["_scheme=javascript", "_external=1", "_anchor=x", "endpoint=learner.module", "_method=PUT", "self=1"]


@pytest.mark.parametrize("argument", ODD_ARGUMENTS)
def test_odd_arguments_do_not_steer_the_cookie_check(door: Door, argument: str) -> None:
    browser: FlaskClient = door.browser()
    query = "&".join(f"{name}={value}" for name, value in door.login_fields(lti_message_hint="h").items())

    answer = browser.get(f"/lti/login?{query}&{argument}", base_url=door.url)

    assert answer.status_code == 307
    assert answer.location.startswith("/lti/login?")
    assert argument in answer.location
