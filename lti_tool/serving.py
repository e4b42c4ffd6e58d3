"""What must be right before a page is served; commands never come through here, so they can fix it.

Wrong settings stop a server that starts: nothing but a new start fixes them. All else may recover by itself, so a
server starts without it, answers 503 in words, and looks again.
"""

from __future__ import annotations

import gc
import logging

from flask import Flask, request

from lti_tool.db import engine_here
from lti_tool.errors import N_, ToolError
from lti_tool.schema.check import Standing, check_schema
from lti_tool.schema.server import POOLER, is_pooled
from lti_tool.settings import Settings

ALWAYS_SERVED = frozenset({"health.healthz", "health.readyz", "security_txt", "static"})

logger = logging.getLogger(__name__)


class NotReady(ToolError):
    """The tool was set up in a way it cannot serve with; the message says what to do."""

    status = 503
    title = N_("This tool is not ready yet")
    advice = N_("The people who run it can fix this with the command named above.")


def init_app(app: Flask) -> None:
    """Check at each request until all is right, however the process was started."""

    def check_until_ready() -> None:
        if "is_ready" not in app.extensions and request.endpoint not in ALWAYS_SERVED:
            check_ready(app)

    app.before_request(check_until_ready)


def check_settings(app: Flask) -> None:
    """Raise NotReady for what only a new start fixes."""
    settings: Settings = app.extensions["settings"]
    if not settings.secret_key:
        raise NotReady(N_("LTI_TOOL_SECRET_KEY is not set. Set it to at least 32 random characters."))


def check_ready(app: Flask) -> Standing:
    """Raise ToolError for a missing secret key, a database that is away or not migrated, or broken content."""
    check_settings(app)
    with app.app_context():
        standing = check_schema()
        _ = app.extensions["catalogue"].loaded
    app.extensions["is_ready"] = True
    return standing


def check_database(app: Flask) -> None:
    """Raise ToolError while the database was never found as this version needs it: nothing may be written there."""
    if "is_ready" not in app.extensions:
        with app.app_context():
            check_schema()


def boot(app: Flask) -> None:
    """Check what a start must not go without, and say in the log what else is wrong. Raises NotReady."""
    check_settings(app)
    try:
        if check_ready(app) is Standing.AHEAD:
            logger.warning("a later version has upgraded the database; this one works with it, and may be replaced")
        _look_for_pooler(app)
    except ToolError as problem:
        logger.error("lti-tool answers 503 until this is fixed: %s", problem.message)


def share_with_forks() -> None:
    """Let the garbage collector pass over all that there is by now; call it in the process that forks, before it does.

    The collector writes a mark on whatever it looks at. A page of memory that a forked process writes to is copied for
    it, so the tool and its content, read once for all workers, would soon be in each of them.
    """
    gc.collect()
    gc.freeze()


def _look_for_pooler(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        if settings.database_pooler == "none" and is_pooled(engine_here()):
            logger.warning("a pooler stands before the database; if it works in transaction mode, set %s", POOLER)
