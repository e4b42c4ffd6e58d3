"""`lti-tool serve` from its start to its stop."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lti_tool.cli.serve import count_cpus
from tests.chaos.real import Ledger, gradebook_process
from tests.support.command_line import CommandLine
from tests.support.databases import SECRET, SqliteDatabases
from tests.support.gunicorn import Gunicorn
from tests.support.waiting import await_that


@pytest.fixture
def operator(tmp_path: Path, sqlite_databases: SqliteDatabases) -> CommandLine:
    settings = {"DATABASE_URL": sqlite_databases.fresh(tmp_path), "SECRET_KEY": SECRET}
    settings["ALLOW_PRIVATE_PLATFORMS"] = "true"
    return CommandLine(tmp_path, {f"LTI_TOOL_{name}": value for name, value in settings.items()})


def serve(operator: CommandLine, *options: str) -> Gunicorn:
    return Gunicorn(operator.start("serve", "--bind", "127.0.0.1:0", *options, program="lti-tool"))


def test_a_stop_finishes_the_request_that_has_begun_and_the_scores_that_are_being_sent(operator: CommandLine) -> None:
    with gradebook_process() as gradebook:
        ledger = Ledger(operator.settings["LTI_TOOL_DATABASE_URL"], gradebook)
        server = serve(operator)
        await_that(lambda: server.get("/readyz") == (200, "ready\n"))
        with socket.create_connection((urlsplit(server.url).hostname, urlsplit(server.url).port)) as browser:
            form = b"a=b&" * 20
            head = f"POST /lti/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(form)}\r\n"
            browser.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + form[:40])
            await_that(lambda: _is_read(server, browser))
            ledger.hand_in()
            gradebook.await_some()

            server.tell_to_stop()
            await_that(lambda: "Handling signal: term" in server.log)
            browser.sendall(form[40:])

            assert browser.recv(12) == b"HTTP/1.1 400", "an answer to the whole form: no platform is named in it"
        server.stop()

        assert len(server.workers) == max(2, count_cpus())
        assert ledger.delivered == gradebook.count("scores") > 0, "whatever was sent is known to have been"
        assert "Traceback" not in server.log


def _is_read(server: Gunicorn, browser: socket.socket) -> bool:
    """Whether a worker has taken what was sent so far: the kernel of the other end holds no byte of it any more."""
    port = browser.getsockname()[1]
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    ends = [line.split() for line in lines if line.split()[2].endswith(f":{port:04X}")]
    return bool(ends) and all(fields[4].endswith(":00000000") for fields in ends)


@pytest.mark.parametrize(
    ("options", "settings", "words"),
    [
        (["--workers", "none"], {}, "'none' is not a valid integer"),
        (["--workers", "0"], {}, "0 is not in the range"),
        ([], {"LTI_TOOL_WEB_THREADS": "many"}, "LTI_TOOL_WEB_THREADS"),
        ([], {"LTI_TOOL_SECRET_KEY": ""}, "LTI_TOOL_SECRET_KEY is not set"),
    ],
)
def test_what_it_cannot_serve_with_is_said_and_ends_it(
    operator: CommandLine, options: list[str], settings: dict[str, str], words: str
) -> None:
    ended = operator("serve", "--bind", "127.0.0.1:0", *options, **settings)

    assert ended.returncode > 0
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_share_of_the_cpus_is_as_many(tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    allowed = len(os.sched_getaffinity(0))

    assert count_cpus(tmp_path / "none") == allowed
    for text, cpus in {"max 100000\n": allowed, "50000 100000\n": 1, f"{allowed}00000 100000\n": allowed}.items():
        quota.write_text(text, encoding="ascii")
        assert count_cpus(quota) == cpus
