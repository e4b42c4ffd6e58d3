"""Between a mistake in the set-up and a page: a wrong setting stops gunicorn, all else is a 503 in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lti_tool.app import create_app
from lti_tool.schema.migrating import upgrade_schema
from lti_tool.settings import Settings
from tests.support.closing import close_app
from tests.support.command_line import CommandLine, InProcess
from tests.support.databases import SECRET
from tests.support.gunicorn import gunicorn
from tests.support.small_course import write_small_course

pytestmark = pytest.mark.both_databases

NO_SECRET = "LTI_TOOL_SECRET_KEY is not set"
NOT_MIGRATED = "lti-tool db upgrade"
BROKEN = "items.yaml:3"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def broken_course(tmp_path: Path) -> Path:
    """A course with a question file that ends in the middle of its second line."""
    course = write_small_course(tmp_path / "course")
    next(course.rglob("items.yaml")).write_text("items:\n  - id: [never closed\n", encoding="utf-8")
    return course


@pytest.fixture
def mistakes(tmp_path: Path, database_url: str, broken_course: Path) -> dict[str, tuple[dict[str, str], str]]:
    """Ways to set the tool up wrongly: what differs from a good set-up, and the word that must be said."""
    return {
        "secret": ({"LTI_TOOL_SECRET_KEY": ""}, NO_SECRET),
        "database": ({"LTI_TOOL_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}, NOT_MIGRATED),
        "content": ({"LTI_TOOL_CONTENT_DIR": str(broken_course)}, BROKEN),
        "setting": ({"LTI_TOOL_TRUSTED_PROXIES": "many"}, "LTI_TOOL_TRUSTED_PROXIES"),
    }


@pytest.fixture
def operator(tmp_path: Path, database_url: str) -> CommandLine:
    """Somebody who set everything up well, with a course so small that no start waits for it."""
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": SECRET}
    settings["CONTENT_DIR"] = str(write_small_course(tmp_path / "content"))
    return CommandLine(tmp_path, {f"LTI_TOOL_{name}": value for name, value in settings.items()})


@ONE_DATABASE
@pytest.mark.parametrize("mistake", ["secret", "setting"])
def test_gunicorn_stops_with_words_and_no_traceback(
    operator: CommandLine, mistakes: dict[str, tuple[dict[str, str], str]], mistake: str
) -> None:
    settings, word = mistakes[mistake]

    done = operator("--bind", "127.0.0.1:0", "lti_tool.main:app", program="gunicorn", **settings)

    assert done.returncode == 3
    assert len([line for line in done.stderr.splitlines() if "LTI_TOOL_" in line]) == 1
    assert "lti-tool cannot serve: " in done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_gunicorn_serves_a_good_set_up(operator: CommandLine) -> None:
    with gunicorn(operator) as server:
        for path, words in (("/healthz", "ok\n"), ("/readyz", "ready\n"), ("/lti/jwks.json", '"keys"')):
            status, said = server.get(path)
            assert (status, words in said) == (200, True), said


@contextmanager
def serve(database_url: str, **settings: Any) -> Iterator[Flask]:
    """The application as any WSGI server loads it."""
    app = create_app(Settings(**({"database_url": database_url, "secret_key": SECRET} | settings)))
    yield app
    close_app(app)


@ONE_DATABASE
@pytest.mark.parametrize("mistake", ["secret", "database", "content"])
def test_another_server_answers_503_in_words_and_is_alive_but_not_ready(
    database_url: str, mistakes: dict[str, tuple[dict[str, str], str]], mistake: str
) -> None:
    settings, word = mistakes[mistake]
    wrong = {name.removeprefix("LTI_TOOL_").lower(): value for name, value in settings.items()}
    with serve(**({"database_url": database_url} | wrong)) as app:
        visitor = app.test_client()
        for url in ("/lti/launch", "/lti/login", "/l/a-launch/lessons"):
            page = visitor.get(url)
            assert (page.status_code, word in page.text) == (503, True), page.text
        readiness = visitor.get("/readyz")
        assert (readiness.status_code, readiness.mimetype, word in readiness.text) == (503, "text/plain", True)
        assert visitor.get("/healthz").text == "ok\n"


@ONE_DATABASE
def test_serving_begins_once_the_mistake_is_mended_without_a_restart(database_url: str, tmp_path: Path) -> None:
    with serve(f"sqlite:///{tmp_path / 'new.sqlite3'}") as app:
        visitor = app.test_client()
        assert visitor.get("/readyz").status_code == 503

        with app.app_context():
            upgrade_schema()

        assert visitor.get("/readyz").text == "ready\n"
        assert visitor.get("/lti/launch").status_code == 200


def test_a_good_set_up_is_ready_on_either_database(database_url: str) -> None:
    with serve(database_url) as app:
        answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.text) == (200, "ready\n")


@pytest.mark.parametrize("url", ["/readyz", "/lti/launch"])
def test_a_database_that_went_away_is_not_ready_and_says_so(url: str) -> None:
    with serve("postgresql+psycopg://127.0.0.1:1/nobody") as app:
        answer = app.test_client().get(url)

    assert (answer.status_code, "The database does not answer" in answer.text) == (503, True)


@ONE_DATABASE
def test_the_commands_that_mend_work_while_everything_is_broken(
    operator: CommandLine, mistakes: dict[str, tuple[dict[str, str], str]]
) -> None:
    mending = InProcess(operator.folder, operator.settings)
    broken = {name: value for key in ("secret", "database", "content") for name, value in mistakes[key][0].items()}

    checked = mending("content", "check", **broken)
    assert (checked.returncode, BROKEN in checked.stdout) == (1, True), checked.stdout
    assert mending("db", "upgrade", **broken).stdout == "The database is up to date.\n"
    assert mending("db", "check", **broken).returncode == 0
    assert "No platform is registered yet" in mending("registrations", "list", **broken).stdout
