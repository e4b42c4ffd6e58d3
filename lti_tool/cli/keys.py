"""`lti-tool keys`: our signing keys, listed, rotated, retired."""

from __future__ import annotations

import click
from flask import current_app

from lti_tool.cli.group import AS_JSON, ToolGroup, print_rows
from lti_tool.cli.running import running
from lti_tool.db import utcnow
from lti_tool.lti.keys import KeyInfo, SigningKeys


@click.group(cls=ToolGroup)
def keys() -> None:
    """List, rotate and retire the keys that this tool signs with."""


@keys.command("list")
@AS_JSON
def list_keys(as_json: bool) -> None:
    """Show every published key: its id, what it is for, and when it was made."""
    rows = [_to_row(key) for key in _signing_keys().list_keys()]
    print_rows(rows, as_json=as_json, empty="There are no keys.")


@keys.command()
def rotate() -> None:
    """Sign with the next key from now on; the old one stays published until it is retired."""
    kid = _signing_keys().rotate(utcnow(), running())
    click.echo(f"{kid} signs now. Workers notice within a minute; the old key stays published.")


@keys.command()
@click.argument("kid")
def retire(kid: str) -> None:
    """Stop publishing a key that no longer signs (give it a day after the rotation)."""
    _signing_keys().retire(kid, utcnow(), running())
    click.echo(f"{kid} is no longer published.")


def _signing_keys() -> SigningKeys:
    signing_keys: SigningKeys = current_app.extensions["lti"].signing_keys
    return signing_keys


def _to_row(key: KeyInfo) -> dict[str, str]:
    return {"kid": key.kid, "state": key.state, "created_at": key.created_at.isoformat(timespec="seconds")}
