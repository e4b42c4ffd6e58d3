"""`lti-tool content guess`: how far somebody gets who sees only the options, and who only remembers keys."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from lti_tool.cli.authors.content_folder import as_json_option, content_dir, path_argument
from lti_tool.content.source.loader import read_content
from lti_tool.content.source.problem import stops_among
from lti_tool.quizzes.bank_check import BankFigures, figures
from lti_tool.quizzes.remembering import MOST_ON_THE_LAST

HEAD = f"{'':24}{'families':>9}{'stems':>7}{'known':>7}{'a stem':>8}{'chance':>8}{'of a quiz':>14}"
TRIES = f"{'':24}{'try 1':>9}{'try 2':>9}{'try 3':>9}"


@click.command()
@path_argument
@as_json_option
def guess(path: Path | None, as_json: bool) -> None:
    """Count what the best guesser scores who sees only options and families, and who remembers earlier keys."""
    reading = read_content(path or content_dir())
    if stops_among(reading.problems):
        raise click.ClickException("The content has errors; lti-tool content check names them.")
    found = figures(reading)
    if as_json:
        click.echo(json.dumps([_data(each) for each in found], indent=2))
        return
    for line in _table(found) if found else ["No module has families yet."]:
        click.echo(line)


def _table(found: Sequence[BankFigures]) -> Iterator[str]:
    yield "The stems hidden, the best guess earns; knowledge items count as known"
    yield HEAD
    for each in found:
        of_quiz = f"{float(each.points):.1f} of {each.points_possible}"
        yield (
            f"{each.module_id:24}{each.families:9}{each.stems:7}{each.known:7}"
            f"{float(each.ceiling):8.2f}{float(each.chance):8.2f}{of_quiz:>14}"
        )
    yield f"\nWhoever remembers the keys of earlier tries and reads no stem passes (limit {MOST_ON_THE_LAST:.0%})"
    yield TRIES
    for each in found:
        if each.passing:
            yield f"{each.module_id:24}" + "".join(f"{share:9.1%}" for share in each.passing)


def _data(each: BankFigures) -> dict[str, object]:
    return {
        "module": each.module_id,
        "families": each.families,
        "stems": each.stems,
        "known": each.known,
        "ceiling": round(float(each.ceiling), 4),
        "chance": round(float(each.chance), 4),
        "points": round(float(each.points), 4),
        "points_possible": each.points_possible,
        "pass_points": each.pass_points,
        "passing": [round(share, 4) for share in each.passing],
    }
