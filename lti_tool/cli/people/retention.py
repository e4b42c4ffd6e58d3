"""`lti-tool privacy retention`: what is over its term, and deleting it now instead of within the hour."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from lti_tool.audit import OperatorAction, record_event
from lti_tool.cli.group import AS_JSON, ask, print_rows
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.privacy.retention.keeping import CHORE, EVERY, count_due, keep_terms
from lti_tool.privacy.retention.rule import Run
from lti_tool.settings import Settings
from lti_tool.work.turns import taken_turn


@click.command()
@with_appcontext
@click.option("--dry-run", is_flag=True, help="Count what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@AS_JSON
def retention(dry_run: bool, yes: bool, as_json: bool) -> None:
    """Count what is over its term, and delete it; the tool does so by itself each hour."""
    settings: Settings = current_app.extensions["settings"]
    sessions, now = current_app.extensions["lti"].session_factory, utcnow()
    due = count_due(sessions, settings, now)
    rows = [
        {
            "what": each.rule.name,
            "days": getattr(settings, each.rule.setting),
            "before": each.before.isoformat(timespec="minutes"),
            "count": each.count,
        }
        for each in due
    ]
    print_rows(rows, as_json=as_json, empty="")
    if dry_run or not any(each.count for each in due):
        return
    if not yes:
        ask("Delete all this?")
    with taken_turn(sessions, CHORE, now, EVERY, when_due=False) as turn:
        gone = keep_terms(sessions, Run(settings, running(), now), turn) if turn else {}
    record_event(db.session(), OperatorAction.TERMS_KEPT, actor=running(), now=now, **gone)
    db.session.commit()
    click.echo("Deleted." if gone else "Another process is deleting it now. Nothing was done twice.", err=as_json)
