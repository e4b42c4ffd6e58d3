"""Starts what WebKit needs, a screen and a driver, and sees to it that nothing of them is left."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests

START_S = 60.0
PACE_S = 0.05
SCREEN = "1280x1000x24"


@contextlib.contextmanager
def running_screen(xvfb: str) -> Iterator[str]:
    """A screen in memory; yields the name of its display, which Xvfb chose among the free ones."""
    read_end, write_end = os.pipe()
    command = [xvfb, "-displayfd", str(write_end), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with _ended_with_all_its_children(command, os.environ, pass_fds=[write_end]):
        os.close(write_end)
        with os.fdopen(read_end) as answers:
            number = answers.readline().strip()
        assert number, "Xvfb ended before it had a display."
        yield f":{number}"


@contextlib.contextmanager
def running_driver(driver: str, port: int, display: str, home: Path) -> Iterator[str]:
    """WebKitWebDriver with a home folder of its own; yields its address."""
    leave_out = ("_PROXY", "_proxy", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if not name.endswith(leave_out)}
    environment |= {"DISPLAY": display, "GDK_BACKEND": "x11", "HOME": str(home), "NO_AT_BRIDGE": "1"}
    url = f"http://127.0.0.1:{port}"
    with _ended_with_all_its_children([driver, f"--port={port}"], environment) as process:
        _wait_until_ready(process, url)
        yield url


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    latest = time.monotonic() + START_S
    with requests.Session() as http:
        http.trust_env = False
        while time.monotonic() < latest and process.poll() is None:
            with contextlib.suppress(requests.ConnectionError):
                if http.get(f"{url}/status", timeout=START_S).ok:
                    return
            time.sleep(PACE_S)
    raise AssertionError(f"WebKitWebDriver did not start (exit code {process.poll()}).")


@contextlib.contextmanager
def _ended_with_all_its_children(
    command: list[str], environment: Mapping[str, str], pass_fds: list[int] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads a group of its own, which is killed as a whole: a hung browser would hear nothing else."""
    process = subprocess.Popen(command, env=environment, pass_fds=pass_fds or [], start_new_session=True)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
