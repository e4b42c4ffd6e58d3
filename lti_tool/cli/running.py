"""Who runs a command, for the log of what was done."""

from __future__ import annotations

import os
import pwd

import click

from lti_tool.audit import Actor


def running() -> Actor:
    """The command that runs now, by its name alone: what it was given may be secret; and the account it runs under."""
    context: click.Context | None = click.get_current_context()
    names: list[str] = []
    while context and context.parent:
        names.insert(0, context.info_name or "")
        context = context.parent
    return Actor.command(_account(), " ".join(names))


def _account() -> str:
    """The operating system's name of it; its number where it has none, as in some containers."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
