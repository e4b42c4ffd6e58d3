"""A real gunicorn from its start: grades are delivered without a request, and what is not there yet may come later."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, select, text, update
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.delivery.models import PlatformLane
from tests.chaos.real import Gradebook, Ledger, gradebook_process
from tests.support.command_line import CommandLine, InProcess
from tests.support.databases import SECRET, PostgresDatabases, SqliteDatabases
from tests.support.gunicorn import Gunicorn, gunicorn
from tests.support.small_course import write_small_course
from tests.support.waiting import await_that

pytestmark = pytest.mark.both_databases

PAGE = "/lti/launch"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def gradebook() -> Iterator[Gradebook]:
    with gradebook_process() as gradebook:
        yield gradebook


@pytest.fixture
def operator(tmp_path: Path, database_url: str) -> CommandLine:
    """Somebody with a course so small that no start waits for it."""
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": SECRET, "ALLOW_PRIVATE_PLATFORMS": "true"}
    settings["CONTENT_DIR"] = str(write_small_course(tmp_path / "content"))
    return CommandLine(tmp_path, {f"LTI_TOOL_{name}": value for name, value in settings.items()})


@pytest.mark.parametrize("options", [(), ("--preload",)], ids=["each loads", "preloaded"])
def test_grades_are_delivered_without_a_request_and_by_a_replaced_worker_too(
    operator: CommandLine, database_url: str, gradebook: Gradebook, options: tuple[str, ...]
) -> None:
    ledger = Ledger(database_url, gradebook)
    ledger.hand_in()

    with gunicorn(operator, "--workers", "1", *options) as server:
        await_that(lambda: ledger.is_all_delivered)

        os.kill(server.workers[-1], signal.SIGKILL)
        ledger.let_time_pass()
        await_that(lambda: len(server.workers) == 2)
        ledger.hand_in()
        await_that(lambda: ledger.is_all_delivered)
        assert deliverers(database_url) == {server.workers[-1]}

    ledger.expect_all_there(posts=0)


def deliverers(database_url: str) -> set[int]:
    """The processes that held lanes last."""
    with Session(create_engine(database_url, poolclass=NullPool)) as session:
        return {int(holder.split(":")[1]) for holder in session.scalars(select(PlatformLane.holder))}


@ONE_DATABASE
def test_what_is_stuck_is_warned_of_without_a_request(
    operator: CommandLine, database_url: str, gradebook: Gradebook
) -> None:
    Ledger(database_url, gradebook).hand_in()
    with Session(create_engine(database_url, poolclass=NullPool)) as session:
        session.execute(update(PlatformLane).values(paused_until=utcnow() + timedelta(hours=1)))
        session.commit()

    with gunicorn(operator) as server:
        await_that(lambda: "60 scores for 127.0.0.1" in server.log)


@ONE_DATABASE
def test_a_command_delivers_nothing_unasked(operator: CommandLine, database_url: str, gradebook: Gradebook) -> None:
    Ledger(database_url, gradebook).hand_in()

    assert "60 due" in InProcess(operator.folder, operator.settings)("grades", "status").stdout
    assert operator("grades", "resend", "--registration", "1").stdout == "60 due again.\n"

    assert gradebook.count("scores") == 0


@dataclass
class Trouble:
    """What is wrong while a server boots: what it is told, what it must say, and how it comes right."""

    words: str
    mend: Callable[[], object]
    settings: dict[str, str] = field(default_factory=dict)


def database_in_no_folder(tmp_path: Path, request: pytest.FixtureRequest) -> Trouble:
    prepared, wanted = tmp_path / "prepared", tmp_path / "wanted"
    prepared.mkdir()
    databases: SqliteDatabases = request.getfixturevalue("sqlite_databases")
    databases.fresh(prepared)
    url = f"sqlite:///{wanted / 'tool.sqlite3'}"
    return Trouble("The database does not answer", lambda: prepared.rename(wanted), {"LTI_TOOL_DATABASE_URL": url})


def database_server_away(tmp_path: Path, request: pytest.FixtureRequest) -> Trouble:
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    url = databases.fresh(tmp_path)
    databases.shut(url)
    return Trouble("The database does not answer", lambda: databases.open(url), {"LTI_TOOL_DATABASE_URL": url})


def at_revision(revision: str, words: str) -> Callable[[Path, pytest.FixtureRequest], Trouble]:
    def set_revision(tmp_path: Path, request: pytest.FixtureRequest) -> Trouble:
        engine = create_engine(request.getfixturevalue("database_url"), poolclass=NullPool)
        with engine.begin() as connection:
            right = connection.scalar(text("SELECT version_num FROM alembic_version"))
            connection.execute(text("UPDATE schema_support SET oldest_revision = '9998'"))

        def move(number: str) -> None:
            with engine.begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})

        move(revision)
        return Trouble(words, lambda: move(str(right)))

    return set_revision


def broken_content(tmp_path: Path, request: pytest.FixtureRequest) -> Trouble:
    course = write_small_course(tmp_path / "course")
    broken = next(course.rglob("items.yaml"))
    sound = broken.read_text(encoding="utf-8")
    broken.write_text("items:\n  - id: [never closed\n", encoding="utf-8")
    settings = {"LTI_TOOL_CONTENT_DIR": str(course)}
    return Trouble("items.yaml:3", lambda: broken.write_text(sound, encoding="utf-8"), settings)


TROUBLES = {
    "no folder": database_in_no_folder,
    "server away": database_server_away,
    "database older": at_revision("0001", "The database is older than this version of the tool"),
    "database newer": at_revision("9999", "This version of the tool is older than its database"),
    "content": broken_content,
}


@ONE_DATABASE
@pytest.mark.parametrize("what", TROUBLES)
def test_a_worker_boots_into_trouble_says_so_and_serves_once_it_is_over(
    operator: CommandLine, tmp_path: Path, request: pytest.FixtureRequest, what: str
) -> None:
    trouble = TROUBLES[what](tmp_path, request)

    with gunicorn(operator, "--workers", "2", **trouble.settings) as server:
        await_that(lambda: server.get("/healthz") == (200, "ok\n"))
        expect_503(server, trouble.words)

        os.kill(server.workers[-1], signal.SIGKILL)
        await_that(lambda: len(server.workers) == 3)
        expect_503(server, trouble.words)

        trouble.mend()
        await_that(lambda: server.get("/readyz") == (200, "ready\n"))
        for _ in range(8):  # whichever worker answers
            assert server.get(PAGE)[0] == 200
        assert server.is_up
        assert "Traceback" not in server.log


def expect_503(server: Gunicorn, words: str) -> None:
    for path in ("/readyz", PAGE):
        status, said = server.get(path)
        assert (status, words in said) == (503, True), said
    await_that(lambda: words in server.log)  # it comes through a pipe
    assert server.get("/healthz") == (200, "ok\n")


def test_a_server_whose_database_goes_away_outlives_its_workers(
    tmp_path: Path, postgres_databases: PostgresDatabases
) -> None:
    url = postgres_databases.fresh(tmp_path)
    course = write_small_course(tmp_path / "content")
    settings = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "CONTENT_DIR": str(course)}
    operator = CommandLine(tmp_path, {f"LTI_TOOL_{name}": value for name, value in settings.items()})

    with gunicorn(operator, "--workers", "1") as server:
        await_that(lambda: server.get("/readyz") == (200, "ready\n"))
        postgres_databases.shut(url)
        assert server.get("/readyz")[0] == 503

        os.kill(server.workers[-1], signal.SIGKILL)
        await_that(lambda: len(server.workers) == 2)
        await_that(lambda: server.get("/readyz")[0] == 503)
        assert server.is_up

        postgres_databases.open(url)
        await_that(lambda: server.get("/readyz") == (200, "ready\n"))
        assert server.get(PAGE)[0] == 200


IS_SEEN = """
import gc
from lti_tool.main import app

content = app.extensions["catalogue"].loaded
print(any(each is content for each in gc.get_objects()))
"""


@ONE_DATABASE
def test_the_collector_never_looks_at_what_is_read_before_workers_are_forked(operator: CommandLine) -> None:
    """It writes to all that it looks at, and each worker would then have a copy of its own."""
    done = operator("-c", IS_SEEN, program="python")

    assert done.stdout == "False\n", done.stderr
