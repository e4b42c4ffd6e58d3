"""Figures for Prometheus at `/metrics`, where an operator turned them on."""

from __future__ import annotations

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from lti_tool.db import utcnow
from lti_tool.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Register the endpoint, if it is wanted: it names the platforms, so it is for the operator's own network."""
    if not settings.metrics:
        return
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # a megabyte: only where used

    from lti_tool.delivery.telling.metrics import LedgerCollector
    from lti_tool.site.request_figures import RequestFigures
    from lti_tool.work.metrics import WorkCollector

    kept = CollectorRegistry(auto_describe=False)
    for collector in (LedgerCollector, WorkCollector):
        kept.register(collector(lambda: app.extensions["lti"].reading_session(), utcnow))
    requests = RequestFigures(app)

    def metrics() -> ResponseReturnValue:
        """The figures, as text: what the database holds, then what the processes counted."""
        told = generate_latest(kept) + generate_latest(requests.registry())
        return Response(told, content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", "metrics", metrics)
