"""A refusal shows what was received and a reference; `registrations diagnose REF` says what to change."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update

from lti_tool.db import utcnow
from lti_tool.lti.launch.refusals import PER_MINUTE
from lti_tool.lti.models import Deployment, PlatformKeySet, Registration, SetupRefusal
from tests.support.door import LMS_URL, STRANGERS_KEY, Door, register_with_keys, sign_anything
from tests.support.retention import keep_terms_at
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def reference_of(page: Page) -> str:
    found = page.soup.select_one("main .hint strong")
    assert found, page.text
    return found.get_text()


def diagnose(runner: FlaskCliRunner, page: Page) -> dict[str, Any]:
    done = runner.invoke(args=["registrations", "diagnose", reference_of(page), "--json"])
    assert done.exit_code == 0, done.output
    [facts] = json.loads(done.output)
    return dict(facts)


def log_in(door: Door, **overrides: str | None) -> Page:
    return Page("/lti/login", door.knock(door.browser(), **overrides), "POST", {})


def shown(page: Page) -> dict[str, str]:
    return {row.dt.get_text(): row.dd.get_text() for row in page.soup.select("dl.facts > div")}


def test_a_wrong_client_id_is_shown_as_received_and_what_is_registered_only_to_the_operator(
    door: Door, runner: FlaskCliRunner
) -> None:
    page = log_in(door, client_id="mistyped")

    assert shown(page)["client_id"] == "mistyped"
    assert shown(page)["iss"] == LMS_URL
    assert door.platform.client_id not in page.response.get_data(as_text=True)
    facts = diagnose(runner, page)
    assert facts["registered"][0]["client_id"] == door.platform.client_id
    assert "mistyped" in facts["advice"][0]
    assert door.platform.client_id in facts["advice"][0]


def test_a_stranger_reads_the_same_whether_the_issuer_is_a_customer_or_not(door: Door) -> None:
    customer, nobody = log_in(door, client_id="guess"), log_in(door, iss="https://nobody.example", client_id="guess")

    assert customer.status == nobody.status
    assert customer.soup.select_one("p.lead") == nobody.soup.select_one("p.lead")


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        (f"{LMS_URL}/", "letter by letter"),
        (LMS_URL.replace("http", "https"), "letter by letter"),
        ("https://nobody.example", "registrations invite"),
    ],
)
def test_an_unknown_issuer(issuer: str, words: str, door: Door, runner: FlaskCliRunner) -> None:
    assert words in diagnose(runner, log_in(door, iss=issuer, client_id="other"))["advice"][0]


@pytest.mark.parametrize(
    ("status", "command", "words"),
    [("pending", "approve 1", "has not been approved yet"), ("disabled", "enable 1", "is switched off")],
)
def test_a_registration_that_waits_reads_otherwise_than_one_that_is_off(
    status: str, command: str, words: str, door: Door, runner: FlaskCliRunner
) -> None:
    with door.session() as session:
        session.execute(update(Registration).values(status=status))
        session.commit()

    page = log_in(door)

    assert words in page.text
    facts = diagnose(runner, page)
    assert command in facts["advice"][0]
    assert words in facts["message"]


def test_a_deployment_that_is_off_does_not_wait(door: Door, runner: FlaskCliRunner) -> None:
    with door.session() as session:
        session.execute(update(Deployment).values(status="disabled"))
        session.commit()

    page = door.launch(door.browser())

    assert (page.status, page.heading) == (403, "This launch was refused")
    assert "was switched off" in page.text
    assert "approve" not in page.text
    listed = runner.invoke(args=["refusals", "list", "--since", "1h"]).output
    assert reference_of(page) in listed
    assert "deployment_switched_off" in listed
    assert "Nothing was refused" in runner.invoke(args=["refusals", "list", "--code", "state_too_old"]).output


def test_a_login_without_client_id_where_there_are_several(door: Door, runner: FlaskCliRunner) -> None:
    with door.session() as session:
        register_with_keys(session, door.platform, client_id="second")

    assert "several" in diagnose(runner, log_in(door, client_id=None))["advice"][0]


def test_an_unknown_deployment(door: Door, runner: FlaskCliRunner) -> None:
    page = door.launch(door.browser(), deployment_id="branch-9")

    assert shown(page)["deployment_id"] == "branch-9"
    assert diagnose(runner, page)["advice"] == ["Deployment branch-9 is pending: lti-tool deployments approve 2"]


def test_keys_that_cannot_be_fetched(door: Door, runner: FlaskCliRunner) -> None:
    with door.session() as session:
        session.execute(delete(PlatformKeySet))
        session.execute(update(Registration).values(jwks_url="http://127.0.0.1:9/jwks"))
        session.commit()
    door.app.extensions["lti"].registry.forget()

    advice = diagnose(runner, door.launch(door.browser()))["advice"]

    assert "http://127.0.0.1:9/jwks" in advice[0]
    assert "registrations test 1" in advice[0]


@pytest.mark.parametrize(
    ("shift", "words"),
    [(600, r"clock is (5[4-9]\d|600) seconds ahead"), (-7200, "clock is behind")],  # a busy machine takes its time
    ids=["ahead", "behind"],
)
def test_a_clock_that_is_wrong(shift: int, words: str, door: Door, runner: FlaskCliRunner) -> None:
    now = int(time.time()) + shift

    advice = diagnose(runner, door.launch(door.browser(), iat=now, exp=now + 60))["advice"]

    assert re.search(words, advice[0]), advice


def test_a_tool_address_that_is_not_ours(door: Door, runner: FlaskCliRunner) -> None:
    page = log_in(door, target_link_uri="https://old.example/lti/launch")

    [line] = diagnose(runner, page)["advice"]
    assert "https://old.example/lti/launch" in line
    assert door.launch_url in line


def test_a_platform_that_refused_the_redirect_uri(door: Door, runner: FlaskCliRunner) -> None:
    page = door.post(
        door.browser(), {"error": "invalid_request", "error_description": "bad redirect_uri", "state": "x"}
    )

    assert door.launch_url in diagnose(runner, page)["advice"][0]


# Mistakes that a request shows by itself

LAUNCH_1_1 = {"lti_message_type": "basic-lti-launch-request", "lti_version": "LTI-1p0", "oauth_consumer_key": "key-7"}
MISTAKES: dict[str, tuple[str, dict[str, str], str, str]] = {
    "a_launch_at_the_login": ("/lti/login", {"id_token": "a.b.c", "state": "s"}, "launch_at_login", "redirect URI"),
    "an_error_at_the_login": ("/lti/login", {"error": "invalid_request"}, "launch_at_login", "redirect URI"),
    "a_login_at_the_launch": ("/lti/launch", {"iss": LMS_URL, "login_hint": "5"}, "login_at_launch", "/lti/login"),
    "lti_1_1_at_the_launch": ("/lti/launch", LAUNCH_1_1, "launch_of_lti_1_1", "LTI Advantage"),
    "lti_1_1_at_the_login": ("/lti/login", LAUNCH_1_1, "launch_of_lti_1_1", "LTI Advantage"),
    "lti_1_1_by_its_signature": ("/lti/launch", {"oauth_signature": "x", **LAUNCH_1_1}, "launch_of_lti_1_1", "1.3"),
    "nothing_to_open": ("/lti/login", {"iss": LMS_URL, "login_hint": "5"}, "login_without_target", "/lti/launch"),
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_explained_where_it_is_made_and_to_the_operator(
    name: str, method: str, door: Door, runner: FlaskCliRunner
) -> None:
    path, fields, code, words = MISTAKES[name]
    query, form = (fields, None) if method == "GET" else (None, fields)

    answer = door.browser().open(path, method=method, base_url=door.url, query_string=query, data=form)

    page = Page(path, answer, method, {})
    assert page.status == 400
    assert words in page.text
    facts = diagnose(runner, page)
    assert facts["code"] == code
    assert words in facts["advice"][0]
    assert not any("fits" in line for line in facts["advice"])


def test_a_launch_in_an_address_is_told_from_one_in_a_form(door: Door, runner: FlaskCliRunner) -> None:
    page = door.get(door.browser(), "/lti/launch", query_string={"id_token": "a.b.c", "state": "s"})

    assert page.status == 400
    assert "form_post" in page.text


def test_an_error_in_an_address_is_what_the_platform_says(door: Door, runner: FlaskCliRunner) -> None:
    page = door.get(door.browser(), "/lti/launch", query_string={"error": "login_required", "state": "s"})

    assert page.status == 400
    assert diagnose(runner, page)["code"] == "platform_reported_error"


def test_a_login_that_brings_a_state_of_its_own_is_a_login(door: Door) -> None:
    assert log_in(door, state="theirs").status in (302, 307)


def test_a_platform_that_calls_itself_by_our_name(door: Door, runner: FlaskCliRunner) -> None:
    page = log_in(door, iss=f"{door.url}/", client_id="x")

    assert page.status == 400
    assert door.launch_url in page.text
    [line] = diagnose(runner, page)["advice"]
    assert "platform ID (issuer) must be the LMS's own address" in line


def test_our_own_key_set_registered_as_the_platforms(door: Door, runner: FlaskCliRunner) -> None:
    with door.session() as session:
        session.execute(update(Registration).values(jwks_url=f"{door.url}/lti/jwks.json"))
        session.commit()
    door.app.extensions["lti"].registry.forget()

    [line, *_others] = diagnose(runner, door.launch(door.browser(), version="11.3"))["advice"]

    assert f"{door.url}/lti/jwks.json" in line
    assert "jwks url" in line


def test_a_key_set_that_has_another_key_under_the_kid(door: Door, runner: FlaskCliRunner) -> None:
    browser = door.browser()
    login = door.begin(browser)

    page = door.send(browser, login, door.claims(login), key=STRANGERS_KEY)

    assert "key set of another LMS" in diagnose(runner, page)["advice"][0]


def test_what_names_no_platform_is_not_said_to_fit(door: Door, runner: FlaskCliRunner) -> None:
    page = door.post(door.browser(), {"state": "x", "id_token": sign_anything({"exp": 1}, door.kid)})

    [line] = [each for each in diagnose(runner, page)["advice"] if "NTP" not in each] or [""]
    assert "fits" not in line


@pytest.mark.parametrize("option", ["--issuer", "--auth-login-url", "--token-url", "--jwks-url"])
def test_our_own_addresses_are_not_registered_as_a_platforms(option: str, door: Door, runner: FlaskCliRunner) -> None:
    names = ("--issuer", "--auth-login-url", "--token-url", "--jwks-url")
    given = dict.fromkeys(names, "https://lms.example/there") | {option: door.launch_url}
    arguments = [part for pair in given.items() for part in pair]

    done = runner.invoke(args=["registrations", "add", "--client-id", "c", *arguments])

    assert done.exit_code == 1
    assert "an address of this tool itself" in done.output


def test_a_message_that_is_wrong_in_itself(door: Door, runner: FlaskCliRunner) -> None:
    facts = diagnose(runner, door.launch(door.browser(), version="11.3"))

    assert "message itself" in facts["advice"][0]
    assert facts["received"]["version"] == "11.3"
    assert facts["code"] == "launch_of_another_version"
    assert facts["params"] == {"version": "1.3.0"}
    assert facts["message"] == "The launch uses another version of LTI than 1.3.0."


def test_a_strangers_words_are_kept_on_one_line(door: Door, runner: FlaskCliRunner) -> None:
    page = door.post(door.browser(), {"error": "x", "error_description": "bad\0\x1b[2J\nthing", "state": "x"})

    facts = diagnose(runner, page)
    assert (facts["code"], facts["params"]) == ("platform_reported_error", {"said": "bad  [2J thing"})


def test_a_refusal_handed_on_as_another_kind_keeps_its_code(door: Door, runner: FlaskCliRunner) -> None:
    page = door.launch(door.browser(), aud="mistyped")

    assert diagnose(runner, page)["code"] == "unknown_registration"


def test_nothing_of_a_person_and_no_token_is_kept_or_shown(door: Door) -> None:
    browser = door.browser()
    login = door.begin(browser)
    claims = door.claims(login, deployment_id="branch-9")

    page = door.send(browser, login, claims)

    with door.session() as session:
        kept = json.dumps(session.scalars(select(SetupRefusal.received)).one())
    for secret in (claims["sub"], claims["name"], claims["email"], claims["nonce"], login.state):
        assert secret not in kept
        assert secret not in page.response.get_data(as_text=True)


def test_what_a_stranger_sends_is_no_command_for_the_operators_shell(door: Door, runner: FlaskCliRunner) -> None:
    page = log_in(door, client_id="x; rm -rf ~\x1b[2J\n")

    [line] = diagnose(runner, page)["advice"]
    assert line.isprintable()
    assert "--client-id 'x; rm -rf ~" in line


def test_the_operator_reads_a_table(door: Door, runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["registrations", "diagnose", reference_of(log_in(door, client_id="mistyped"))])

    assert done.exit_code == 0, done.output
    for words in ("Received:", "Registered:", "What to change:", "unknown_registration"):
        assert words in done.output


def test_an_unknown_reference_is_said(door: Door, runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["registrations", "diagnose", "0badcafe"])

    assert done.exit_code == 1
    assert "No refusal is kept under '0badcafe'" in done.output


def test_a_stranger_cannot_fill_the_table_and_a_month_later_it_is_empty(door: Door) -> None:
    door.app.extensions["lti"].refusal_log._clock = lambda: 0.0  # one long minute
    browser = door.browser()
    for _ in range(PER_MINUTE + 5):
        door.knock(browser, client_id="guess")

    with door.session() as session:
        assert len(session.scalars(select(SetupRefusal)).all()) == PER_MINUTE

    keep_terms_at(door.app, utcnow() + timedelta(days=30))

    with door.session() as session:
        assert session.scalars(select(SetupRefusal)).all() == []
