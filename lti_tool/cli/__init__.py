"""The command line: what operators and authors type. No command runs the checks that guard serving."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NamedTuple

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup

import lti_tool
from lti_tool.errors import ToolError


class Listed(NamedTuple):
    """Where a command is, and its line in the list, so that a list needs none of them: all take two seconds."""

    where: str
    line: str


COMMANDS = {
    "coordinators": Listed(
        "lti_tool.cli.coordinators:coordinators",
        "Training coordinators: people who see counts over all courses of one deployment.",
    ),
    "content": Listed("lti_tool.cli.authors.content:content", "Check and list the course content."),
    "db": Listed("lti_tool.cli.database:database", "Bring the database up to date, see whether it is, or move it."),
    "demo": Listed(
        "lti_tool.cli.demo:demo", "Run the tool with a demo LMS: launch it, take a quiz, watch the grade arrive."
    ),
    "deployments": Listed(
        "lti_tool.cli.deployments:deployments",
        "Installations under a registration; a new one waits here for approval.",
    ),
    "grades": Listed("lti_tool.cli.grades:grades", "Watch, push and repeat the delivery of scores."),
    "init": Listed(
        "lti_tool.cli.init:init",
        "Write a settings file: what no option says is asked for, and nothing is written before all is right.",
    ),
    "keys": Listed("lti_tool.cli.keys:keys", "List, rotate and retire the keys that this tool signs with."),
    "mail": Listed("lti_tool.cli.operating.mail:mail", "Mail to the people who run the tool, and to nobody else."),
    "privacy": Listed(
        "lti_tool.cli.people.privacy:privacy",
        "What is held on a person: find it, hand it out, answer requests to have it deleted.",
    ),
    "refusals": Listed(
        "lti_tool.cli.operating.refusals:refusals",
        "What was refused at the tool's doors, by the reference that its page showed.",
    ),
    "registrations": Listed(
        "lti_tool.cli.registrations:registrations", "Platforms: issuer + client id, and where their doors are."
    ),
    "serve": Listed(
        "lti_tool.cli.serve:serve",
        "Serve until told to stop (SIGTERM), then finish what has begun: pages, and scores that are being sent.",
    ),
    "summaries": Listed("lti_tool.cli.summaries:summaries", "Look after the summaries behind results and analysis."),
}


class _LoadedWhenTyped(click.Group):
    """Imports a command when it is typed, not to list it: none costs a worker memory."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return sorted({*self.commands, *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        return load_command(name) if name in COMMANDS else self.commands.get(name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list in `--help`."""
        added = {name: command.get_short_help_str() for name, command in self.commands.items() if not command.hidden}
        with formatter.section("Commands"):
            formatter.write_dl(sorted((added | {name: listed.line for name, listed in COMMANDS.items()}).items()))


class LtiTool(_LoadedWhenTyped, FlaskGroup):
    """`lti-tool`: it makes the application when a command needs it."""


class AppCommands(_LoadedWhenTyped, AppGroup):
    """The same commands, for `flask --app lti_tool`."""


def load_command(name: str) -> click.Command:
    """Import one command."""
    module, _, attribute = COMMANDS[name].where.partition(":")
    with lti_tool.loading():
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
