"""The command line: what operators and authors type. No command runs the checks that guard serving."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

import lti_tool
from lti_tool.cli.content import content
from lti_tool.cli.database import database
from lti_tool.cli.demo import demo
from lti_tool.cli.deployments import deployments
from lti_tool.cli.grades import grades
from lti_tool.cli.keys import keys
from lti_tool.cli.registrations import registrations
from lti_tool.errors import ToolError

COMMANDS: tuple[click.Command, ...] = (content, database, demo, deployments, grades, keys, registrations)


def init_app(app: Flask) -> None:
    """Give `flask --app lti_tool` the tool's commands."""
    for command in COMMANDS:
        app.cli.add_command(command)


def main() -> None:
    """Run `lti-tool`: exit status 0 done, 1 refused with a reason on stderr, 2 usage."""
    group = FlaskGroup(
        name="lti-tool",
        create_app=lti_tool.create_app,
        add_version_option=False,
        load_dotenv=False,
        help="Customer-service training for library staff, over LTI 1.3.",
    )
    group.params.append(_version_option())
    for command in COMMANDS:
        group.add_command(command)
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
