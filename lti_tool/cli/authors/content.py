"""`lti-tool content`: what authors run. Needs no app, database or secret key, so it works without them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import click

from lti_tool.cli.authors.content_folder import as_json_option, content_dir, path_argument
from lti_tool.cli.authors.coverage import coverage
from lti_tool.cli.authors.guess import guess
from lti_tool.cli.authors.preview import preview
from lti_tool.cli.authors.walks import lessons
from lti_tool.content import ContentError, load_catalogue
from lti_tool.content.model import Module
from lti_tool.content.source.problem import Problem, errors_among
from lti_tool.quizzes.bank_check import check_content


@click.group()
def content() -> None:
    """Check and list the course content."""


@content.command()
@path_argument
@as_json_option
@click.pass_context
def check(context: click.Context, path: Path | None, as_json: bool) -> None:
    """Say what is wrong with the content in PATH (by default the content in use), file by file."""
    problems = check_content(path or content_dir())
    errors = errors_among(problems)
    if as_json:
        click.echo(json.dumps([problem.as_dict() for problem in problems], indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem))
    click.echo(_closing_line(problems, errors), err=bool(errors) or as_json)
    context.exit(1 if errors else 0)


content.add_command(coverage)
content.add_command(guess)
content.add_command(lessons)
content.add_command(preview)


@content.command("list")
@as_json_option
def list_modules(as_json: bool) -> None:
    """List the modules that can be placed in a course."""
    try:
        modules = load_catalogue(content_dir()).modules
    except ContentError as problem:
        raise click.ClickException(f"{problem.title}:\n{problem.message}") from problem
    rows = [_row(module) for module in modules]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(_text_row(row))


class ModuleRow(TypedDict):
    """A module as the list shows it; the names of the JSON fields."""

    id: str
    title: str
    minutes: int
    lessons: int
    items: int


def _row(module: Module) -> ModuleRow:
    items = len(module.quiz.items) if module.quiz else 0
    return ModuleRow(id=module.id, title=module.title, minutes=module.minutes, lessons=len(module.lessons), items=items)


def _text_row(row: ModuleRow) -> str:
    counts = f"{row['minutes']} min, {_count(row['lessons'], 'lesson')}, {_count(row['items'], 'item')}"
    return f"{row['id']}  {row['title']}  ({counts})"


def _closing_line(problems: list[Problem], errors: list[Problem]) -> str:
    if not problems:
        return "No problems found."
    return f"{_count(len(errors), 'error')}, {_count(len(problems) - len(errors), 'warning')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
