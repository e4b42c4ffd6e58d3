"""A registration that is in use is changed by its operator alone: an unused link is not a key to somebody's LMS."""

from __future__ import annotations

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Registration
from tests.functional.registering.conftest import CONFIGURATION_URL, ISSUER, Admin, Line, answer, configuration
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
UPLOADED = f"{ISSUER}/uploads/7/openid-configuration"
STOLEN = {"jwks_uri": f"{ISSUER}/uploads/7/keys", "registration_endpoint": f"{ISSUER}/uploads/7/register"}


@pytest.fixture
def number(admin: Admin, line: Line, session: Session) -> int:
    """A platform in use: its registration's number."""
    admin.confirm(admin.open(admin.invite(auto_approve=True)))
    found = session.scalars(select(Registration.id)).one()
    session.rollback()
    return found


def row_of(session: Session) -> Registration:
    session.rollback()
    return session.scalars(select(Registration)).one()


def ask_for_other_keys(admin: Admin, line: Line, code: str) -> Page:
    line.configuration = lambda *_: answer(configuration(**STOLEN))
    return admin.confirm(admin.open(code, UPLOADED))


@pytest.mark.parametrize("auto_approve", [False, True])
def test_another_links_keys_wait_and_the_old_ones_stay_in_force(
    auto_approve: bool, admin: Admin, line: Line, number: int, session: Session, runner: FlaskCliRunner
) -> None:
    done = ask_for_other_keys(admin, line, admin.invite(auto_approve=auto_approve))

    assert done.heading == "Registered before: the new addresses wait"
    row = row_of(session)
    assert (row.id, row.jwks_url, row.status) == (number, f"{ISSUER}/jwks", "active")
    session.rollback()
    shown = runner.invoke(args=["registrations", "changes", str(number)])
    assert f"{ISSUER}/jwks" in shown.output
    assert STOLEN["jwks_uri"] in shown.output
    assert "new addresses" in runner.invoke(args=["registrations", "list"]).output


def test_the_operator_refuses_them(
    admin: Admin, line: Line, number: int, session: Session, runner: FlaskCliRunner
) -> None:
    ask_for_other_keys(admin, line, admin.invite())

    assert "Refused" in runner.invoke(args=["registrations", "changes", str(number), "--refuse"]).output

    assert (row_of(session).jwks_url, row_of(session).proposed) == (f"{ISSUER}/jwks", None)
    session.rollback()
    assert "Nothing waits" in runner.invoke(args=["registrations", "changes", str(number)]).output


def test_the_operator_accepts_them(
    admin: Admin, line: Line, number: int, session: Session, runner: FlaskCliRunner
) -> None:
    ask_for_other_keys(admin, line, admin.invite())

    assert "Accepted" in runner.invoke(args=["registrations", "changes", str(number), "--accept"]).output

    assert (row_of(session).jwks_url, row_of(session).proposed) == (STOLEN["jwks_uri"], None)


def test_a_link_for_the_registration_updates_it_and_says_so(
    admin: Admin, line: Line, number: int, session: Session
) -> None:
    line.configuration = lambda *_: answer(configuration(jwks_uri=f"{ISSUER}/new-keys"))
    page = admin.open(admin.invite(registration_id=number))
    assert page.heading == "Update this tool’s registration in your LMS"

    done = admin.confirm(page, button="Update")

    assert done.heading == "The registration is up to date"
    assert row_of(session).jwks_url == f"{ISSUER}/new-keys"


def test_a_link_for_a_registration_changes_no_other(admin: Admin, line: Line, number: int, session: Session) -> None:
    line.registration = lambda *_: answer({"client_id": "another"})

    done = admin.confirm(admin.open(admin.invite(registration_id=number)), button="Update")

    assert (done.status, done.lacks("has made a new one", "another")) == (400, [])
    assert row_of(session).client_id == "abc"


def test_a_link_for_a_registration_is_not_for_another_lms(admin: Admin, line: Line, number: int) -> None:
    other = "https://other.example"
    endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
    document = configuration(issuer=other, **dict.fromkeys(endpoints, f"{other}/x"))
    line.configuration = lambda *_: answer(document)

    page = admin.open(admin.invite(registration_id=number), f"{other}/openid-configuration")

    assert (page.status, page.lacks(ISSUER, other)) == (403, [])


def test_the_page_says_what_becomes_of_a_known_lms(admin: Admin, line: Line, number: int) -> None:
    assert admin.open(admin.invite()).lacks("its new addresses wait") == []


def test_the_same_addresses_again_change_nothing(admin: Admin, line: Line, number: int) -> None:
    assert admin.confirm(admin.open(admin.invite())).heading == "Registered before: nothing has changed"


@pytest.mark.parametrize("field", ["authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"])
@pytest.mark.parametrize(
    "address",
    ["https://evil.example/x", f"{ISSUER}/neighbor/x", f"{ISSUER}/moodle/../x", f"{ISSUER}/moodle/%2E%2e/x"],
)
def test_endpoints_belong_to_the_issuers_site_and_path(field: str, address: str, admin: Admin, line: Line) -> None:
    issuer = f"{ISSUER}/moodle"
    endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
    document = configuration(issuer=issuer, **{name: f"{issuer}/{name}" for name in endpoints})
    line.configuration = lambda *_: answer(document | {field: address})

    page = admin.open(admin.invite(), f"{issuer}/openid-configuration")

    assert (page.status, page.lacks(field, issuer)) == (400, [])


@pytest.mark.parametrize(
    "url", [CONFIGURATION_URL, f"{ISSUER}/moodle2/configuration", f"{ISSUER}/moodle/../uploads/configuration"]
)
def test_the_document_belongs_to_the_issuers_path(url: str, admin: Admin, line: Line) -> None:
    line.configuration = lambda *_: answer(configuration(issuer=f"{ISSUER}/moodle"))

    assert admin.open(admin.invite(), url).lacks("is for another site") == []


def test_adding_a_known_pair_again_shows_what_it_overwrites_and_asks(
    number: int, session: Session, runner: FlaskCliRunner
) -> None:
    add = ["registrations", "add", "--issuer", ISSUER, "--client-id", "abc", "--jwks-url", f"{ISSUER}/other"]
    add += ["--auth-login-url", f"{ISSUER}/auth", "--token-url", f"{ISSUER}/token"]

    asked = runner.invoke(args=add, input="n\n")
    assert asked.exit_code == 1
    assert f"{ISSUER}/jwks" in asked.output
    assert f"{ISSUER}/other" in asked.output
    assert "token_url" not in asked.output, "what stays is not shown"
    assert row_of(session).jwks_url == f"{ISSUER}/jwks"
    session.rollback()

    assert runner.invoke(args=[*add, "--yes"]).exit_code == 0
    assert row_of(session).jwks_url == f"{ISSUER}/other"
