"""`lti-tool registrations test ID` against a live platform."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from lti_tool.lti.services.ags.vocabulary import LINEITEM_SCOPE
from lti_tool.lti.services.nrps import SCOPE as ROSTER_SCOPE
from tests.conftest import World


def test_a_healthy_platform_passes(world: World, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["registrations", "test", str(world.registration_id)])

    assert result.exit_code == 0, result.output
    assert "1 usable" in result.output
    assert result.output.count("granted for 3600 s") == 4
    assert "s from ours" in result.output
    assert result.output.count("not tried") == 2, "nobody has launched yet"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_launch_its_services_are_tried_too_and_no_secret_is_shown(
    world: World, runner: FlaskCliRunner, session: Session
) -> None:
    world.visitor().launch("mei-ling", "front-desk", "yes-and")

    result = runner.invoke(args=["registrations", "test", str(world.registration_id), "--json"])

    said = {row["what"]: row["said"] for row in json.loads(result.output)}
    assert said["its line items"] == "1"
    assert said["its roster"] == "8 people"
    assert "Mei-Ling" not in result.output
    assert "Bearer" not in result.output


def test_what_does_not_work_is_said_in_words(world: World, runner: FlaskCliRunner, session: Session) -> None:
    world.platform.faults.jwks_down = world.platform.faults.token_down = True
    world.registration(session).status = "pending"
    session.commit()

    result = runner.invoke(args=["registrations", "test", str(world.registration_id)])

    assert result.exit_code == 1
    assert "without a key that we can use" in result.output
    assert result.output.count("NO") == 6


def test_an_address_of_ours_is_not_the_platforms(world: World, runner: FlaskCliRunner, session: Session) -> None:
    world.registration(session).jwks_url = f"{world.tool_url}/lti/jwks.json"
    session.commit()

    result = runner.invoke(args=["registrations", "test", str(world.registration_id)])

    assert result.exit_code == 1
    assert "an address of this tool itself: jwks url" in result.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_token_that_was_granted_before_says_nothing_of_today(
    world: World, runner: FlaskCliRunner, session: Session
) -> None:
    world.visitor().launch("mei-ling", "front-desk", "yes-and")
    connector = world.tool.extensions["lti"].connector(world.registration(session))
    session.rollback()  # SQLite has one writer
    for scope in (LINEITEM_SCOPE, ROSTER_SCOPE):
        connector.get_access_token([scope])
    world.platform.faults.token_down = True

    result = runner.invoke(args=["registrations", "test", str(world.registration_id), "--json"])

    works = {row["what"]: row["works"] for row in json.loads(result.output)}
    assert result.exit_code == 1
    assert (works["its line items"], works["its roster"]) == ("NO", "NO")
