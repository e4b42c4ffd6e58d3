"""The command line: what operators and authors type. No command runs the checks that guard serving."""

from __future__ import annotations

import sys
from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup

import lti_tool
from lti_tool.errors import ToolError

COMMANDS = {
    "coordinators": "lti_tool.cli.coordinators:coordinators",
    "content": "lti_tool.cli.authors.content:content",
    "db": "lti_tool.cli.database:database",
    "demo": "lti_tool.cli.demo:demo",
    "deployments": "lti_tool.cli.deployments:deployments",
    "grades": "lti_tool.cli.grades:grades",
    "init": "lti_tool.cli.init:init",
    "keys": "lti_tool.cli.keys:keys",
    "mail": "lti_tool.cli.operating.mail:mail",
    "privacy": "lti_tool.cli.people.privacy:privacy",
    "refusals": "lti_tool.cli.operating.refusals:refusals",
    "registrations": "lti_tool.cli.registrations:registrations",
    "serve": "lti_tool.cli.serve:serve",
    "summaries": "lti_tool.cli.summaries:summaries",
}


class _LoadedWhenTyped(click.Group):
    """Imports a command when it is typed, not to list it: none costs a worker memory."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted({*self.commands, *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        return load_command(name) if name in COMMANDS else self.commands.get(name)


class LtiTool(_LoadedWhenTyped, FlaskGroup):
    """`lti-tool`: it makes the application when a command needs it."""


class AppCommands(_LoadedWhenTyped, AppGroup):
    """The same commands, for `flask --app lti_tool`."""


def load_command(name: str) -> click.Command:
    """Import one command."""
    module, _, attribute = COMMANDS[name].partition(":")
    command: click.Command = getattr(import_module(module), attribute)
    return command


def init_app(app: Flask) -> None:
    """Give `flask --app lti_tool` the tool's commands."""
    app.cli = AppCommands(app.name)


def main() -> None:
    """Run `lti-tool`: exit status 0 done, 1 refused with a reason on stderr, 2 usage."""
    group = LtiTool(
        name="lti-tool",
        create_app=lti_tool.load_app,
        add_default_commands=False,
        add_version_option=False,
        load_dotenv=False,
        help="Customer-service training for library staff, over LTI 1.3.",
    )
    group.params.append(_version_option())
    try:
        group.main(prog_name="lti-tool")
    except ToolError as problem:
        click.echo(problem.message, err=True)
        sys.exit(1)


def _version_option() -> click.Option:
    def show(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
        if wanted:
            click.echo(f"lti-tool {lti_tool.__version__}")
            context.exit()

    return click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show)
