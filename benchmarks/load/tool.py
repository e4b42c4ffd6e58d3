"""The tool as an operator starts it, its database, a platform with a gradebook, and what the processes spend."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from benchmarks.databases import DatabaseUrls, databases, prepare
from benchmarks.grades.running import Gradebook, gradebook
from benchmarks.launch import MODULE_ID, SECRET
from benchmarks.load.measured import Conditions, Cost, DatabaseName
from benchmarks.memory import rss_mib, uss_mib
from benchmarks.platform import Platform
from benchmarks.servers import TICKS_PER_SECOND, Server, children, cpu_seconds_of_tree, free_port
from benchmarks.visits import HttpDoor, Visitor
from lti_tool.app import create_app
from lti_tool.settings import Settings

WORKERS = 2
COURSES = 12
SETTLES_S, SETTLES_WITHIN_S = 2.0, 120.0
BACKLOG = re.compile(r"^lti_grades_backlog\{.*\} (\S+)$", re.MULTILINE)
ANSWERED = re.compile(r"^lti_http_request_seconds_count\{.*\} (\S+)$", re.MULTILINE)
WITHIN_A_SECOND = re.compile(r"^lti_http_request_seconds_bucket\{.*le=\"1\.0\".*\} (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Spent:
    """CPU seconds so far, of the tool, of Postgres and of this machine; and when."""

    tool: float
    database: float
    machine: float
    driver: float
    at: float


@dataclass(frozen=True)
class Tool:
    """A running tool and all that it needs."""

    server: Server
    urls: DatabaseUrls
    platform: Platform
    gradebook: Gradebook

    @contextmanager
    def visitor(self, person: str) -> Iterator[Visitor]:
        """Somebody with a browser of their own and one connection, which is closed when they go."""
        door = HttpDoor(self.server.port)
        try:
            yield Visitor(self.platform, door, f"http://127.0.0.1:{self.server.port}/lti/launch", person)
        finally:
            door.close()

    def spent(self) -> Spent:
        """What all has cost so far."""
        database = cpu_seconds_of_tree(self.urls.server_pid) if self.urls.server_pid else 0.0
        driver = sum(os.times()[:2])
        return Spent(self.server.cpu_seconds(), database, _machine_cpu(), driver, time.perf_counter())

    def connections(self) -> int:
        """How many Postgres processes serve a connection to the tool's database."""
        return len(self._backends())

    def bytes_on_disk(self) -> tuple[int, int]:
        """The database, and what its log has had written to it so far (SQLite: the file and its log, and nothing)."""
        if self.urls.server_pid is None:
            path = Path(self.urls.tool.removeprefix("sqlite:///"))
            return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*")), 0
        engine = create_engine(self.urls.tool, poolclass=NullPool)
        with engine.connect() as connection:
            query = text("select pg_database_size(current_database()), pg_current_wal_lsn() - '0/0'::pg_lsn")
            size, log = connection.execute(query).one()
        return int(size), int(log)

    def settle(self) -> None:
        """Wait until no score is on its way, as the tool's own figures say."""
        deadline = time.monotonic() + SETTLES_WITHIN_S
        time.sleep(SETTLES_S)
        while self._waiting() > 0:
            if time.monotonic() > deadline:
                raise TimeoutError("scores are on their way, and do not arrive")
            time.sleep(SETTLES_S)

    def memory(self) -> tuple[list[float], list[float]]:
        """USS and RSS of each web process, MiB."""
        pids = self.server.worker_pids()
        return [round(uss_mib(pid), 1) for pid in pids], [round(rss_mib(pid), 1) for pid in pids]

    def connection_memory(self) -> float:
        """What a connection's process has of its own, MiB, on average."""
        sizes = [uss_mib(pid) for pid in self._backends()]
        return round(sum(sizes) / len(sizes), 1) if sizes else 0.0

    def answers(self) -> tuple[float, float]:
        """How many requests were answered so far, and how many of them within a second, as the tool's figures tell."""
        said = self._figures()
        return sum(map(float, ANSWERED.findall(said))), sum(map(float, WITHIN_A_SECOND.findall(said)))

    def _waiting(self) -> float:
        return sum(map(float, BACKLOG.findall(self._figures())))

    def _figures(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.server.port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())

    def _backends(self) -> list[int]:
        pids = children(self.urls.server_pid) if self.urls.server_pid else []
        return [pid for pid in pids if b" tool " in _command(pid)]


@contextmanager
def running(database: DatabaseName, latency_s: float) -> Iterator[Tool]:
    """A tool with a fresh database and a platform whose gradebook answers after `latency_s`."""
    with (
        tempfile.TemporaryDirectory() as folder,
        gradebook(latency_s) as book,
        Platform(MODULE_ID, book.url) as platform,
        databases(Path(folder), postgres=database == "postgres") as urls,
    ):
        port = free_port()
        settings = Settings(database_url=urls.tool, secret_key=SECRET, base_url=f"http://127.0.0.1:{port}")
        prepare(create_app(settings), platform)
        with Server(_serve(port), port, _environment(settings)) as server:
            yield Tool(server, urls, platform, book)


def each_cost(before: Spent, after: Spent, count: float) -> Cost:
    """What each of `count` cost between two moments."""
    tool, database = after.tool - before.tool, after.database - before.database
    return Cost(tool_ms=round(1000 * tool / count, 2), database_ms=round(1000 * database / count, 2))


def conditions(before: Spent, after: Spent) -> Conditions:
    """What else this machine did between two moments."""
    ours = sum(getattr(after, name) - getattr(before, name) for name in ("tool", "database", "driver"))
    others = (after.machine - before.machine - ours) / (after.at - before.at)
    return Conditions(
        day=date.today().isoformat(),
        cores=os.cpu_count() or 1,
        processor=_processor(),
        others=round(max(0.0, others), 2),
    )


def _serve(port: int) -> list[str]:
    program = str(Path(sys.executable).with_name("lti-tool"))
    return [program, "serve", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "LTI_TOOL_DATABASE_URL": settings.database_url,
        "LTI_TOOL_SECRET_KEY": SECRET,
        "LTI_TOOL_BASE_URL": settings.base_url,
        "LTI_TOOL_ALLOW_PRIVATE_PLATFORMS": "true",
        "LTI_TOOL_METRICS": "true",
        "GUNICORN_CMD_ARGS": "--log-level warning",
    }


def _machine_cpu() -> float:
    """User, nice and system time of all cores (proc(5), stat)."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return sum(int(ticks) for ticks in fields[1:4]) / TICKS_PER_SECOND


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""  # it ended meanwhile
