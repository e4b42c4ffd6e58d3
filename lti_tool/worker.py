"""The Celery door: `celery -A lti_tool.worker worker` delivers grades, and `… beat` says when to look."""

from __future__ import annotations

import sys

from lti_tool import loading
from lti_tool.errors import ToolError

with loading():
    from lti_tool.app import create_app
    from lti_tool.background import make_celery, start
    from lti_tool.logs.celery_lines import say_each_once, write_json
    from lti_tool.serving import NotReady, boot
    from lti_tool.settings import Settings

try:
    flask_app = create_app()
    settings: Settings = flask_app.extensions["settings"]
    say_each_once()
    if settings.log_format == "json":
        write_json()
    if not settings.broker_url:
        raise NotReady("LTI_TOOL_BROKER_URL is not set: without a broker the web process delivers by itself.")
    boot(flask_app)
except ToolError as problem:
    sys.exit(f"lti-tool worker cannot run: {problem.message}")

flask_app.extensions["lti"].close_connections()  # none is carried over a fork
start(flask_app)
celery = make_celery(flask_app, settings.broker_url)
