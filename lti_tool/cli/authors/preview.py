"""`lti-tool content preview`: the author's own look at any module, without an LMS, a database or a key of their own."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import tempfile
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo
from werkzeug.serving import make_server

from lti_tool.cli.authors.content_folder import content_dir, path_argument
from lti_tool.preview import set_up_preview
from lti_tool.schema.migrating import upgrade_schema


@click.command()
@path_argument
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Where to listen, on this machine only.")
@click.pass_context
def preview(context: click.Context, path: Path | None, port: int) -> None:
    """Show any module and quiz as a learner sees it, on a phone's width, reloaded each time you save a file."""
    folder = (path or content_dir()).absolute()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as temporary:
        os.environ.update(_settings(Path(temporary), port))
        app = context.ensure_object(ScriptInfo).load_app()
        with app.app_context():
            upgrade_schema()
        set_up_preview(app, folder)
        _serve(app, port)


def _settings(temporary: Path, port: int) -> dict[str, str]:
    return {
        "LTI_TOOL_DATABASE_URL": f"sqlite:///{temporary / 'preview.sqlite3'}",
        "LTI_TOOL_SECRET_KEY": secrets.token_urlsafe(48),
        "LTI_TOOL_BASE_URL": f"http://localhost:{port}",
        "LTI_TOOL_DEVELOPMENT": "true",
    }


def _serve(app: Flask, port: int) -> None:
    try:
        server = make_server("127.0.0.1", port, app, threaded=True)
    except (OSError, SystemExit, OverflowError):
        raise click.ClickException(f"Port {port} is taken. Choose another with --port.") from None
    click.echo(f"\n  Open  http://localhost:{port}/preview/\n\n  Save a file, and the page follows. Ctrl-C stops.\n")
    server.serve_forever()  # until Ctrl-C, which it takes for the end
    click.echo("\nStopped. Nothing was kept but your files.")
