"""`lti-tool registrations list`: every LMS, when it was last here, as whom its people came, and what waits."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import with_appcontext

from lti_tool.cli.group import AS_JSON, print_rows
from lti_tool.db import db, utcnow
from lti_tool.operators.platforms import PlatformAtWork, list_platforms

IN_SHORT = ("id", "name", "issuer", "client_id", "status", "deployments", "last_launch", "roles", "waits")


@click.command("list")
@with_appcontext
@AS_JSON
def list_(as_json: bool) -> None:
    """List every registration: its last launch, the roles that were seen, and what waits for you."""
    rows = [_row(each) for each in list_platforms(db.session(), utcnow())]
    shown = rows if as_json else [{name: row[name] for name in IN_SHORT} for row in rows]
    print_rows(shown, as_json=as_json, empty="No platform is registered yet: lti-tool registrations add --help")


def _row(platform: PlatformAtWork) -> dict[str, object]:
    last = platform.last_launch_at
    return platform.summary | {
        "last_launch": _moment(last) if last else None,
        "roles": platform.roles,
        "waits": platform.waits,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
