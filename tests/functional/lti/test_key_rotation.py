"""Keys change under way, ours and the platform's, and whatever was begun before arrives."""

from __future__ import annotations

import time
from datetime import timedelta

import jwt
import pytest
import requests
from flask.testing import FlaskCliRunner

from lti_tool.db import utcnow
from lti_tool.lti.services.ags.vocabulary import SCORE_SCOPE
from lti_tool.lti.services.calling import ASSERTION_TYPE
from tests.conftest import World
from tests.support.learners import answers, open_quiz, wait_for_grade

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COURSE, LINK = "front-desk", "yes-and"


def rotate(runner: FlaskCliRunner) -> None:
    done = runner.invoke(args=["keys", "rotate"])
    assert done.exit_code == 0, done.output


def key_fetches(world: World) -> int:
    """How often the tool asked for the platform's keys."""
    return sum(event.kind_name == "platform_keys" for event in world.platform.events.newest_first())


def test_a_launch_in_flight_and_the_grade_after_it_survive_rotations_on_both_sides(
    world: World, runner: FlaskCliRunner
) -> None:
    learner = world.visitor()
    url, form = learner.capture_launch("mei-ling", COURSE, LINK)
    rotate(runner)
    world.platform.rotate_keys()

    quiz = open_quiz(learner, learner.post(url, form))
    rotate(runner)
    learner.submit(quiz, "Submit your answers", answers(quiz, right=10))

    assert wait_for_grade(world, "mei-ling", LINK) == 100


def test_a_token_request_signed_before_a_rotation_is_granted_after_it(world: World, runner: FlaskCliRunner) -> None:
    kid, key = world.tool.extensions["lti"].signing_keys.current()
    now, us = int(time.time()), world.platform.client_id
    claims = {"iss": us, "sub": us, "aud": world.platform.token_url, "iat": now, "exp": now + 60, "jti": "once"}
    assertion = jwt.encode(claims, key, "RS256", headers={"kid": kid})
    rotate(runner)

    answer = requests.post(
        world.platform.token_url,
        data={
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": SCORE_SCOPE,
        },
        timeout=10,
    )

    assert answer.status_code == 200, answer.text


def test_content_chosen_before_a_rotation_is_taken_after_it(world: World, runner: FlaskCliRunner) -> None:
    instructor = world.visitor()
    picker = instructor.add_content("rosa", COURSE)
    rotate(runner)

    added = instructor.submit(picker, "Add to course", {"module": "culture-of-yes"})

    assert "Yes, and!" in added.text
    assert len(world.platform.links_in(COURSE)) == 2


def test_after_the_platforms_rotation_its_keys_are_fetched_once_for_all(world: World) -> None:
    world.visitor().launch("mei-ling", COURSE, LINK)
    fetched = key_fetches(world)
    world.platform.rotate_keys(keep_old=False)
    an_hour_later = utcnow() + timedelta(hours=1)  # an unknown key id within half a minute of a fetch is a stranger's
    world.tool.extensions["lti"].platform_keys._clock = lambda: an_hour_later

    pages = [
        world.visitor().launch(person, COURSE, LINK) for person in ("mei-ling", "yusuf", "priya", "lars", "siobhan")
    ]

    assert [page.heading for page in pages] == ["Yes, and!"] * 5
    assert key_fetches(world) == fetched + 1
