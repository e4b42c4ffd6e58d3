"""Servers of this machine, and what their processes spent: user and system time of the whole tree."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

GUNICORN = ("--preload", "--threads", "4", "--keep-alive", "30", "--log-level", "warning")
START_SECONDS = 30
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
T = TypeVar("T")


class ServerFailed(Exception):
    """A server did not start."""


def gunicorn(wsgi: str, port: int, workers: int = 1) -> list[str]:
    """What starts an app under gunicorn: both contenders run under the same."""
    bind = ("--bind", f"127.0.0.1:{port}", "--workers", str(workers))
    return [sys.executable, "-m", "gunicorn", *GUNICORN, *bind, wsgi]


class Server:
    """A command that answers on a port of this machine."""

    def __init__(self, command: Sequence[str], port: int, environment: Mapping[str, str]) -> None:
        self.port = port
        self._process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)

    def __enter__(self) -> Server:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                    return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.__exit__()
        raise ServerFailed(f"nothing answered on port {self.port}")

    def __exit__(self, *_exception: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def cpu_seconds(self) -> float:
        """User and system time that the master and its worker have spent so far."""
        return cpu_seconds_of_tree(self._process.pid)

    def worker_pids(self) -> list[int]:
        """The processes that answer, without the master."""
        return children(self._process.pid)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def cpu_seconds_of_tree(pid: int) -> float:
    """CPU of a process, its living descendants, and the dead ones it has waited for (proc(5), stat)."""
    return _while_none_ends(_cpu_seconds_of_tree, pid)


def children(pid: int) -> list[int]:
    """The processes that this one started and that live."""
    return _while_none_ends(_children, pid)


def _while_none_ends(look: Callable[[int], T], pid: int) -> T:
    """Look again where a process or a thread ended between two files of it: its time is then another's."""
    while True:
        try:
            return look(pid)
        except (FileNotFoundError, ProcessLookupError):
            if not Path(f"/proc/{pid}").exists():
                raise


def _cpu_seconds_of_tree(pid: int) -> float:
    return _cpu_seconds(pid) + sum(_cpu_seconds_of_tree(child) for child in _children(pid))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS_PER_SECOND


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
