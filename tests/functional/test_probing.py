"""`lti-tool registrations test ID` against a live platform."""

from __future__ import annotations

from flask.testing import FlaskCliRunner

from tests.conftest import World


def test_a_healthy_platform_passes(world: World, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["registrations", "test", str(world.registration_id)])

    assert result.exit_code == 0, result.output
    assert "1 usable" in result.output
    assert result.output.count("granted for 3600 s") == 3


def test_what_does_not_work_is_said_in_words(world: World, runner: FlaskCliRunner) -> None:
    world.platform.faults.jwks_down = world.platform.faults.token_down = True

    result = runner.invoke(args=["registrations", "test", str(world.registration_id)])

    assert result.exit_code == 1
    assert "without a key that we can use" in result.output
    assert result.output.count("NO") == 4
