"""`lti-tool db …`: the schema."""

from __future__ import annotations

import click
from sqlalchemy import NullPool, create_engine

from lti_tool.audit import OperatorAction, record_event
from lti_tool.cli.copying import copy_database
from lti_tool.cli.group import ToolGroup, print_rows
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.migrating import models_differ, upgrade_schema
from lti_tool.schema_check import SchemaOutOfDate, check_schema, current_migration
from lti_tool.settings import load_settings


@click.group("db", cls=ToolGroup)
def database() -> None:
    """Bring the database up to date, see whether it is, or move it."""


@database.command()
def upgrade() -> None:
    """Apply the migrations that are missing."""
    before = current_migration()
    upgrade_schema()
    after = current_migration()
    if after != before:
        action, actor = OperatorAction.DATABASE_UPGRADED, running()
        record_event(db.session(), action, actor=actor, now=utcnow(), before=before, after=after)
        db.session.commit()
    click.echo("The database is up to date.")


@database.command()
def check() -> None:
    """Say whether the database is at the newest migration and the migrations match the models."""
    check_schema()
    if differences := models_differ():
        raise SchemaOutOfDate("The models and the migrations differ:\n" + "\n".join(differences))
    click.echo("The database is up to date.")


@database.command()
@click.argument("to_url")
def copy(to_url: str) -> None:
    """Copy every row to an empty Postgres database, verified; stop the tool first. Nothing changes in this one."""
    settings = load_settings({"LTI_TOOL_DATABASE_URL": to_url})
    target = create_engine(settings.database_url, poolclass=NullPool, hide_parameters=True)
    sums = copy_database(db.engine, target)
    listing = [{"table": name, "rows": each.rows, "sum": f"{each.hash:064x}"[:16]} for name, each in sums.items()]
    print_rows(listing, as_json=False, empty="")
    click.echo(f"{sum(each.rows for each in sums.values())} rows copied, read back, and found the same.")
