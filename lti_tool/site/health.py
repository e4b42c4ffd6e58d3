"""For load balancers: is the process alive, and could it serve."""

from __future__ import annotations

from flask import Blueprint, Flask, Response
from flask.globals import app_ctx
from flask.typing import ResponseReturnValue

from lti_tool import serving
from lti_tool.errors import ToolError
from lti_tool.schema.check import Standing

READY = {
    Standing.SAME: "ready\n",
    Standing.AHEAD: "ready; a later version has upgraded the database, and this process may be replaced by it\n",
}
bp = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Register the two endpoints."""
    app.register_blueprint(bp)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Database, migrations and content are ready; otherwise what is wrong, in a sentence."""
    try:
        standing = serving.check_ready(app_ctx.app)
    except ToolError as problem:
        return Response(f"{problem.message}\n", 503, mimetype="text/plain")
    return Response(READY[standing], mimetype="text/plain")
