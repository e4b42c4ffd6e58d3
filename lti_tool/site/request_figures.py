"""What requests cost: how many, how they ended, how long they took, and how many database connections are out.

Several processes count together where PROMETHEUS_MULTIPROC_DIR names a folder, as `lti-tool serve` sees to; without
it, the figures are those of the process that is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, multiprocess
from sqlalchemy import event

from lti_tool.db import db
from lti_tool.site.thread_waits import came_at

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
NO_PAGE = "none"  # an address that is nobody's: it must not make a series of its own

_mark_dead: Callable[[int, str], None] = multiprocess.mark_process_dead
_collect: Callable[[CollectorRegistry, str], object] = multiprocess.MultiProcessCollector


class RequestFigures:
    """Counted as requests come and go; `registry` tells them."""

    def __init__(self, app: Flask) -> None:
        own = CollectorRegistry(auto_describe=False)
        names = ["endpoint", "method", "status"]
        self._requests = Counter("lti_http_requests", "Requests answered.", names, registry=own)
        self._seconds = Histogram(
            "lti_http_request_seconds", "How long an answer took.", ["endpoint"], registry=own, buckets=SECONDS
        )
        self._now = Gauge(
            "lti_http_requests_now", "Requests being answered.", registry=own, multiprocess_mode="livesum"
        )
        self._connections = Gauge(
            "lti_database_connections_used", "Connections in use.", registry=own, multiprocess_mode="livesum"
        )
        self._own = own
        app.before_request(self._begin)
        app.after_request(self._count)
        app.teardown_request(self._end)
        with app.app_context():
            for engine in db.engines.values():
                event.listen(engine, "checkout", lambda *_args: self._connections.inc())
                event.listen(engine, "checkin", lambda *_args: self._connections.dec())

    def registry(self) -> CollectorRegistry:
        """The figures of all processes that count together; those that died have nothing in the air."""
        folder = os.environ.get(FOLDER)
        if not folder:
            return self._own
        for pid in {path.stem.rpartition("_")[2] for path in Path(folder).glob("gauge_live*.db")}:
            if not _is_alive(int(pid)):
                _mark_dead(int(pid), folder)
        together = CollectorRegistry(auto_describe=False)
        _collect(together, folder)
        return together

    def _begin(self) -> None:
        g.begun_at = came_at()
        self._now.inc()

    def _count(self, response: Response) -> Response:
        endpoint = request.endpoint or NO_PAGE
        method = request.method if request.endpoint else NO_PAGE  # a client may invent as many as it likes
        self._requests.labels(endpoint, method, str(response.status_code)).inc()
        self._seconds.labels(endpoint).observe(perf_counter() - g.begun_at)
        return response

    def _end(self, _error: BaseException | None) -> None:
        if g.pop("begun_at", None) is not None:
            self._now.dec()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
