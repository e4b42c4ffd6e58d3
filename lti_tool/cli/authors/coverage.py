"""`lti-tool content coverage`: the table of behaviours, as Markdown for the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from lti_tool.cli.authors.content_folder import as_json_option, content_dir, path_argument
from lti_tool.content.checking.coverage import Coverage, cover
from lti_tool.content.checking.measures import Measures, measure
from lti_tool.content.model import Competency
from lti_tool.content.source.loader import Reading, read_content

INTRODUCTION = """\
# Coverage

What the course teaches, lets people practice, and tests, behavior by behavior. Made from the content by
`lti-tool content coverage`; `make coverage` writes it again.
"""
MODULES_HEAD = """\
## Modules

Grades are Flesch-Kincaid's: the school year that a text asks for. The certificate draws from the other banks.

| Module | Minutes | Lessons | Activities | Items | Grade of lessons | Grade of items |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |"""
HEAD = "| Behavior | Taught in | Practiced in | Items |\n| --- | --- | --- | ---: |"


@click.command()
@path_argument
@as_json_option
def coverage(path: Path | None, as_json: bool) -> None:
    """Show what each module holds, and where each behavior is taught, practiced, and tested, as Markdown tables."""
    reading = read_content(path or content_dir())
    rows = cover(reading.frameworks, reading.modules)
    if as_json:
        click.echo(json.dumps([_data(row) for row in rows], indent=2, ensure_ascii=False))
        return
    for line in _document(reading, rows):
        click.echo(line)


def _document(reading: Reading, rows: Sequence[Coverage]) -> Iterator[str]:
    yield INTRODUCTION
    yield from _modules(measure(reading.modules, reading.order))
    yield "\n## Behaviours\n"
    full = sum(bool(row.lessons and (row.items or row.activities)) for row in rows)
    yield f"{full} of {len(rows)} behaviours are taught, and tested by items or practised in activities."
    for framework in reading.frameworks:
        for entry in framework.competencies:
            below = [row for row in rows if row.behaviour.parent == entry.code]
            if entry.parent is None:
                yield f"\n### {_name(entry)}"
            elif below:
                yield f"\n#### {_name(entry)}\n\n{HEAD}"
                yield from map(_line, below)


def _modules(measured: Sequence[Measures]) -> Iterator[str]:
    yield MODULES_HEAD
    for each in measured:
        counts = f"{each.minutes} | {each.lessons} | {each.activities} | {each.items}"
        yield f"| {each.title} | {counts} | {_grade(each.lesson_grade)} | {_grade(each.item_grade)} |"
    total = [sum(getattr(each, name) for each in measured) for name in ("minutes", "lessons", "activities", "items")]
    yield f"| **All** | {' | '.join(map(str, total))} | | |"


def _grade(grade: float) -> str:
    return f"{grade:.1f}" if grade else "–"


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
