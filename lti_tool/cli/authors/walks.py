"""`lti-tool content lessons`: how each lesson walks, as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from lti_tool.cli.authors.content_folder import as_json_option, content_dir, path_argument
from lti_tool.content.checking.walks import Walk, measure_walk, median_words
from lti_tool.content.source.loader import build_modules, read_content

_HEAD = ("lesson", "steps", "words", "before doing", "longest step", "to do", "faces, pictures")


@click.command()
@path_argument
@as_json_option
def lessons(path: Path | None, as_json: bool) -> None:
    """Say of each lesson how many steps, words and things to do it has, and how soon there is something to do."""
    modules = build_modules(read_content(path or content_dir()))
    walks = [measure_walk(lesson) for module in modules for lesson in module.lessons]
    if as_json:
        click.echo(json.dumps([asdict(walk) for walk in walks], indent=2))
        return
    for row in [_HEAD, *(tuple(str(value) for value in asdict(walk).values()) for walk in walks)]:
        click.echo("  ".join([row[0].ljust(28), *(cell.rjust(12) for cell in row[1:])]))
    click.echo(_closing(walks))


def _closing(walks: Sequence[Walk]) -> str:
    if not walks:
        return "No lessons."
    most, soonest = max(walk.words for walk in walks), max(walk.words_before_doing for walk in walks)
    return (
        f"{len(walks)} lessons, {sum(walk.words for walk in walks):,} words; half have {median_words(walks)} or fewer, "
        f"the longest {most}; at most {soonest} before the first thing to do; at least "
        f"{min(walk.things_to_do for walk in walks)} things to do."
    )
