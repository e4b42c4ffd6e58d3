"""Operators see which links to register are out, write down whom each is for, and take one back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from tests.functional.registering.conftest import Admin, Line
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def listed(runner: FlaskCliRunner, *options: str) -> list[dict[str, Any]]:
    done = runner.invoke(args=["registrations", "invitations", "list", *options, "--json"])
    assert done.exit_code == 0, done.output
    rows: list[dict[str, Any]] = json.loads(done.output)
    return rows


def invite(runner: FlaskCliRunner, *options: str) -> str:
    done = runner.invoke(args=["registrations", "invite", *options])
    found = re.search(r"invitation=(\S+)", done.output)
    assert found, done.output
    return found[1]


def diagnose(runner: FlaskCliRunner, page: Page) -> dict[str, Any]:
    reference = page.soup.select_one("main .hint strong")
    assert reference, page.text
    done = runner.invoke(args=["registrations", "diagnose", reference.get_text(), "--json"])
    [facts] = json.loads(done.output)
    return dict(facts)


def test_an_invitation_is_listed_annotated_and_withdrawn(admin: Admin, line: Line, runner: FlaskCliRunner) -> None:
    code = invite(runner, "--note", "Town library")
    assert [(row["state"], row["note"]) for row in listed(runner)] == [("open", "Town library")]
    runner.invoke(args=["registrations", "invitations", "note", "1", "City library"])

    done = runner.invoke(args=["registrations", "invitations", "withdraw", "1"])

    assert done.output == "Withdrew invitation 1.\n"
    assert listed(runner) == []
    assert [(row["state"], row["note"]) for row in listed(runner, "--all")] == [("withdrawn", "City library")]
    refused = admin.open(code)
    assert (refused.status, refused.lacks("was withdrawn by the people who run the tool")) == (403, [])
    again = runner.invoke(args=["registrations", "invitations", "withdraw", "1"])
    assert (again.exit_code, "it is withdrawn" in again.output) == (1, True)


def test_one_that_was_used_says_what_came_of_it_and_is_not_withdrawn(
    admin: Admin, line: Line, runner: FlaskCliRunner
) -> None:
    code = invite(runner)
    admin.confirm(admin.open(code))
    [row] = listed(runner, "--all")
    assert (row["state"], row["led_to"]) == ("used", 1)
    assert runner.invoke(args=["registrations", "invitations", "withdraw", "1"]).exit_code == 1

    facts = diagnose(runner, admin.open(code))

    assert [each["id"] for each in facts["registered"]] == [1]
    update = "To update registration 1, send its admin: lti-tool registrations invite --for 1"
    assert facts["advice"] == [update, "Registration 1 waits for you: lti-tool registrations approve 1"]
    runner.invoke(args=["registrations", "approve", "1"])
    assert diagnose(runner, admin.open(code))["advice"] == [
        "Nothing, if registration 1 is this LMS: it came of this link.",
        update,
    ]


@pytest.mark.parametrize("note", ["x" * 256, "two\nlines"])
def test_a_note_is_one_line(note: str, runner: FlaskCliRunner) -> None:
    invite(runner)

    done = runner.invoke(args=["registrations", "invitations", "note", "1", note])

    assert (done.exit_code, "at most 255 characters, on one line" in done.output) == (1, True)
    assert listed(runner)[0]["note"] == ""
