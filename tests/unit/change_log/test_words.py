"""The list of changes has a sentence for whatever is done in a course."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from lti_tool.audit import Actor, ActorKind, CourseAction
from lti_tool.change_log.words import ACTORS, WORDS, say, say_actor


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def test_every_action_and_every_actor_has_its_words() -> None:
    assert set(WORDS) == set(CourseAction)
    assert set(ACTORS) == set(ActorKind) - {ActorKind.USER}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"items": [None, 5], "counting": ["highest", "latest"]},
            "questions in an attempt: – → 5; which attempt counts: The highest → The latest",
        ),
        ({"lessons_hidden": [[], ["a.l1", "a.l2"]]}, "lessons hidden: – → A.L1, A.L2"),
        ({"opens_at": [None, "2026-11-24T09:30:00Z"]}, "opens: – → Nov 24, 2026, 9:30\u202fAM UTC"),
        ({"opens_at": "– → 2026-", "items": [3, None]}, "questions in an attempt: 3 → –; opens: – → 2026-"),
        ({"gone_since": ["a", "b"]}, "gone_since: a → b"),
        ({}, "–"),
    ],
)
def test_settings_are_called_what_their_form_calls_them(changes: dict[str, object], said: str) -> None:
    assert say(CourseAction.COURSE_SETTINGS_CHANGED, {"changes": changes}, str.upper).endswith(f" course: {said}")


def test_what_an_older_version_said_is_shown_as_it_said_it() -> None:
    settings = CourseAction.COURSE_SETTINGS_CHANGED

    assert say(settings, {"changes": {"items": [3, 4]}, "said_then": "key_sho"}).endswith(": 3 → 4; key_sho")
    assert say(settings, {"changes": "items: 3 → 4"}).endswith("course: items: 3 → 4")
    assert say(settings, {}).endswith("course: –")


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert "Attempts changed: 1,002; kept as they were: 0." in say("item.dropped", {"scores_changed": 1002, "kept": 0})
    given = {"person": "Mei", "time_factor": 1.5, "extra_attempts": 0}
    assert "time × 1.5; more attempts: 0." in say("accommodation.set", given)


COUNTED = re.compile(r"%\((links|extra_attempts|points|people|policies|count|days|refused|kept|scores_changed)\)s \w")


@pytest.mark.parametrize("action", CourseAction)
def test_no_number_stands_before_a_word_that_would_have_to_agree_with_it(action: CourseAction) -> None:
    assert not COUNTED.search(WORDS[action]), "1 attempts"


def test_an_action_without_words_is_shown_plainly() -> None:
    assert say("odd.thing", {"key": "x", "count": 3}) == "odd.thing: key x, count 3"


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        (Actor.user(12), "Rosa"),
        (Actor.user(13), "–"),
        (Actor.operator(), "The people who run this tool"),
        (
            Actor.command("alice", "grades resend"),
            "The people who run this tool, by the command “lti-tool grades resend”",
        ),
        (Actor("command"), "The people who run this tool"),
        (Actor.invitation(7), "Somebody whom the people who run this tool invited"),
        (Actor.platform(1, "https://lms.example"), "The LMS https://lms.example"),
        (Actor("", None, "somebody"), "somebody"),
        (Actor(""), "–"),
    ],
)
def test_whoever_did_it_is_told_in_words(actor: Actor, said: str) -> None:
    assert say_actor(actor, {12: "Rosa"}) == said
