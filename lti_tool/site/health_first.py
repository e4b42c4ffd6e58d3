"""gunicorn's worker of threads, with one thing before it: `/healthz` takes no thread of those that make pages.

A worker whose pages all wait, for a database or a platform, is alive, and says so at once: whoever asked would start it
anew. The loop that hands connections to the threads is always free, so it answers by itself, as soon as a connection's
first bytes are there. See docs/decisions/0039. It also notes how long each request waited for a thread.
"""

from __future__ import annotations

import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from lti_tool.site import thread_waits

FIRST_BYTES_WITHIN_S = 5.0
ASKED = (b"GET /healthz ", b"GET /healthz?")
MOST_BYTES = 65_536
ALIVE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n"
    b"Cache-Control: no-store\r\nConnection: close\r\n\r\nok\n"
)


class HealthFirst(ThreadWorker):
    """Name it as gunicorn's worker class; without it all is as usual, and `/healthz` is a page among others."""

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection to a thread, once there is something to read that only a page can answer."""
        if self.cfg.is_ssl:
            self._hand_over(conn)
        elif not (conn.initialized or conn.data_ready):
            self._await_first_bytes(conn)
        elif self._asks_for_health(conn):
            self._answer(conn)
        else:
            self._hand_over(conn)

    def handle(self, conn: Any) -> Any:
        """Answer a request, in a thread."""
        thread_waits.note(time.monotonic() - conn.handed_over_at)
        return super().handle(conn)

    def _hand_over(self, conn: Any) -> None:
        conn.handed_over_at = time.monotonic()
        super().enqueue_req(conn)

    def _await_first_bytes(self, conn: Any) -> None:
        """gunicorn's own way with a connection that is silent, from its first moment on."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + FIRST_BYTES_WITHIN_S
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _asks_for_health(self, conn: Any) -> bool:
        if conn.is_http2 or (conn.initialized and conn.parser.unreader.buf.getvalue()):
            return False
        try:
            conn.sock.setblocking(False)
            return bool(conn.sock.recv(len(ASKED[0]), socket.MSG_PEEK).startswith(ASKED))
        except OSError:  # it went away, or has not said anything yet: a thread will see
            return False

    def _answer(self, conn: Any) -> None:
        self.nr_conns -= 1
        try:
            conn.sock.recv(MOST_BYTES)  # what is left unread would cut the answer off
            conn.sock.send(ALIVE)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.log.debug("whoever asked for /healthz has left")
        finally:
            conn.close()
