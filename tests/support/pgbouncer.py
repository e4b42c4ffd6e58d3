"""A PgBouncer before the tests' Postgres; Debian's package is installed where that is ours to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import OperationalError, connect
from sqlalchemy.engine import URL, make_url

from tests.browser.find_browser import install_on_debian
from tests.support.ports import find_free_port
from tests.support.waiting import await_that

ADVICE = "The tests need PgBouncer, which Linux distributions and Homebrew have. Debian, Ubuntu: apt install pgbouncer."
SBIN = "/usr/sbin"  # where Debian puts it, which is on nobody's PATH but root's
CONFIGURATION = """\
[databases]
{database} = host={host} dbname={database} user={user}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
"""


def find_pgbouncer() -> str | None:
    """Where the program is."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}{os.pathsep}{SBIN}")


@contextmanager
def pgbouncer(database_url: str, folder: Path, connections: int) -> Iterator[str]:
    """The URL of the same database, over so many connections that go from one transaction to another."""
    url, port, program = make_url(database_url), find_free_port(), find_pgbouncer()
    assert program, ADVICE
    host = Path(str(url.query["host"]))
    owner = next(host.glob(".s.PGSQL.*")).stat().st_uid
    through = url.set(host="127.0.0.1", port=port, query={})
    configuration, log = folder / "pgbouncer.ini", folder / "pgbouncer.log"
    configuration.write_text(
        CONFIGURATION.format(database=url.database, host=host, user=url.username, port=port, connections=connections)
    )
    with log.open("w") as said, configuration.open() as told:  # a user who can't enter the folder can read what is open
        command = [program, "/dev/stdin"]
        process = subprocess.Popen(command, stdin=told, stdout=said, stderr=said, user=owner)
    try:
        await_that(lambda: _answers(through), lambda: _fail_if_over(process, log))
        yield through.render_as_string(hide_password=False)
    finally:
        process.terminate()
        process.wait()


def _fail_if_over(process: subprocess.Popen[bytes], log: Path) -> None:
    assert process.poll() is None, log.read_text()


def _answers(url: URL) -> bool:
    try:
        connect(url.set(drivername="postgresql").render_as_string(hide_password=False)).close()
    except OperationalError:
        return False
    return True


def main() -> None:
    """See to it that there is a PgBouncer before the tests start."""
    if find_pgbouncer() is None:
        install_on_debian(["pgbouncer"], "the tests of a pooler")
    if find_pgbouncer() is None:
        sys.exit(ADVICE)


if __name__ == "__main__":
    main()
