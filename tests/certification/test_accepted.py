"""Launches that must be accepted, each landing where its role belongs."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from flask import Flask
from jwt.algorithms import RSAAlgorithm

from lti_tool.lti.models import PlatformKeySet, User
from tests.support.door import LMS_URL, ROLE, STRANGERS_KEY, Door, Fields, make_platform, register_with_keys
from tests.support.visitor import Page

INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
NAMES = ("name", "given_name", "family_name")
OUR_OWN = "the tool's own client id"


def without(*claims: str) -> Fields:
    return dict.fromkeys(claims)


def assert_lands(page: Page, *, teacher: bool) -> None:
    assert page.status == 200, page.text
    assert page.path.endswith("/instructor") is teacher, page.path
    assert page.heading == ("Your module in this course" if teacher else "Yes, and!")


# What the certification sends for teachers and students alike; `role` is theirs.

PERSONAL_CASES: dict[str, Fields] = {
    "full": {},
    "email_only": without(*NAMES),
    "names_only": without("email"),
    "nothing_personal_at_all": without("email", *NAMES),
    "email_without_context": without("context", *NAMES),
    "locale": {"locale": "de-AT"},
    "picture": {"picture": "https://lms.example/me.png"},
    "null_for_what_is_not_shared": {"given_name": None, "custom": {"module": "culture-of-yes", "section": None}},
    "no_platform_guid": {"tool_platform": {"name": "An LMS"}},
    "no_platform_claim": without("tool_platform"),
    "no_presentation": without("launch_presentation"),
    "no_services": without("ags", "nrps"),
    "ungraded_as_moodle_says_it": {"ags": {"scope": [], "lineitems": "https://lms.example/items", "lineitem": ""}},
    "aud_an_array_of_one": {"aud": [OUR_OWN]},
    "azp_present": {"azp": OUR_OWN},
    "several_aud_with_our_azp": {"aud": ["another-tool", OUR_OWN], "azp": OUR_OWN},
    "sub_and_link_of_255_characters": {"sub": "s" * 255},
    "letters_of_every_script": {"name": "Иванов 李 🙂 O'Neil <b>"},
    "unknown_claims": {"https://lms.example/claim": {"deep": [1, {"x": None}]}, "jti": "1"},
    "context_without_id": {"context": {"title": "Front desk"}},
    "context_id_too_long": {"context": {"id": "c" * 256}},
    "names_that_are_no_text": {"name": 5, "given_name": ["A"], "email": {}, "locale": 3},
    "gradebook_services_not_an_object": {"ags": "yes", "nrps": ["https://lms.example/members"]},
    "mentees_not_a_list": {"role_scope_mentor": "somebody"},
    "presentation_of_odd_parts": {"launch_presentation": {"return_url": 5, "locale": ["de"]}},
    "return_url_that_is_no_address": {"launch_presentation": {"return_url": "javascript:alert(1)"}},
}


@pytest.mark.parametrize("role", ["Instructor", "Learner"])
@pytest.mark.parametrize("case", PERSONAL_CASES)
def test_a_valid_launch_is_accepted(shared_door: Door, case: str, role: str) -> None:
    overrides = {name: named(value, shared_door) for name, value in PERSONAL_CASES[case].items()}

    page = shared_door.enter(shared_door.browser(), **{"roles": [ROLE + role], **overrides})

    assert_lands(page, teacher=role == "Instructor")
    assert "javascript:" not in page.response.get_data(as_text=True)


def named(value: Any, door: Door) -> Any:
    if isinstance(value, list):
        return [named(each, door) for each in value]
    return door.platform.client_id if value == OUR_OWN else value


ROLE_CASES: dict[str, tuple[list[str], bool]] = {
    "several_roles": ([ROLE + "Learner", ROLE + "Instructor"], True),
    "short_role_of_a_teacher": (["Instructor"], True),
    "short_role_of_a_student": (["Learner"], False),
    "unknown_role_is_a_learner": (["http://lms.example/vocab#Wizard"], False),
    "unknown_short_role_is_a_learner": (["instructor-ish"], False),
    "no_role_sent_as_an_empty_text": ([""], False),
    "no_role_sent_as_an_empty_list": ([], False),
    "test_user_beside_learner": ([ROLE + "Learner", TEST_USER], False),
    "test_user_alone": ([TEST_USER], False),
    "sub_role_of_an_instructor": ([SUB_ROLE + "Instructor#PrimaryInstructor"], True),
    "teaching_assistant": ([SUB_ROLE + "Instructor#TeachingAssistant", ROLE + "Instructor"], True),
    "sub_role_of_a_learner": ([SUB_ROLE + "Learner#GuestLearner"], False),
    "content_developer": ([ROLE + "ContentDeveloper"], True),
    "mentor_of_nobody": ([ROLE + "Mentor"], False),
    "instructor_elsewhere_is_a_learner_here": ([INSTITUTION + "Instructor", ROLE + "Learner"], False),
    "system_administrator_alone_is_a_learner": ([SYSTEM + "Administrator"], False),
}


@pytest.mark.parametrize("case", ROLE_CASES)
def test_a_launch_with_these_roles_lands_where_they_belong(shared_door: Door, case: str) -> None:
    roles, teacher = ROLE_CASES[case]

    assert_lands(shared_door.enter(shared_door.browser(), roles=roles), teacher=teacher)


# Clocks: id_tokens live a minute on Moodle, and clocks differ by up to one.

CLOCK_CASES: dict[str, tuple[int, int]] = {
    "iat_55_seconds_ahead": (55, 115),
    "exp_55_seconds_past": (-115, -55),
    "iat_ten_minutes_past_with_an_hour_to_live": (-600, 3000),
}


@pytest.mark.parametrize("case", CLOCK_CASES)
def test_a_clock_that_differs_by_up_to_a_minute_is_forgiven(shared_door: Door, case: str) -> None:
    iat, exp = CLOCK_CASES[case]
    now = int(time.time())

    assert_lands(shared_door.enter(shared_door.browser(), iat=now + iat, exp=now + exp), teacher=False)


def test_times_with_fractions_are_accepted(shared_door: Door) -> None:
    now = time.time()

    assert_lands(shared_door.enter(shared_door.browser(), iat=now, exp=now + 60.5), teacher=False)


# Logins


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_login_sends_what_openid_connect_asks_for_and_hints_verbatim(shared_door: Door, method: str) -> None:
    browser = shared_door.browser()
    hint = "a+b%20c&d=é \u2028 {}"

    login = shared_door.begin(browser, method, login_hint=hint, lti_message_hint=hint)

    assert login.url.startswith(f"{shared_door.platform.auth_login_url}?")
    assert login.sent.pop("state")
    assert len(login.sent.pop("nonce")) >= 22
    assert login.sent == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": shared_door.platform.client_id,
        "redirect_uri": shared_door.launch_url,
        "login_hint": hint,
        "lti_message_hint": hint,
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_launch_after_either_kind_of_login_is_accepted(shared_door: Door, method: str) -> None:
    browser = shared_door.browser()
    login = shared_door.begin(browser, method)

    assert_lands(shared_door.open(browser, shared_door.send(browser, login, shared_door.claims(login))), teacher=False)


def test_custom_parameters_that_are_a_list_are_left_out(shared_door: Door) -> None:
    assert shared_door.launch(shared_door.browser(), custom=["module"]).status == 303


def test_a_login_may_leave_out_everything_optional(shared_door: Door) -> None:
    login = shared_door.begin(shared_door.browser(), client_id=None, lti_message_hint=None, lti_deployment_id=None)

    assert "lti_message_hint" not in login.sent
    assert login.sent["client_id"] == shared_door.platform.client_id


def test_what_canvas_adds_to_a_login_is_accepted(shared_door: Door) -> None:
    login = shared_door.begin(
        shared_door.browser(),
        canvas_region="eu",
        canvas_environment="prod",
    )

    assert login.sent["redirect_uri"] == shared_door.launch_url


def test_an_authorisation_url_may_already_hold_a_query(app: Flask) -> None:
    platform = make_platform(app.extensions["settings"].base_url)
    url = f"{LMS_URL}/auth?tenant=7"
    with app.extensions["lti"].session_factory() as session:
        door = Door(app, platform, register_with_keys(session, platform, auth_login_url=url))

    login = door.begin(door.browser())

    assert login.url.startswith(f"{url}&scope=openid")
    assert login.url.count("?") == 1
    assert login.sent["tenant"] == "7"


def test_a_target_inside_the_tool_other_than_the_launch_url_is_accepted(shared_door: Door) -> None:
    browser = shared_door.browser()
    target = f"{shared_door.launch_url}?dl=1"
    login = shared_door.begin(browser, target_link_uri=target)

    assert_lands(
        shared_door.open(browser, shared_door.send(browser, login, shared_door.claims(login, target_link_uri=target))),
        teacher=False,
    )


@pytest.mark.parametrize("place", [0, 1], ids=["the_first", "the_last"])
def test_a_launch_signed_by_one_of_several_keys_with_one_kid_is_accepted(door: Door, place: int) -> None:
    stranger = json.loads(RSAAlgorithm.to_jwk(STRANGERS_KEY.public_key())) | {"kid": door.kid}
    with door.session() as session:
        known = session.get_one(PlatformKeySet, door.registration_id)
        keys = [stranger]
        keys.insert(place, known.jwks["keys"][0])
        known.jwks = known.jwks | {"keys": keys}
        session.commit()

    assert_lands(door.enter(door.browser()), teacher=False)


# Deep linking


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"target_link_uri": None},
        {"ags": None},
        {"context": None},
        {"roles": [ROLE + "ContentDeveloper"]},
    ],
    ids=["full", "no_target_link_uri", "no_services", "no_context", "content_developer"],
)
def test_a_deep_linking_request_is_accepted(shared_door: Door, case: Fields) -> None:
    browser = shared_door.browser()

    page = shared_door.open(browser, shared_door.choose_content(browser, **case))

    assert page.heading == "Add modules to your course"


OPTIONAL_SETTINGS: dict[str, Fields] = {
    "null": dict.fromkeys(["accept_multiple", "accept_presentation_document_targets", "accept_lineitem"]),
    "odd": {"accept_multiple": "<b>", "accept_presentation_document_targets": "window", "auto_create": [1]},
    "spelled_as_words": {"accept_multiple": "true", "accept_lineitem": "false"},
}


@pytest.mark.parametrize("case", OPTIONAL_SETTINGS)
def test_deep_linking_settings_with_nothing_optional_are_accepted(shared_door: Door, case: str) -> None:
    settings = {"accept_types": ["ltiResourceLink"], "deep_link_return_url": "https://lms.example/back?x=1"}
    browser = shared_door.browser()

    page = shared_door.open(
        browser, shared_door.choose_content(browser, deep_linking_settings=settings | OPTIONAL_SETTINGS[case])
    )

    assert page.status == 200


# Anonymous launches, where the registration says so


@pytest.fixture
def open_door(door: Door) -> Door:
    with door.session() as session:
        door.registration(session).allow_anonymous = True
        session.commit()
    return door


def test_a_launch_without_sub_is_accepted_where_the_registration_says_so(open_door: Door) -> None:
    page = open_door.enter(open_door.browser(), **without("sub", "email", *NAMES))

    assert_lands(page, teacher=False)


def test_two_anonymous_people_are_two_people(open_door: Door) -> None:
    for _ in range(2):
        open_door.enter(open_door.browser(), sub=None)

    with open_door.session() as session:
        assert session.query(User).count() == 2


def test_a_null_sub_is_anonymous_too(open_door: Door) -> None:
    browser = open_door.browser()
    login = open_door.begin(browser)
    claims = open_door.claims(login) | {"sub": None}

    assert_lands(open_door.open(browser, open_door.send(browser, login, claims)), teacher=False)
