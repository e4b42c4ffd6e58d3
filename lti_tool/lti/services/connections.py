"""urllib3's connections, connected by us: to the address that was checked, within the call's deadline.

Between the check and the connecting nobody asks DNS again, so that a second answer leads nowhere; TLS still proves the
name, and the Host header still bears it.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, cast

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from lti_tool.lti.services.addresses import is_public
from lti_tool.lti.services.deadlines import DeadlinePassed, TimedSocket, TimedTlsSocket, seconds_left

CONNECT_TIMEOUT_S = 5.0  # for each address of a name, so that a dead one leaves time for the next
LONGEST_KEPT_S = 30.0
MOST_HOSTS = 50
MOST_IDLE = 8

_any_address: ContextVar[bool] = ContextVar("whether this thread's call may go to any address", default=False)


class NotPublic(HTTPError):
    """The name leads to an address that may not be called, or is no name."""


class NotTrusted(HTTPError):
    """TLS failed."""


class PlainConnection(HTTPConnection):
    """For http. It is replaced after half a minute: firewalls forget idle connections silently, and names move."""

    connected_at = 0.0

    def connect(self) -> None:
        """Connect to the first address that answers."""
        self.sock, self.connected_at = open_socket(self.host, self.port), time.monotonic()

    @property
    def is_connected(self) -> bool:
        """Whether it may be used for another call."""
        return super().is_connected and time.monotonic() - self.connected_at < LONGEST_KEPT_S


class TlsConnection(PlainConnection, HTTPSConnection):
    """For https."""

    def connect(self) -> None:
        """Connect to the first address that answers, and let it prove that it is the host."""
        super().connect()
        tls = cast(ssl.SSLContext, self.ssl_context)
        try:
            self.sock = tls.wrap_socket(self.sock, do_handshake_on_connect=False, server_hostname=self.host)
            self.sock.do_handshake()
        except ssl.SSLEOFError:
            raise  # it hung up, which says nothing of its certificate
        except ssl.SSLError as error:
            raise NotTrusted from error
        self.is_verified = True


class PlainPool(HTTPConnectionPool):
    """For http."""

    ConnectionCls = PlainConnection


class TlsPool(HTTPSConnectionPool):
    """For https."""

    ConnectionCls = TlsConnection


def open_pools() -> PoolManager:
    """Connections that are kept for each host; threads share them, and each call has one for itself."""
    pools = PoolManager(num_pools=MOST_HOSTS, maxsize=MOST_IDLE, retries=False)
    pools.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}
    return pools


def make_tls() -> ssl.SSLContext:
    """What certificates are held to: the host's name, by an authority that Mozilla trusts."""
    tls = ssl.create_default_context(cafile=certifi.where())
    tls.set_alpn_protocols(["http/1.1"])
    tls.sslsocket_class = TimedTlsSocket
    return tls


@contextmanager
def allowing_private(is_allowed: bool) -> Iterator[None]:
    """Whether calls in this block, in this thread, may connect to any address; else to public ones only."""
    token = _any_address.set(is_allowed)
    try:
        yield
    finally:
        _any_address.reset(token)


def open_socket(host: str, port: int) -> TimedSocket:
    """Connect to the first address that answers; one that may not be called is refused, not skipped.

    Looking a name up takes as long as the system's resolver does, and cannot be cut short: with the defaults of
    resolv.conf(5) 10 s for each name server that is silent (`options timeout:2 attempts:1` makes that 2 s). The
    deadline is looked at again right after it.
    """
    trouble: Exception = OSError("the name has no address")
    for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not _any_address.get() and not is_public(str(address[0])):
            raise NotPublic
        try:
            return _connect(family, kind, protocol, address)
        except TimeoutError:
            trouble = DeadlinePassed()
        except OSError as error:
            trouble = error
    raise trouble


def _connect(family: int, kind: int, protocol: int, address: Any) -> TimedSocket:
    seconds = min(CONNECT_TIMEOUT_S, seconds_left())
    with ExitStack() as unless_connected:
        opened = unless_connected.enter_context(TimedSocket(family, kind, protocol))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.settimeout(seconds)
        opened.connect(address)
        unless_connected.pop_all()
    return opened
