"""The gradebook as a process of its own, which may be away for a while."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Gradebook:
    """Where it answers."""

    url: str

    def counts(self) -> dict[str, float]:
        """What it was asked for so far, and how many people's scores it holds."""
        with urllib.request.urlopen(f"{self.url}/counts", timeout=10) as answer:
            counts: dict[str, float] = json.load(answer)
        return counts

    def go_away(self) -> None:
        """Answer 503 to whoever brings or asks for anything."""
        self._tell("away")

    def come_back(self) -> None:
        """Answer as before."""
        self._tell("back")

    def _tell(self, what: str) -> None:
        with urllib.request.urlopen(f"{self.url}/{what}", data=b"", timeout=10):
            pass


@contextmanager
def gradebook(latency: float) -> Iterator[Gradebook]:
    """A gradebook that answers after `latency` seconds."""
    command = [sys.executable, "-m", "benchmarks.grades.gradebook", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Gradebook(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.kill()
