"""Serves an app from a thread of this process: for tests, and for the demo command."""

import threading
from errno import EADDRINUSE
from types import TracebackType
from typing import TYPE_CHECKING, Self

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_POLL_SECONDS = 0.05  # how soon `stop` is noticed


class _RequestHandler(WSGIRequestHandler):
    """Leaves requests out of the log, since the event log tells more, and hangs up when an answer breaks."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return None

    def connection_dropped(self, error: BaseException, environ: "WSGIEnvironment | None" = None) -> None:
        # Else a kept-alive connection waits for its next request, and the client for an answer.
        self.close_connection = True


class RunningServer:
    """A server that runs until `stop()`, or as a context manager until its block ends."""

    def __init__(self, server: BaseWSGIServer) -> None:
        self._server = server
        self.url = f"http://{server.host}:{server.port}"
        self._thread = threading.Thread(
            target=server.serve_forever, args=(_POLL_SECONDS,), name=f"serving {self.url}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, and wait until the thread has ended."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def serve_in_thread(app: Flask, host: str, port: int) -> RunningServer:
    """Start serving in a thread; port 0 takes a free one. Raises OSError if the port is taken."""
    try:
        return RunningServer(make_server(host, port, app, threaded=True, request_handler=_RequestHandler))
    except SystemExit as refusal:  # Werkzeug's answer to a port that is taken; no part of a program may end the whole
        raise OSError(EADDRINUSE, f"port {port} of {host} is taken") from refusal
