"""Customer-service training for library staff, inside the LMS they already use, over LTI 1.3."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from lti_tool.errors import ToolError

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app() -> Flask:
    """Make the application for `flask --app lti_tool …`; problems are reported in Flask's own way."""
    from flask.cli import NoAppException  # imported late: `lti-tool content` needs no Flask

    try:
        return load_app()
    except ToolError as problem:
        raise NoAppException(problem.message) from None


def load_app() -> Flask:
    """Make the WSGI application; imported by name at the last moment, since all parts import this package."""
    with loading():
        module = import_module("lti_tool.app")
    app: Flask = module.create_app()
    return app


@contextmanager
def loading() -> Iterator[None]:
    """Code that is loaded stays: it is not looked through for garbage again and again while it grows."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
