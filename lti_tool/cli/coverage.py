"""`lti-tool content coverage`: the table of behaviours, as Markdown for the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from lti_tool.cli.content_folder import as_json_option, content_dir, path_argument
from lti_tool.content.coverage import Coverage, cover
from lti_tool.content.loader import read_content
from lti_tool.content.schema import Competency, Framework

INTRODUCTION = """\
# Coverage

What the course teaches, lets people practise, and tests, behaviour by behaviour. Made from the content by
`lti-tool content coverage`; `make coverage` writes it anew.
"""
HEAD = "| Behaviour | Taught in | Practised in | Items |\n| --- | --- | --- | ---: |"


@click.command()
@path_argument
@as_json_option
def coverage(path: Path | None, as_json: bool) -> None:
    """Show where each behaviour is taught, practised and tested, as a Markdown table."""
    reading = read_content(path or content_dir())
    rows = cover(reading.frameworks, reading.modules)
    if as_json:
        click.echo(json.dumps([_data(row) for row in rows], indent=2, ensure_ascii=False))
        return
    for line in _document(reading.frameworks, rows):
        click.echo(line)


def _document(frameworks: Sequence[Framework], rows: Sequence[Coverage]) -> Iterator[str]:
    yield INTRODUCTION
    full = sum(bool(row.lessons and (row.items or row.activities)) for row in rows)
    yield f"{full} of {len(rows)} behaviours are taught, and tested by items or practised in activities."
    for framework in frameworks:
        for entry in framework.competencies:
            below = [row for row in rows if row.behaviour.parent == entry.code]
            if entry.parent is None:
                yield f"\n## {_name(entry)}"
            elif below:
                yield f"\n### {_name(entry)}\n\n{HEAD}"
                yield from map(_line, below)


def _name(entry: Competency) -> str:
    return f"{entry.code} {entry.statement}"


def _line(row: Coverage) -> str:
    cells = (_name(row.behaviour), _ids(row.lessons), _ids(row.activities), str(len(row.items)))
    return f"| {' | '.join(cells)} |"


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in ids) or "–"


def _data(row: Coverage) -> dict[str, object]:
    return {
        "behaviour": row.behaviour.code,
        "statement": row.behaviour.statement,
        "lessons": row.lessons,
        "activities": row.activities,
        "items": row.items,
    }
