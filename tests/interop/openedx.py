"""Open edX's platform as a process of its own, and the person who opens its pages over real HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import requests
from flask import Flask
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from tests.support.ports import find_free_port
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PROGRAM = Path(__file__).with_name("openedx_lms.py")
PYTHON = Path(sys.prefix) / "openedx" / "bin" / "python"
SECONDS = 60


@dataclass
class OpenEdx:
    """The running platform; `registrations` is what an administrator copies from each placed link."""

    url: str
    registrations: dict[str, dict[str, str]]

    def gradebook(self) -> dict[str, Any]:
        """What arrived so far: grades, scores, columns, content items."""
        found: dict[str, Any] = requests.get(f"{self.url}/gradebook.json", timeout=SECONDS).json()
        return found


@contextmanager
def run_openedx() -> Iterator[str]:
    """Start it in its own virtual environment, and end it; yields its address."""
    assert PYTHON.exists(), "Open edX's platform is not installed: run the tests with `make test`"
    port = find_free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [PYTHON, PROGRAM, str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", "Open edX's platform did not start"
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def begin(url: str, tool_url: str) -> OpenEdx:
    """The platform at `url` as if it had just started; it says that it is ready just before it listens."""
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=requests.adapters.Retry(8, backoff_factor=0.1)))
    found = session.get(f"{url}/begin", params={"tool_url": tool_url}, timeout=SECONDS).json()
    return OpenEdx(url, found)


class EdxVisitor(Visitor):
    """A person whose platform is another process: each request to it goes over the wire."""

    goes_on: ClassVar = Visitor.goes_on | {"lti-launch": "form#lti-launch"}

    def __init__(self, tool: Flask, platform: OpenEdx) -> None:
        self.tool_url, self.lms_url = tool.extensions["settings"].base_url, platform.url
        self.tool, self.lms = tool.test_client(), Client(_Wire())


class _Wire:
    """A WSGI application that is somewhere else."""

    def __init__(self) -> None:
        self._session = requests.Session()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        answer = self._session.request(
            request.method,
            request.url,
            data=request.get_data(),
            headers={"Content-Type": request.content_type or ""},
            allow_redirects=False,
            timeout=SECONDS,
        )
        headers = {name: answer.headers[name] for name in ("Content-Type", "Location") if name in answer.headers}
        return Response(answer.content, answer.status_code, headers)(environ, start_response)
