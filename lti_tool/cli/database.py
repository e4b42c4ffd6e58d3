"""`lti-tool db …`: the schema."""

from __future__ import annotations

from collections.abc import Sequence

import click
from flask import current_app

from lti_tool.audit import OperatorAction, record_event
from lti_tool.cli.copying import copy_database
from lti_tool.cli.group import ToolGroup, ask, print_rows
from lti_tool.cli.running import running
from lti_tool.db import db, engine_here, utcnow
from lti_tool.delivery.due import doubt_waiting
from lti_tool.lti.session import end_all
from lti_tool.pools import open_engine
from lti_tool.schema.check import SchemaOutOfDate, Standing, check_schema, current_migration
from lti_tool.schema.migrating import models_differ, upgrade_schema
from lti_tool.schema.pending import Pending, find_pending
from lti_tool.schema.server import POOLER, is_pooled, most_connections
from lti_tool.settings import Settings, load_settings

UP_TO_DATE = {
    Standing.SAME: "The database is up to date.",
    Standing.AHEAD: "A later version has upgraded the database. This one works with it, and has nothing to add.",
}


@click.group("db", cls=ToolGroup)
def database() -> None:
    """Bring the database up to date, see whether it is, or move it."""


@database.command()
def upgrade() -> None:
    """Apply the migrations that are missing; `check` says which, and what they will do."""
    before = current_migration()
    upgrade_schema()
    after = current_migration()
    if after != before:
        action, actor = OperatorAction.DATABASE_UPGRADED, running()
        record_event(db.session(), action, actor=actor, now=utcnow(), before=before, after=after)
        db.session.commit()
    click.echo(UP_TO_DATE[check_schema()])


@database.command()
def check() -> None:
    """Say whether this version can work with the database, and what an upgrade will do; 1 where one is needed."""
    if missing := find_pending(engine_here()):
        _print_pending(missing)
        raise SchemaOutOfDate
    if (standing := check_schema()) is Standing.AHEAD:
        click.echo(UP_TO_DATE[standing])
        return
    if differences := models_differ():
        raise SchemaOutOfDate("The models and the migrations differ:\n" + "\n".join(differences))
    click.echo("The database is up to date.")
    _print_connections(current_app.extensions["settings"])


def _print_connections(settings: Settings) -> None:
    """What each process may take of what the server has, and whether a pooler was left unsaid."""
    each = settings.most_connections
    parts = f"{settings.most_connections_of_pages} for pages, {settings.background_pool_size} for the background"
    if most := most_connections(engine_here()):
        click.echo(f"A web process opens {each} connections at most ({parts}); the server takes {most} in all.")
    if settings.database_pooler == "none" and is_pooled(engine_here()):
        click.echo(f"A pooler stands before the database. If it works in transaction mode, set {POOLER}.", err=True)


def _print_pending(missing: Sequence[Pending]) -> None:
    """What an upgrade will do, a line for each migration, and who may go on meanwhile."""
    click.echo(f"{len(missing)} migrations are missing:" if len(missing) > 1 else "1 migration is missing:")
    for each in missing:
        touched = ", ".join(f"{table} ({rows:,} rows)" for table, rows in each.rows.items())
        click.echo(f"  {each.revision}  {each.title}" + (f": {touched}" if touched else ""))
    if oldest := max((each.oldest_revision for each in missing if each.oldest_revision), default=None):
        click.echo(f"Something is taken away: stop each process whose newest migration is older than {oldest} first.")
    else:
        click.echo("They only add: processes that serve go on meanwhile, and may be replaced one by one afterward.")


@database.command()
@click.argument("to_url")
def copy(to_url: str) -> None:
    """Copy every row to an empty Postgres database, verified; stop the tool first. Nothing changes in this one."""
    settings = load_settings({"LTI_TOOL_DATABASE_URL": to_url})
    sums = copy_database(engine_here(), open_engine(settings), actor=running(), now=utcnow())
    listing = [{"table": name, "rows": each.rows, "sum": f"{each.hash:064x}"[:16]} for name, each in sums.items()]
    print_rows(listing, as_json=False, empty="")
    click.echo(f"{sum(each.rows for each in sums.values())} rows copied, read back, and found the same.")


@database.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def restored(yes: bool) -> None:
    """Run this on a database from a backup before anybody is let in: the time since then is missing in it.

    Each score that waits is looked for in its gradebook before it is sent, and visits end.
    """
    if not yes:
        ask("Has the tool been stopped, and is this database restored from a backup?")
    now = utcnow()
    scores, visits = doubt_waiting(db.session()), end_all(db.session(), now)
    action, actor = OperatorAction.DATABASE_RESTORED, running()
    record_event(db.session(), action, actor=actor, now=now, scores=scores, visits=visits)
    db.session.commit()
    click.echo(f"{scores} scores are looked for in their gradebooks before they are sent. {visits} visits have ended.")
