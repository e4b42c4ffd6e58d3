"""One deadline for a whole call: sockets that look at it before each read and write, however small these are.

urllib3's own time limits are for each read, and a header that drips is read a byte at a time, for ever. The looking up
of a name alone cannot be cut short; see `connections.open_socket`.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from urllib3.exceptions import TimeoutError as CallTimedOut

T = TypeVar("T")
_ends_at: ContextVar[float] = ContextVar("when the call of this thread must have ended")


class DeadlinePassed(CallTimedOut):
    """The call's time is over."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Whatever these sockets do in this block, in this thread, ends within so many seconds, and those of one around."""
    ends_at = time.monotonic() + seconds
    token = _ends_at.set(min(ends_at, _ends_at.get(ends_at)))
    try:
        yield
    finally:
        _ends_at.reset(token)


def seconds_left() -> float:
    """What is left of the call's time; raises DeadlinePassed instead of nothing."""
    left = _ends_at.get() - time.monotonic()
    if left <= 0:
        raise DeadlinePassed
    return left


class TimedSocket(socket.socket):
    """A socket whose reads and writes, which are those that http.client makes, end with the call."""

    def recv_into(self, *args: Any, **options: Any) -> int:
        """Read; raises DeadlinePassed."""
        return self._in_time(super().recv_into, *args, **options)

    def send(self, *args: Any, **options: Any) -> int:
        """Write some; raises DeadlinePassed."""
        return self._in_time(super().send, *args, **options)

    def sendall(self, *args: Any, **options: Any) -> None:
        """Write all; raises DeadlinePassed."""
        self._in_time(super().sendall, *args, **options)

    def _in_time(self, step: Callable[..., T], *args: Any, **options: Any) -> T:
        self.settimeout(seconds_left())
        try:
            return step(*args, **options)
        except TimeoutError as error:
            raise DeadlinePassed from error


class TimedTlsSocket(TimedSocket, ssl.SSLSocket):
    """The same over TLS; name it as an SSLContext's `sslsocket_class`."""

    def do_handshake(self, block: bool = False) -> None:
        """Agree on keys and check the certificate: Python's time limit is for the whole handshake, however it drips."""
        self._in_time(super().do_handshake, block)
