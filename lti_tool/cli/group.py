"""Command groups that run inside the application and turn foreseen problems into one line on stderr."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import click
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import DBAPIError

from lti_tool import row_id
from lti_tool.db import db
from lti_tool.errors import ToolError
from lti_tool.schema.check import check_schema

ROW_ID = click.IntRange(1, row_id.MAXIMUM)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


class ToolGroup(AppGroup):
    """An AppGroup whose ToolErrors end a command with exit status 1 and their message."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ToolError as problem:
            raise click.ClickException(problem.message) from None
        except DBAPIError as error:
            raise click.ClickException(_explain(ctx, error)) from None


def ask(question: str) -> None:
    """Go on only after a yes; whoever reads for a while keeps nobody from writing meanwhile.

    What was read before is read again when it is next needed.
    """
    db.session.rollback()
    click.confirm(question, abort=True)


def print_rows(rows: Sequence[Mapping[str, object]], *, as_json: bool, empty: str) -> None:
    """Print a listing as an aligned table, or as JSON for programs."""
    if as_json:
        click.echo(json.dumps(list(rows), indent=2, default=str))
        return
    if not rows:
        click.echo(empty)
        return
    heads = list(rows[0])
    table = [heads] + [[_cell(row[head]) for head in heads] for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
    for line in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _explain(ctx: click.Context, error: DBAPIError) -> str:
    """A database that is away or not migrated has a remedy; anything else is said as the driver says it."""
    try:
        with ctx.ensure_object(ScriptInfo).load_app().app_context():
            check_schema()
    except ToolError as problem:
        return problem.message
    return f"The database refused: {error.orig}"


def _cell(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value) or "-"
    return "-" if value is None or value == "" else str(value)
