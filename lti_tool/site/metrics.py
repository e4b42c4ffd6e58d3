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

    from lti_tool.delivery.metrics import LedgerCollector

    registry = CollectorRegistry(auto_describe=False)
    registry.register(LedgerCollector(app.extensions["lti"].reading_session, utcnow))

    def metrics() -> ResponseReturnValue:
        """The figures, as text."""
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", "metrics", metrics)
