"""Whatever a platform or a stranger sends: below 500, in words, and no session that nobody proved.

A few examples in the suite; `make fuzz` tries many more (FUZZ_EXAMPLES for each of the tests here).
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.support.door import Door, Fields
from tests.support.examples import examples

fuzzed = settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
TEXT = st.text(max_size=60) | st.sampled_from(
    ["", "\0", "\ud800", "<script>alert(1)</script>", "9" * 400, "$x", "../.."]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))
PROVEN = ("iss", "nonce", "version", "deployment_id", "message_type", "aud")
ANY_CLAIM = st.sampled_from(
    [
        "roles",
        "context",
        "resource_link",
        "custom",
        "launch_presentation",
        "target_link_uri",
        "ags",
        "nrps",
        "deep_linking_settings",
        "role_scope_mentor",
        "for_user",
        "lis",
        "tool_platform",
        "sub",
        "name",
        "given_name",
        "email",
        "locale",
        "picture",
        "azp",
        "exp",
        "iat",
        "nbf",
        "jti",
        *PROVEN,
    ]
)
LAUNCH_FIELDS = ["state", "id_token", "error", "error_description", "lti_storage_proof"]
LOGIN_FIELDS = ["iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint", "lti_storage_target"]
REGISTRATION_FIELDS = ["offer", "invitation", "openid_configuration", "registration_token"]
HEADER_NAMES = ["Origin", "Referer", "Cookie", "Accept", "Accept-Language", "Host", "X-Forwarded-Host", "Range"]
HEADERS = st.dictionaries(
    st.sampled_from(HEADER_NAMES), st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=80)
)


def assert_harmless(answer: TestResponse) -> None:
    text = answer.get_data(as_text=True)
    assert answer.status_code < 500, text[:500]
    assert "Traceback" not in text
    assert "<script>alert(1)" not in text


def is_granted(answer: TestResponse) -> bool:
    return answer.status_code == 303 or any("lti_tool_session" in each for each in answer.headers.getlist("Set-Cookie"))


@fuzzed
@given(claim=ANY_CLAIM, value=JSON, person=st.sampled_from(["mei-ling", "rosa"]), is_picking=st.booleans())
def test_a_signed_message_with_any_claim_replaced(
    shared_door: Door, claim: str, value: Any, person: str, is_picking: bool
) -> None:
    browser = shared_door.browser()
    overrides: Fields = {claim: value}
    page = (
        shared_door.choose_content(browser, "rosa", **overrides)
        if is_picking
        else shared_door.launch(browser, person, **overrides)
    )

    assert_harmless(page.response)
    if claim in PROVEN and value != shared_door.claims(shared_door.begin(browser)).get(claim):
        is_ours = claim == "aud" and value == [shared_door.platform.client_id]
        assert is_ours or not is_granted(page.response)
    if is_granted(page.response):
        assert shared_door.open(browser, page).status < 500


@fuzzed
@given(form=st.dictionaries(st.sampled_from(LAUNCH_FIELDS) | TEXT, TEXT), headers=HEADERS)
def test_a_launch_of_any_fields_and_headers(shared_door: Door, form: dict[str, str], headers: dict[str, str]) -> None:
    answer = shared_door.browser().post("/lti/launch", base_url=shared_door.url, data=clean(form), headers=headers)

    assert_harmless(answer)
    assert not is_granted(answer)


@fuzzed
@given(cut=st.integers(0, 2000), put=TEXT, headers=HEADERS)
def test_a_true_launch_with_a_piece_of_its_token_replaced(
    shared_door: Door, cut: int, put: str, headers: dict[str, str]
) -> None:
    browser = shared_door.browser()
    login = shared_door.begin(browser)
    token = shared_door.platform.sign(shared_door.claims(login))
    place = cut % len(token)
    altered = f"{token[:place]}{put}{token[place + 1 :]}"

    answer = browser.post(
        "/lti/launch",
        base_url=shared_door.url,
        data=clean({"id_token": altered, "state": login.state}),
        headers={name: value for name, value in headers.items() if name != "Cookie"},
    )

    assert_harmless(answer)
    assert altered == token or not is_granted(answer)


@fuzzed
@given(
    form=st.dictionaries(
        st.sampled_from(
            ["iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint", "lti_storage_target"]
        ),
        TEXT,
    ),
    headers=HEADERS,
    method=st.sampled_from(["GET", "POST"]),
)
def test_a_login_of_any_fields_and_headers(
    shared_door: Door, form: dict[str, str], headers: dict[str, str], method: str
) -> None:
    fields = clean(shared_door.login_fields() | form)
    sent = {"query_string": fields} if method == "GET" else {"data": fields}

    answer = shared_door.browser().open("/lti/login", method=method, base_url=shared_door.url, headers=headers, **sent)

    assert_harmless(answer)
    assert not is_granted(answer)


@fuzzed
@given(form=st.dictionaries(st.sampled_from(REGISTRATION_FIELDS), TEXT))
def test_a_registration_of_any_fields(shared_door: Door, form: dict[str, str]) -> None:
    browser = shared_door.browser()
    fields = clean(form)

    assert_harmless(browser.get("/lti/register", base_url=shared_door.url, query_string=fields))
    assert_harmless(browser.post("/lti/register", base_url=shared_door.url, data=fields))


def clean(form: dict[str, str]) -> dict[str, str]:
    """What can be sent as a form at all: lone surrogates cannot."""
    return {
        name.encode(errors="replace").decode(): value.encode(errors="replace").decode() for name, value in form.items()
    }
