"""`lti-tool init`: a settings file with a fresh secret, written once the address and the database were looked at."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import Engine, text

from lti_tool.errors import ToolError
from lti_tool.pools import open_engine
from lti_tool.schema.check import SchemaOutOfDate, check_schema
from lti_tool.schema.server import is_pooled
from lti_tool.settings import Settings, load_settings

LOCAL = ("localhost", "127.0.0.1", "::1")
FILE = """\
# This installation. All settings there are, and what each is for: config/default.toml.
# The secret and the password are in here: keep it for the tool's own user, and out of version control.
base_url = {base_url}
database_url = {database_url}
secret_key = [{secret}]
trusted_proxies = {proxies}
{pooler}"""
POOLED = """\
# A pooler such as PgBouncer stands before the database.
database_pooler = "transaction"
"""


class Unfit(ToolError):
    """An address or a database that this tool cannot work with."""


@click.command("init")
@click.option("--base-url", envvar="LTI_TOOL_BASE_URL", help="The address, such as https://training.example.org.")
@click.option("--database-url", envvar="LTI_TOOL_DATABASE_URL", help="postgresql+psycopg://… or sqlite:///FILE.")
@click.option("--trusted-proxies", type=click.IntRange(0, 10), help="Left out: 1 for an https address, else 0.")
@click.option("--output", type=click.Path(path_type=Path), default="lti-tool.toml", show_default=True, help="The file.")
def init(base_url: str | None, database_url: str | None, trusted_proxies: int | None, output: Path) -> None:
    """Write a settings file: what no option says is asked for, and nothing is written before all is right."""
    if output.exists():
        raise click.ClickException(f"{output} is there already. Name another with --output.")
    address = _settle(base_url, "Address, as browsers will type it (https://…)", check_address)
    database = _settle(database_url, "Database (postgresql+psycopg://… or sqlite:///FILE)", check_database)
    proxies = int(address.startswith("https://")) if trusted_proxies is None else trusted_proxies
    _write(output, address, database, proxies, POOLED if _is_pooled(database) else "")
    click.echo(f"Written: {output}, readable by you alone. Next:\n")
    click.echo(f"  export LTI_TOOL_CONFIG={output.absolute()}\n  lti-tool db upgrade\n  lti-tool serve")


def check_address(given: str) -> str:
    """An origin at which browsers keep our cookies. Raises ToolError."""
    settings = load_settings({"LTI_TOOL_BASE_URL": given})
    host = urlsplit(settings.base_url).hostname or ""
    if not settings.is_https and host not in LOCAL:
        raise Unfit("The address must begin with https://. Elsewhere than on localhost, browsers keep no cookie of it.")
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        click.echo(f"Note: the name {host} is not known here yet.", err=True)
    return settings.base_url


def check_database(given: str) -> str:
    """A database that answers and that this version may use; a path becomes absolute. Raises ToolError."""
    settings = _settings_for(given)
    if not settings.uses_sqlite or _is_there(settings):
        _look_into(settings)
    return settings.absolute_database_url


def _settings_for(database: str) -> Settings:
    """As if a pooler stood before it: that is right with one and without."""
    return load_settings({"LTI_TOOL_DATABASE_URL": database, "LTI_TOOL_DATABASE_POOLER": "transaction"})


def _is_pooled(database: str) -> bool:
    settings = _settings_for(database)
    return not settings.uses_sqlite and is_pooled(open_engine(settings))


def _is_there(settings: Settings) -> bool:
    """Whether SQLite's file is; if not, whether it can be made."""
    path = Path(settings.absolute_database_url.removeprefix("sqlite:///"))
    if not path.exists() and not os.access(path.parent, os.W_OK | os.X_OK):
        raise Unfit(f"{path} cannot be made: there is no such folder, or you may not write there.")
    return path.exists()


def _look_into(settings: Settings) -> None:
    engine = open_engine(settings)
    try:
        check_schema(engine)
    except SchemaOutOfDate:  # a new one, or an earlier version's: that is what `db upgrade` is for
        if not settings.uses_sqlite:
            _check_rights(engine)


def _check_rights(engine: Engine) -> None:
    with engine.connect() as connection:
        may_create = connection.scalar(text("SELECT has_schema_privilege(current_schema(), 'CREATE')"))
    if not may_create:
        raise Unfit(
            f"The database answers, but {engine.url.username} may make no tables there. Let it own the database."
        )


def _settle(given: str | None, question: str, check: Callable[[str], str]) -> str:
    """What an option says, checked; else asked for, as often as it takes."""
    if given is not None:
        return check(given)
    while True:
        try:
            return check(click.prompt(question))
        except ToolError as problem:
            click.echo(problem.message, err=True)


def _write(output: Path, address: str, database: str, proxies: int, pooler: str) -> None:
    quoted = {
        "base_url": json.dumps(address),  # a text of JSON is one of TOML
        "database_url": json.dumps(database, ensure_ascii=False),
        "secret": json.dumps(secrets.token_urlsafe(48)),
    }
    try:
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from None
    with open(file, "w", encoding="utf-8") as stream:
        stream.write(FILE.format(**quoted, proxies=proxies, pooler=pooler))
