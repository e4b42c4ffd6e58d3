"""`lti-tool db …`: the schema."""

from __future__ import annotations

import click

from lti_tool.audit import OperatorAction, record_event
from lti_tool.cli.group import ToolGroup
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.migrating import models_differ, upgrade_schema
from lti_tool.schema_check import SchemaOutOfDate, check_schema, current_migration


@click.group("db", cls=ToolGroup)
def database() -> None:
    """Bring the database up to date, or see whether it is."""


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
