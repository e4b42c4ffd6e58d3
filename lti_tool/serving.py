"""What must be right before a page is served; commands never come through here, so they can mend it."""

from __future__ import annotations

from flask import Flask, current_app, request

from lti_tool.errors import N_, ToolError
from lti_tool.schema_check import check_schema
from lti_tool.settings import Settings

ALWAYS_SERVED = frozenset({"health.healthz", "health.readyz", "static"})


class NotReady(ToolError):
    """The tool was set up in a way it cannot serve with; the message says what to do."""

    status = 503
    title = N_("This tool is not ready yet")
    advice = N_("The people who run it can mend this with the command named above.")


def init_app(app: Flask) -> None:
    """Check once per process, at its first request, however the process was started."""
    app.before_request(_check_first_request)


def check_ready(app: Flask) -> None:
    """Raise ToolError for a missing secret key, a database that is away or not migrated, or broken content."""
    settings: Settings = app.extensions["settings"]
    if not settings.secret_key:
        raise NotReady(N_("LTI_TOOL_SECRET_KEY is not set. Set it to at least 32 random characters."))
    with app.app_context():
        check_schema()
        _ = app.extensions["catalogue"].loaded
    app.extensions["is_ready"] = True


def _check_first_request() -> None:
    app = current_app
    if "is_ready" not in app.extensions and request.endpoint not in ALWAYS_SERVED:
        check_ready(app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own door
