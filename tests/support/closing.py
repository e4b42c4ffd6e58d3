"""Ending an application as its server would: its threads first, then the connections that they held."""

from __future__ import annotations

from flask import Flask

from lti_tool.db import db

PATIENCE_S = 30.0


def close_app(app: Flask) -> None:
    """Let what it does in the background end, and close its connections: one left open fails some later test."""
    end_threads(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def end_threads(app: Flask) -> None:
    """Let what it does in the background end."""
    app.extensions["score_executor"].stop(PATIENCE_S)
    app.extensions["work"].wait(PATIENCE_S)
    app.extensions["link_checker"].stop()
