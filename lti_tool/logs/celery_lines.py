"""Celery's own lines, written as the tool's are."""

from __future__ import annotations

import logging
from typing import Any

from celery.signals import setup_logging

from lti_tool.logs.lines import JsonFormatter


def say_each_once() -> None:
    """The tool's own lines have a handler already, and Celery gives the root one that would write them again."""
    logging.getLogger("lti_tool").propagate = False


def write_json() -> None:
    """One JSON object a line, of Celery's worker and its beat; called before either sets up its own."""
    setup_logging.connect(_set_up, weak=False)


def _set_up(loglevel: int | None = None, **_told: Any) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=loglevel or logging.INFO, handlers=[handler], force=True)
