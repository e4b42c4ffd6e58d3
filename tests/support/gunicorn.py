"""A gunicorn as an operator runs it: its address, its workers as they come, and what it says."""

from __future__ import annotations

import re
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from threading import Thread

from tests.support.command_line import CommandLine
from tests.support.waiting import await_that

CODE = Path(__file__).with_name("gunicorn_code.py")


class Gunicorn:
    """One that runs; the last of `workers` came last."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process
        self.lines: list[str] = []
        self._reader = Thread(target=self._read)
        self._reader.start()
        await_that(lambda: bool(self.workers), self._fail_if_over)

    @property
    def log(self) -> str:
        """All that it and its workers said so far."""
        return "".join(self.lines)

    @property
    def workers(self) -> list[int]:
        """The processes that serve, and those that did."""
        return [int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", self.log)]

    @property
    def is_up(self) -> bool:
        """Whether the server itself goes on."""
        return self._process.poll() is None

    @property
    def url(self) -> str:
        """Where it listens."""
        (url,) = re.findall(r"Listening at: (http://\S+)", self.log)
        return str(url)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text; 0 where a worker is between two lives."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()
        except OSError:
            return 0, ""

    def tell_to_stop(self) -> None:
        """As an operator does."""
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Tell it, and wait until it has."""
        self.tell_to_stop()
        self._process.wait(timeout=60)
        self._reader.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _read(self) -> None:
        assert self._process.stderr is not None
        self.lines.extend(iter(self._process.stderr.readline, ""))

    def _fail_if_over(self) -> None:
        assert self.is_up, self.log


@contextmanager
def gunicorn(operator: CommandLine, *options: str, **settings: str) -> Iterator[Gunicorn]:
    """Run it on a port of its choice."""
    options = ("--config", str(CODE), "--bind", "127.0.0.1:0", "--threads", "4", *options, "lti_tool.main:app")
    server = Gunicorn(operator.start(*options, program="gunicorn", **settings))
    try:
        yield server
    finally:
        server.stop()
