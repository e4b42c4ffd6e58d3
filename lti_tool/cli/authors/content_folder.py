"""What the commands for authors have in common: which folder they look at, and how they answer programs."""

from __future__ import annotations

from pathlib import Path

import click

from lti_tool.errors import ToolError
from lti_tool.settings import find_content_dir

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
path_argument = click.argument("path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))


def content_dir() -> Path:
    """Return the folder of the content in use."""
    try:
        return find_content_dir()
    except ToolError as problem:
        raise click.ClickException(problem.message) from problem
