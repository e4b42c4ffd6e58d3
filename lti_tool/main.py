"""The WSGI door: `gunicorn --preload --workers 2 --threads 4 lti_tool.main:app`."""

from __future__ import annotations

import sys

from lti_tool import loading
from lti_tool.errors import ToolError

with loading():
    from lti_tool.app import create_app
    from lti_tool.background import start_across_forks
    from lti_tool.serving import boot, share_with_forks

WORKER_BOOT_ERROR = 3  # gunicorn stops, instead of starting the worker again and again

try:
    app = create_app()
    boot(app)
except ToolError as problem:
    print(f"lti-tool cannot serve: {problem.message}", file=sys.stderr)
    sys.exit(WORKER_BOOT_ERROR)
share_with_forks()
start_across_forks(app)
