"""`lti-tool demo`: the tool and a small LMS side by side, on two sites of one machine."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask.cli import ScriptInfo

from lti_tool.cli.demo_history import tell, whole_course
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.errors import ToolError
from lti_tool.lti.extension import lti
from lti_tool.lti.registering.inviting import make_invitation
from lti_tool.lti.registering.registrations import save_registration
from lti_tool.placements.catalogue import catalogue
from lti_tool.schema.migrating import upgrade_schema

IMITATED = ("canvas", "moodle", "blackboard", "brightspace", "sakai")
START_SECONDS = 30
INVITATION_LASTS = timedelta(days=1)


class DemoFailed(ToolError):
    """One of the two servers did not start."""


@click.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="The tool's port.")
@click.option("--lms-port", envvar="DEMO_LMS_PORT", default=8001, show_default=True, help="The demo LMS's port.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".lti-tool-demo"),
    show_default=True,
    help="Where the demo keeps its data; delete it to start afresh.",
)
@click.option(
    "--as", "imitates", envvar="DEMO_AS", type=click.Choice(IMITATED), help="Which LMS the demo LMS imitates."
)
@click.pass_context
def demo(context: click.Context, port: int, lms_port: int, folder: Path, imitates: str | None) -> None:
    """Run the tool with a demo LMS: launch it, take a quiz, watch the grade arrive. Ctrl-C stops both."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder.mkdir(parents=True, exist_ok=True)
    tool_url, lms_url = f"http://localhost:{port}", f"http://127.0.0.1:{lms_port}"
    os.environ.update(_settings(folder, tool_url))
    try:
        _require_free(port, lms_port)
        ways = ["--base-url", lms_url, "--tool-url", tool_url, *(["--as", imitates] if imitates else [])]
        ways += ["--data", str(folder / (f"demo-lms-{imitates}.json" if imitates else "demo-lms.json"))]
        with context.ensure_object(ScriptInfo).load_app().app_context():
            ways += ["--content", str(_write_content(folder, tool_url))]
            facts = _facts(ways)
            code = _prepare(lms_url, facts)
        lms = ["-m", "lti_tool.demo_lms", "--port", str(lms_port), *ways]
        how = _how_to_register(imitates, f"{tool_url}/lti/register?invitation={code}")
        if imitates:
            click.echo(_warning(facts["title"]))
        _run(tool_url, lms_url, port, lms, _welcome(lms_url, tool_url, folder, how))
    except ToolError as problem:
        raise click.ClickException(problem.message) from None


def _require_free(*ports: int) -> None:
    """Say early, and in words, that somebody else is there: two servers would take turns in answering."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                raise DemoFailed(f"Port {port} is taken. Choose others with PORT and DEMO_LMS_PORT.") from None


def _settings(folder: Path, tool_url: str) -> dict[str, str]:
    return {
        "LTI_TOOL_DATABASE_URL": f"sqlite:///{(folder / 'tool.sqlite3').absolute()}",
        "LTI_TOOL_SECRET_KEY": _secret(folder / "secret-key"),
        "LTI_TOOL_BASE_URL": tool_url,
        "LTI_TOOL_ALLOW_PRIVATE_PLATFORMS": "true",
        "LTI_TOOL_DEVELOPMENT": "true",
    }


def _secret(path: Path) -> str:
    """The demo's own secret key: made once, so that a second run keeps its sessions."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def _facts(ways: list[str]) -> dict[str, Any]:
    """What a tool must know of the demo LMS, as it says itself."""
    asked = [sys.executable, "-m", "lti_tool.demo_lms", "--facts", *ways]
    facts: dict[str, Any] = json.loads(subprocess.check_output(asked))  # noqa: S603  our own module
    return facts


def _write_content(folder: Path, tool_url: str) -> Path:
    """What the demo LMS places on a first run, where it finds it."""
    content = folder / "content.json"
    content.write_text(json.dumps(whole_course(catalogue(), f"{tool_url}/lti/launch")), encoding="utf-8")
    return content


def _prepare(lms_url: str, facts: dict[str, Any]) -> str:
    """Migrate the database, register the demo LMS as `registrations add` would, let people have learned, invite."""
    addresses = {name: facts[name] for name in ("auth_login_url", "token_url", "jwks_url", "audience") if name in facts}
    upgrade_schema()
    saved = save_registration(
        db.session(),
        facts["issuer"],
        facts["client_id"],
        deployment_ids=[facts["deployment_id"]],
        actor=running(),
        now=utcnow(),
        name=facts["title"] if facts["title"] == "Demo LMS" else f"Demo LMS as {facts['title']}",
        frame_origins=(lms_url,),
        **addresses,
    )
    tell(db.session(), saved.registration, facts["launches"], catalogue(), utcnow())
    code = make_invitation(db.session(), actor=running(), now=utcnow(), lasts=INVITATION_LASTS, auto_approve=True)
    db.session.commit()
    lti().close_connections()
    return code


def _run(tool_url: str, lms_url: str, port: int, demo_lms: list[str], welcome: str) -> None:
    gunicorn = ["-m", "gunicorn", "--preload", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    tool = _start(*gunicorn, "--bind", f"127.0.0.1:{port}", "lti_tool.main:app")
    lms = _start(*demo_lms)
    try:
        _wait_for(f"{tool_url}/healthz", tool)
        _wait_for(f"{lms_url}/jwks.json", lms)
        click.echo(welcome)
        while tool.poll() is None and lms.poll() is None:
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("\nStopping. Your data is kept.")
    finally:
        _stop(tool, lms)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)  # noqa: S603  our own modules


def _stop(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise DemoFailed(f"{url} did not answer; what went wrong is said above.")


def _welcome(lms_url: str, tool_url: str, folder: Path, how_to_register: str) -> str:
    return (
        f"\n  Open  {lms_url}/\n\n"
        f"  A small LMS with two courses is there. Its first page says what to click, in which order, as a learner,\n"
        f"  as an instructor and as an admin. Its event log shows every LTI message.\n\n"
        f"  To see how an LMS is registered, {how_to_register.format(tools=f'{lms_url}/tools', tool=tool_url)}\n\n"
        f"  The tool itself answers at {tool_url}. Data: {folder}. Ctrl-C stops both.\n"
    )


def _how_to_register(imitates: str | None, link: str) -> str:
    if imitates == "canvas":
        return "paste this at {tools}, and type what it says then:\n  {tool}/lti/canvas.json"
    if imitates == "blackboard":
        return "fill the form at {tools}, and type what it says then."
    return f"paste this at {{tools}} (it works once):\n  {link}"


def _warning(title: str) -> str:
    return (
        f"\n  This is not {title}: the demo LMS imitates {title}, as far as its public words tell. What it imitates,\n"
        f"  and where each of its ways is known from, is at the top of its pages, and in docs/interoperability.md."
    )
