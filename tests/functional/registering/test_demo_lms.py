"""Registering over real HTTP: the operator makes a link, the demo LMS's admin pastes it, and a learner launches."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Deployment, Registration, RegistrationInvitation
from tests.conftest import World
from tests.support.visitor import Page, Visitor

LINK = re.compile(r"^http://localhost:\d+/lti/register\?invitation=\S+$", re.MULTILINE)
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def invite(runner: FlaskCliRunner, *options: str) -> str:
    done = runner.invoke(args=["registrations", "invite", *options])
    assert done.exit_code == 0, done.output
    found = LINK.search(done.output)
    assert found, done.output
    return found[0]


def paste(visitor: Visitor, link: str, page: str = "/tools", button: str = "Register") -> Page:
    """Paste the link into the LMS, and see what its frame shows."""
    tools = visitor.get(visitor.lms_url + page)
    form = next(each for each in tools.soup.select("form") if button in each.get_text())
    around = visitor.post(visitor.lms_url + str(form["action"]), {"url": link})
    frame = around.soup.select_one("iframe")
    assert frame, around.text
    return visitor.get(str(frame["src"]))


def test_paste_one_link_approve_done(world: World, runner: FlaskCliRunner, session: Session) -> None:
    visitor = world.visitor()
    page = paste(visitor, invite(runner))

    unsaid = page.lacks(world.platform.issuer, "name and email address", "Send scores to the gradebook")
    assert (page.heading, unsaid) == ("Register this tool with your LMS", [])

    done = visitor.submit(page, "Register")

    assert done.heading == "Registered, waiting for approval"
    assert done.soup.select_one("script[src*='registered.js']"), "the page tells the LMS that it is done"
    row = session.scalars(select(Registration).order_by(Registration.id.desc()).limit(1)).one()
    assert (row.client_id, row.status) == (world.platform.client_id, "pending")
    assert row.client_id != "demo-client"
    number = str(row.id)
    session.rollback()  # SQLite knows one writer
    waiting = visitor.launch("mei-ling", "front-desk", "yes-and")
    assert (waiting.status, waiting.lacks("has not been approved yet")) == (403, [])

    assert runner.invoke(args=["registrations", "approve", number]).exit_code == 0

    assert visitor.launch("mei-ling", "front-desk", "yes-and").heading == "Yes, and!"
    assert runner.invoke(args=["registrations", "test", number]).exit_code == 0


def test_an_invitation_that_approves_lets_launches_in_at_once(world: World, runner: FlaskCliRunner) -> None:
    visitor = world.visitor()

    done = visitor.submit(paste(visitor, invite(runner, "--auto-approve", "--expires", "12h")), "Register")

    assert done.heading == "Your LMS and this tool know each other"
    assert visitor.launch("mei-ling", "front-desk", "yes-and").heading == "Yes, and!"


@ONE_DATABASE
def test_an_update_keeps_client_id_status_and_the_operators_name(
    world: World, runner: FlaskCliRunner, session: Session
) -> None:
    visitor = world.visitor()
    visitor.submit(paste(visitor, invite(runner, "--auto-approve")), "Register")
    row = session.scalars(select(Registration).order_by(Registration.id.desc())).first()
    assert row is not None
    client_id, path = row.client_id, f"/tools/{row.client_id}/update"
    row.name, row.token_url = "Town library", "https://moved.example/token"
    number = str(row.id)
    session.commit()  # nothing is read from here on: SQLite knows one writer

    tools = visitor.get(f"{visitor.lms_url}/tools")
    assert tools.soup.select_one(f"form[action='{path}']")
    around = visitor.post(visitor.lms_url + path, {"url": invite(runner, "--for", number)})
    frame = around.soup.select_one("iframe")
    assert frame
    page = visitor.get(str(frame["src"]))
    assert page.heading == "Update this tool’s registration in your LMS"
    assert visitor.submit(page, "Update").heading == "The registration is up to date"

    assert visitor.launch("mei-ling", "front-desk", "yes-and").heading == "Yes, and!"
    assert (row.client_id, row.name, row.status) == (client_id, "Town library", "active")
    assert row.token_url == world.platform.token_url
    assert len(session.scalars(select(Registration)).all()) == 2


@ONE_DATABASE
def test_the_lms_refuses_a_token_twice_and_the_link_stays_good(world: World, runner: FlaskCliRunner) -> None:
    visitor, link = world.visitor(), invite(runner)
    page = paste(visitor, link)
    visitor.submit(page, "Register")
    other = visitor.get(page.url.replace(link, invite(runner)))

    refused = visitor.submit(other, "Register")

    assert refused.status == 400
    assert "used before" in refused.text
    fresh = world.platform.registration_tokens.issue()
    again = visitor.get(re.sub(r"registration_token=[^&]+", f"registration_token={fresh}", other.url))
    assert visitor.submit(again, "Register").status == 200


@ONE_DATABASE
def test_only_the_hash_of_an_invitation_is_kept(world: World, runner: FlaskCliRunner, session: Session) -> None:
    code = invite(runner, "--deployments", "any").partition("invitation=")[2]

    row = session.scalars(select(RegistrationInvitation)).one()
    assert code not in row.code_hash
    assert row.deployments_policy == "any"


@ONE_DATABASE
def test_the_deployment_that_came_with_it_is_let_in_with_the_registration(
    world: World, runner: FlaskCliRunner, session: Session
) -> None:
    visitor = world.visitor()
    visitor.submit(paste(visitor, invite(runner)), "Register")

    row = session.scalars(select(Deployment).order_by(Deployment.id.desc())).first()
    assert row is not None
    assert (row.id_on_platform, row.status) == (world.platform.deployment_id, "active")


@ONE_DATABASE
def test_the_lms_says_which_link_it_takes(world: World) -> None:
    visitor = world.visitor()

    page = visitor.post(f"{visitor.lms_url}/tools/register", {"url": "https://elsewhere.example/register"})

    assert page.status == 400
    assert world.tool_url in page.text


@ONE_DATABASE
@pytest.mark.parametrize("lasts", ["0d", "400d", "7 days", "soon"])
def test_a_duration_that_is_none_is_wrong_usage(runner: FlaskCliRunner, lasts: str) -> None:
    done = runner.invoke(args=["registrations", "invite", "--expires", lasts])

    assert done.exit_code == 2
    assert "12h" in done.output
