"""`lti-tool refusals …`: logins, launches and registrations that were refused."""

from __future__ import annotations

from datetime import timedelta

import click

from lti_tool.cli.authors.durations import DURATION
from lti_tool.cli.group import AS_JSON, ToolGroup, print_rows
from lti_tool.db import db, utcnow
from lti_tool.lti.launch.refusals import list_refusals, one_line
from lti_tool.lti.models import SetupRefusal
from lti_tool.templating import words_of


@click.group(cls=ToolGroup)
def refusals() -> None:
    """What was refused at the tool's doors, by the reference that its page showed."""


@refusals.command("list")
@click.option("--since", "within", type=DURATION, help="Such as 12h or 7d; else all that are kept.")
@click.option("--code", help="Only those for this reason, such as unknown_registration.")
@click.option("--most", type=click.IntRange(1, 5_000), default=50, show_default=True)
@AS_JSON
def list_(within: timedelta | None, code: str | None, most: int, as_json: bool) -> None:
    """List refusals, the newest first; `lti-tool registrations diagnose REFERENCE` says what to change."""
    since = utcnow() - within if within else None
    rows = [_row(each) for each in list_refusals(db.session(), since=since, code=code, most=most)]
    print_rows(rows, as_json=as_json, empty="Nothing was refused, or it is no longer kept.")


def _row(refusal: SetupRefusal) -> dict[str, object]:
    """What was received is a stranger's word: it stays on its line."""
    received = refusal.received
    return {
        "reference": refusal.reference,
        "at": refusal.at.isoformat(timespec="seconds"),
        "code": refusal.reason.code,
        "lms": one_line(str(received.get("iss") or received.get("openid_configuration") or "")),
        "client_id": one_line(str(received.get("client_id") or received.get("azp") or received.get("aud") or "")),
        "why": one_line(words_of(refusal.reason)),
    }
