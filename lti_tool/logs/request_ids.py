"""The id of the request that is being answered, or on whose behalf something is done later."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import Flask, request

HEADER = "X-Request-ID"
LONGEST = 64
_AS_TOLD = "HTTP_X_REQUEST_ID"  # WSGI's name for the header
_ACCEPTABLE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def init_app(app: Flask) -> None:
    """Give each request an id, the proxy's where it sent one that is harmless; its answer names it."""
    app.before_request(_begin)


def current_request_id() -> str:
    """The id; empty where nothing is done for a request."""
    return _current.get()


@contextmanager
def on_behalf_of(request_id: str) -> Iterator[None]:
    """Lines that are written meanwhile belong to that request, which may be over."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def _begin() -> None:
    told = request.environ.get(_AS_TOLD, "")
    _current.set(told if _ACCEPTABLE.fullmatch(told) else os.urandom(8).hex())
