"""Customer-service training for library staff, inside the LMS they already use, over LTI 1.3."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app() -> Flask:
    """Make the WSGI application; `flask --app lti_tool` looks for it here.

    Imported by name at the last moment, since every part of the package imports the package.
    """
    app: Flask = import_module("lti_tool.app").create_app()
    return app
