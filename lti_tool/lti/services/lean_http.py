"""The way out for what is sent by the thousand: scores and results, over kept connections, at a tenth of the cost.

It keeps the promises of lti.http with nothing but the standard library: time limits, a size cap, no redirects, no
cookies, no proxies of the environment, and only addresses that were looked at (the one that is checked is the one that
is connected to, so a second DNS answer leads nowhere).
"""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import threading
import time
import weakref
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import certifi
from requests.structures import CaseInsensitiveDict
from requests.utils import requote_uri

from lti_tool.lti.services import http as limits
from lti_tool.lti.services.http import (
    CONNECT_TIMEOUT_S,
    MAXIMUM_BODY_BYTES,
    USER_AGENT,
    AddressNotAllowed,
    AnswerTooLarge,
    PlatformNotTrusted,
    PlatformTimedOut,
    PlatformUnreachable,
    is_public,
)

MOST_IDLE = 8
LONGEST_IDLE_S = 30.0
_CHUNK_BYTES = 65_536

Place = tuple[str, str, int]
Headers = CaseInsensitiveDict[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A platform's answer, as much of it as callers read."""

    status_code: int
    reason: str
    headers: Headers
    content: bytes
    url: str


class LeanSession:
    """Connections that are kept open between calls; threads share it, and each call has a connection for itself.

    `verify` names the file of certificate authorities that are trusted, as in requests; set it before the first call.
    """

    def __init__(self, allow_private: bool) -> None:
        self.verify = certifi.where()
        self._allow_private = allow_private
        self._idle: dict[Place, list[tuple[http.client.HTTPConnection, float]]] = defaultdict(list)
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._idle)

    def request(self, method: str, url: str, *, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Make a call; whatever can go wrong on the wire is raised as one of the errors of lti.http."""
        try:
            return self._request(method, url, data, {"User-Agent": USER_AGENT, **headers})
        except (http.client.InvalidURL, UnicodeError) as error:
            raise AddressNotAllowed from error
        except TimeoutError as error:
            raise PlatformTimedOut from error
        except ssl.SSLError as error:
            raise PlatformNotTrusted from error
        except (OSError, http.client.HTTPException) as error:
            raise PlatformUnreachable from error

    def close(self) -> None:
        """Close what is kept open; the next call opens another one."""
        with self._lock:
            _close_all(self._idle)

    def _request(self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        place, target = _read_url(url)
        connection = self._take(place)
        is_kept = False
        try:
            connection.request(method, target, body=data, headers=dict(headers))
            response = connection.getresponse()
            content = _read_body(response)
            response.close()  # lets the connection go; the socket stays open where both sides keep it
            is_kept = not response.will_close
        finally:
            if is_kept:
                self._give_back(place, connection)
            else:
                connection.close()
        return Answer(response.status, response.reason, CaseInsensitiveDict(response.headers.items()), content, url)

    def _take(self, place: Place) -> http.client.HTTPConnection:
        """One that is still open, else a new one: what the other side closed, or spoke on unasked, is thrown away."""
        while True:
            with self._lock:
                connection, idle_since = self._idle[place].pop() if self._idle[place] else (None, 0.0)
            if connection is None:
                return self._connect(place)
            if time.monotonic() - idle_since < LONGEST_IDLE_S and not _has_news(connection):
                return connection
            connection.close()

    def _give_back(self, place: Place, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if len(self._idle[place]) < MOST_IDLE:
                self._idle[place].append((connection, time.monotonic()))
                return
        connection.close()

    def _connect(self, place: Place) -> http.client.HTTPConnection:
        scheme, host, port = place
        if scheme == "https":
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, context=self._tls)
        else:
            connection = http.client.HTTPConnection(host, port)
        connection.timeout = CONNECT_TIMEOUT_S
        connection._create_connection = self._open_socket  # type: ignore[attr-defined]  # its own hook for this
        connection.connect()
        connection.sock.settimeout(limits.READ_TIMEOUT_S)
        return connection

    def _open_socket(self, address: tuple[str, int], timeout: float, *_source: object) -> socket.socket:
        """Connect to the first address that answers; one that may not be called is refused, not skipped."""
        trouble: OSError = OSError("the name has no address")
        for *_kind, found in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
            host, port = str(found[0]), int(found[1])
            if not self._allow_private and not is_public(host.partition("%")[0]):
                raise AddressNotAllowed
            try:
                return socket.create_connection((host, port), timeout)
            except OSError as error:
                trouble = error
        raise trouble

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.verify)


def _close_all(idle: dict[Place, list[tuple[http.client.HTTPConnection, float]]]) -> None:
    for connections in idle.values():
        for connection, _since in connections:
            connection.close()
    idle.clear()


def _read_url(url: str) -> tuple[Place, str]:
    try:
        parts = urlsplit(url if url.isascii() and " " not in url else requote_uri(url))
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise AddressNotAllowed from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressNotAllowed
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (parts.scheme, parts.hostname, port), target


def _has_news(connection: http.client.HTTPConnection) -> bool:
    if connection.sock is None:
        return True
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


def _read_body(response: http.client.HTTPResponse) -> bytes:
    deadline = time.monotonic() + limits.BODY_DEADLINE_S
    body = bytearray()
    while chunk := response.read1(_CHUNK_BYTES):
        body += chunk
        if len(body) > MAXIMUM_BODY_BYTES:
            raise AnswerTooLarge
        if time.monotonic() > deadline:
            raise PlatformTimedOut
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    return _unzip(bytes(body)) if response.headers.get("Content-Encoding", "") == "gzip" else bytes(body)


def _unzip(body: bytes) -> bytes:
    """We ask for plain bodies; some servers compress all the same."""
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(body, MAXIMUM_BODY_BYTES + 1)
    except zlib.error as error:
        raise PlatformUnreachable from error
    if len(plain) > MAXIMUM_BODY_BYTES:
        raise AnswerTooLarge
    return plain
