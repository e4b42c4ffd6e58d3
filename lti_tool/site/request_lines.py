"""One line for each request, where a collector reads them: which page, how it ended and how long it took.

No address is in it: the page's name tells enough, and a search that was typed is nobody's.
"""

from __future__ import annotations

import logging
from time import perf_counter

from flask import Flask, Response, request

from lti_tool.logs.lines import FACTS
from lti_tool.settings import Settings
from lti_tool.site.thread_waits import came_at

UNSAID = frozenset({"health.healthz", "health.readyz", "static", "metrics"})  # asked every few seconds, by machines

logger = logging.getLogger("lti_tool.requests")


def init_app(app: Flask, settings: Settings) -> None:
    """Begin."""
    if settings.log_format == "json":
        app.before_request(_begin)
        app.after_request(_tell)


def _begin() -> None:
    came_at()


def _tell(response: Response) -> Response:
    if request.endpoint not in UNSAID:
        facts = {
            "method": request.method[:16],
            "endpoint": request.endpoint or "",
            "status": response.status_code,
            "ms": round((perf_counter() - came_at()) * 1000, 1),
        }
        logger.info("request answered", extra={FACTS: facts})
    return response
