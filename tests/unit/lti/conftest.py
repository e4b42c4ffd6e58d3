"""A database of its own, a clock that obeys, and a platform that answers as a test tells it to."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from sqlalchemy.orm import Session, sessionmaker

from lti_tool.lti.models import Registration
from lti_tool.lti.services.http import HttpClient
from tests.support.clock import NOON


@dataclass
class Seen:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    peer: tuple[str, int]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str | list[str]] = field(default_factory=dict)
    reason: str | None = None
    chunks: Iterator[bytes] | None = None


class ScriptedPlatform:
    """Answers over real HTTP on a loopback port; `answer` is a function of what was asked."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.answer: Callable[[Seen], Answer] = lambda _seen: Answer()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self) -> list[str]:
        return [f"{seen.method} {seen.path}" for seen in self.seen]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                seen = Seen(self.command, self.path, dict(self.headers), body, self.client_address)
                platform.seen.append(seen)
                answer = platform.answer(seen)
                self.send_response(answer.status, answer.reason)
                for name, lines in answer.headers.items():
                    for line in [lines] if isinstance(lines, str) else lines:
                        self.send_header(name, line)
                if answer.chunks is None:
                    self.send_header("Content-Length", str(len(answer.body)))
                else:
                    self.close_connection = True
                self.end_headers()
                with contextlib.suppress(OSError):  # a client that had enough hangs up
                    for chunk in answer.chunks or [answer.body]:
                        self.wfile.write(chunk)

            def log_message(self, *_args: object) -> None:
                pass

        for method in ("GET", "POST", "PUT", "DELETE"):
            setattr(Handler, f"do_{method}", Handler._serve)
        return Handler


@pytest.fixture
def platform() -> Iterator[ScriptedPlatform]:
    scripted = ScriptedPlatform()
    yield scripted
    scripted.close()


@pytest.fixture
def http() -> HttpClient:
    return HttpClient(allow_private=True)


@pytest.fixture
def registration_id(session_factory: sessionmaker[Session]) -> int:
    with session_factory() as session:
        row = Registration(
            issuer="https://lms.example",
            client_id="tool-1",
            auth_login_url="https://lms.example/auth",
            token_url="https://lms.example/token",
            jwks_url="https://lms.example/jwks",
            created_at=NOON,
        )
        session.add(row)
        session.commit()
        return row.id


@pytest.fixture
def make_answer() -> type[Answer]:
    return Answer
