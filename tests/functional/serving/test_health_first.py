"""`/healthz` answers while every thread that makes pages is taken."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from lti_tool.cli.serve import WORKER
from tests.support.command_line import CommandLine
from tests.support.databases import SECRET, SqliteDatabases
from tests.support.gunicorn import Gunicorn, gunicorn

THREADS = 4
WAITS_S, SURELY_S = 1.0, 0.5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> Iterator[Gunicorn]:
    """One for all, and one database: threads that wait for the rest of a page know of neither."""
    folder = tmp_path_factory.mktemp("server")
    settings = {"DATABASE_URL": sqlite_databases.fresh(folder), "SECRET_KEY": SECRET, "METRICS": "true"}
    operator = CommandLine(folder, {f"LTI_TOOL_{name}": value for name, value in settings.items()})
    with gunicorn(operator, "--preload", "--workers", "1", "--worker-class", WORKER, "--keep-alive", "30") as server:
        yield server


@contextmanager
def connection(server: Gunicorn) -> Iterator[socket.socket]:
    where = urlsplit(server.url)
    assert where.hostname is not None
    assert where.port is not None
    with socket.create_connection((where.hostname, where.port), timeout=20) as opened:
        yield opened


def test_health_answers_while_each_thread_waits_for_the_rest_of_a_page_that_is_asked_for(server: Gunicorn) -> None:
    where = urlsplit(server.url)
    kept = HTTPConnection(str(where.hostname), where.port, timeout=20)
    kept.request("GET", "/readyz")
    assert kept.getresponse().read() == b"ready\n"

    with ExitStack() as held:
        for _ in range(THREADS):
            held.enter_context(connection(server)).sendall(b"GET /lti/login HTTP/1.1\r\nHost: loc")

        for _ in range(3):
            assert server.get("/healthz") == (200, "ok\n")
        kept.request("GET", "/healthz?probe=1")
        answer = kept.getresponse()
        assert (answer.status, answer.read()) == (200, b"ok\n"), "on a connection that is kept, too"
    kept.close()

    assert server.get("/readyz") == (200, "ready\n")
    assert server.get("/healthz-page")[0] == 404


def test_how_long_an_answer_took_begins_before_a_thread_was_free_for_it(server: Gunicorn) -> None:
    with connection(server) as waiting:
        with ExitStack() as held:
            for _ in range(THREADS):
                held.enter_context(connection(server)).sendall(b"GET /lti/login HTTP/1.1\r\nHost: loc")
            assert server.get("/healthz") == (200, "ok\n")
            waiting.sendall(b"GET /lti/jwks.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert server.get("/healthz") == (200, "ok\n"), "so it has been read, and waits"
            time.sleep(WAITS_S)
        assert waiting.recv(1) == b"H"

    told = server.get("/metrics")[1]
    assert 'lti_http_request_seconds_count{endpoint="lti.jwks"} 1.0' in told
    assert f'lti_http_request_seconds_bucket{{endpoint="lti.jwks",le="{SURELY_S}"}} 0.0' in told


def test_who_is_silent_or_leaves_takes_no_thread(server: Gunicorn) -> None:
    with ExitStack() as held:
        for _ in range(2 * THREADS):
            held.enter_context(connection(server))
        assert server.get("/readyz") == (200, "ready\n")
    with connection(server) as opened:
        opened.sendall(b"GET /healthz HTTP/1.1\r\n")
    assert server.get("/healthz") == (200, "ok\n")
