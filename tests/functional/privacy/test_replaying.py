"""A backup from before an erase is restored: whoever was erased is known again by a hash, and erased once more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.app import create_app
from lti_tool.lti.models import User
from lti_tool.settings import Settings
from tests.support.closing import close_app
from tests.support.door import Door
from tests.support.every_row import compare, read_every_row, restore
from tests.support.takers import Enter
from tests.support.whole_course import WholeCourse

OTHER_SECRET = "another secret key for tests, as long as the first one"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return tmp_path / "erased.json"


def run(runner: FlaskCliRunner, *arguments: str) -> tuple[int, str]:
    done = runner.invoke(args=["privacy", *arguments])
    return done.exit_code, done.output


def erase_and_save(runner: FlaskCliRunner, person: int, saved: Path) -> None:
    assert run(runner, "erase", "--id", str(person), "--yes")[0] == 0
    saved.write_text(runner.invoke(args=["privacy", "erased", "--json"]).stdout)


@pytest.mark.both_databases
def test_a_restored_backup_is_as_after_the_erase(whole: WholeCourse, session: Session, saved: Path) -> None:
    backup = read_every_row(session)
    me = whole.user_id("mei-ling")
    erase_and_save(whole.runner, me, saved)
    erased = read_every_row(session)
    restore(session, backup)

    code, said = run(whole.runner, "replay", "--list", str(saved), "--dry-run")
    assert (code, "Mei-Ling Zhao" in said, "Yusuf" in said) == (0, True, False)
    assert compare(backup, read_every_row(session)) == {}
    code, said = run(whole.runner, "replay", "--list", str(saved), "--yes")

    assert (code, "Erased again: 1." in said) == (0, True)
    changes = compare(erased, read_every_row(session))
    assert changes.pop("audit_events").before == len(read_every_row(session)["audit_events"])  # but that it was now
    assert {name: change.columns for name, change in changes.items()} == {"erasure_requests": {"decided_at"}}
    assert "Nobody who was erased is here again." in run(whole.runner, "replay", "--yes")[1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_came_back_since_keeps_what_is_new(
    enter: Enter, door: Door, runner: FlaskCliRunner, session: Session, saved: Path
) -> None:
    enter().take()
    erase_and_save(runner, 1, saved)
    enter().take()
    door.app.extensions["score_executor"].stop()
    before = read_every_row(session)

    code, said = run(runner, "replay", "--list", str(saved), "--yes")

    assert (code, "1 came back after they were erased" in said) == (0, True)
    assert compare(before, read_every_row(session)) == {}


@pytest.fixture
def rotated(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The tool after its secret was changed."""
    other = create_app(settings.model_copy(update={"secret_key": (OTHER_SECRET,)}))
    yield other
    close_app(other)


@pytest.fixture
def remembering(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The same, which knows the former secret."""
    other = create_app(settings.model_copy(update={"secret_key": (OTHER_SECRET, *settings.secret_key)}))
    yield other
    close_app(other)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_secret_that_was_changed_is_still_needed_and_that_is_told(
    enter: Enter,
    door: Door,
    runner: FlaskCliRunner,
    rotated: Flask,
    remembering: Flask,
    session: Session,
    saved: Path,
) -> None:
    enter()
    door.app.extensions["score_executor"].stop()
    backup = read_every_row(session)
    erase_and_save(runner, 1, saved)
    restore(session, backup)

    code, said = run(rotated.test_cli_runner(), "replay", "--list", str(saved), "--yes")

    assert code == 1
    assert "1 were erased while another secret was in use" in said
    assert session.scalars(select(User.id)).all() == [1]
    session.rollback()
    assert run(remembering.test_cli_runner(), "replay", "--yes")[0] == 0
    assert session.scalars(select(User.id)).all() == []


ENTRY = {"subject": "a" * 64, "key_id": "b" * 16, "erased_at": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "text",
    ["", "no", "{}", "[1]", json.dumps([ENTRY | {"subject": "x"}]), json.dumps([ENTRY | {"erased_at": "2026-01-01"}])],
)
def test_a_file_that_is_no_list_is_told_and_nothing_is_done(
    text: str, runner: FlaskCliRunner, session: Session, saved: Path
) -> None:
    saved.write_text(text)
    before = read_every_row(session)

    code, said = run(runner, "replay", "--list", str(saved), "--yes")

    assert (code, "This is no list from `lti-tool privacy erased --json`" in said) == (1, True)
    assert compare(before, read_every_row(session)) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_secret_nobody_is_erased(app: Flask, settings: Settings, session: Session) -> None:
    other = create_app(settings.model_copy(update={"secret_key": ()}))

    for command in ("erase", "replay"):
        arguments = ["--id", "1"] if command == "erase" else []
        code, said = run(other.test_cli_runner(), command, *arguments, "--yes")
        assert (code, "LTI_TOOL_SECRET_KEY is not set." in said) == (1, True)
    close_app(other)
