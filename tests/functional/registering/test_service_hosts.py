"""`lti-tool registrations … --service-host`: to which hosts besides its own a platform's lists may go on."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.lti.models import Registration
from tests.support.clock import NOON

pytestmark = pytest.mark.both_databases
URLS = {
    "auth_login_url": "https://sso.lms.example/a",
    "token_url": "https://lms.example/t",
    "jwks_url": "http://k.lms.example",
}


@pytest.fixture
def canvas(session: Session) -> int:
    row = Registration(issuer="https://canvas.instructure.com", client_id="c", created_at=NOON, **URLS)
    session.add(row)
    session.flush()
    registration_id = row.id
    session.commit()
    return registration_id


def test_hosts_are_added_shown_and_removed_and_the_log_says_so(
    canvas: int, runner: FlaskCliRunner, session: Session
) -> None:
    def run(*arguments: str) -> str:
        result = runner.invoke(args=["registrations", "hosts", str(canvas), *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    assert run() == "None but its registered addresses.\n"
    two = run("--service-host", "Canvas.School.edu", "--service-host", "http://lab.school.edu:8080/")
    assert two == "canvas.school.edu\nhttp://lab.school.edu:8080\n"
    assert run("--service-host", "https://canvas.school.edu:443") == two, "it is known by now"
    assert run("--remove", "http://lab.school.edu:8080") == "canvas.school.edu\n"

    (listed,) = json.loads(runner.invoke(args=["registrations", "list", "--json"]).output)
    assert listed["service_hosts"] == ["canvas.school.edu"]
    assert "service_hosts: ['canvas.school.edu']" in runner.invoke(args=["registrations", "show", str(canvas)]).output
    events = [
        (event.action, event.facts["host"]) for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ]
    assert events == [
        ("registration.service_host_added", "canvas.school.edu"),
        ("registration.service_host_added", "http://lab.school.edu:8080"),
        ("registration.service_host_removed", "http://lab.school.edu:8080"),
    ]


@pytest.mark.parametrize(
    "host", ["", "school edu", "canvas.school.edu/api", "*.school.edu", "ftp://x.edu", "a@x.edu", "x.edu:99999"]
)
def test_what_is_no_host_is_refused_in_words(canvas: int, runner: FlaskCliRunner, session: Session, host: str) -> None:
    result = runner.invoke(args=["registrations", "hosts", str(canvas), "--service-host", host])

    assert result.exit_code == 1
    assert "A service host looks like lms.example.org" in result.output
    assert session.get_one(Registration, canvas).service_hosts == []


def test_they_may_be_named_when_a_platform_is_added(runner: FlaskCliRunner, session: Session) -> None:
    options = [word for name, url in URLS.items() for word in (f"--{name.replace('_', '-')}", url)]
    added = ["registrations", "add", "--issuer", "https://lms.example", "--client-id", "1", *options]

    assert runner.invoke(args=[*added, "--service-host", "main.example"]).exit_code == 0
    assert runner.invoke(args=[*added, "--yes"]).exit_code == 0

    assert session.scalars(select(Registration.service_hosts)).one() == ["https://main.example"]


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://lms.example/x", True),
        ("https://sso.lms.example/x", True),
        ("https://school.instructure.com/x", True),
        ("https://main.example/x", True),
        ("http://main.example/x", False),
        ("http://lms.example/x", False),
        ("http://k.lms.example/x", False),
        ("http://school.instructure.com/x", False),
        ("https://instructure.com.evil.example/x", False),
        ("https://evil.example/x", False),
        ("/x", False),
    ],
)
def test_a_token_goes_to_what_is_registered_by_https_and_nowhere_else(
    canvas: int, session: Session, app: Flask, url: str, may: bool
) -> None:
    row = session.get_one(Registration, canvas)
    row.service_hosts = ["https://main.example"]

    assert app.extensions["lti"].connector(row).may_have_token(url) is may


def test_canvas_hosts_are_those_of_canvas_alone(canvas: int, session: Session, app: Flask) -> None:
    row = session.get_one(Registration, canvas)
    row.issuer = "https://lms.example"

    assert not app.extensions["lti"].connector(row).may_have_token("https://school.instructure.com/x")
