"""`lti-tool content guess`: how far a test-wise guesser gets who knows nothing of the matter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from lti_tool.cli.content_folder import as_json_option, content_dir, path_argument
from lti_tool.content.checking.guess_check import guess_at
from lti_tool.content.checking.testwise import COMBINED, Guesses, Score, give_aways
from lti_tool.content.source.loader import read_content

HEAD = f"{'':24}{'questions':>9}{'scores':>8}{'chance':>8}{'beats it by':>13}{'p':>8}"


@click.command()
@path_argument
@click.option("--bank", help="One module: every cue's score, and the items that it got right.")
@as_json_option
def guess(path: Path | None, bank: str | None, as_json: bool) -> None:
    """Score a guesser who sees only how options are written: by length, tone, hedges, echoes, and all of them."""
    guesses = guess_at(read_content(path or content_dir()).modules)
    if bank is not None and bank not in guesses.banks:
        raise click.BadParameter(f"there is no module {bank} with items", param_hint="--bank")
    if as_json:
        click.echo(json.dumps(_data(guesses), indent=2))
        return
    for line in _of_bank(guesses.banks[bank]) if bank else _overview(guesses):
        click.echo(line)


def _overview(guesses: Guesses) -> Iterator[str]:
    yield HEAD
    for score in guesses.pooled:
        yield _line(score.strategy, score)
    yield f"\n{COMBINED}, bank by bank"
    for name, scores in guesses.banks.items():
        yield _line(name, scores[-1])
    for found in give_aways(guesses):
        yield f"\n{found.severity}: {found.bank or 'all banks'}: {found.message}"


def _of_bank(scores: tuple[Score, ...]) -> Iterator[str]:
    yield HEAD
    for score in scores:
        yield _line(score.strategy, score)
        yield f"    {', '.join(score.guessed) or 'no item'}"


def _line(name: str, score: Score) -> str:
    return (
        f"{name:24}{score.questions:9}{score.share:8.1%}{score.chance:8.1%}{100 * score.excess:+9.1f} pts"
        f"{score.luck:8.3f}"
    )


def _data(guesses: Guesses) -> dict[str, object]:
    return {
        "pooled": [_row(score) for score in guesses.pooled],
        "banks": {name: [_row(score) for score in scores] for name, scores in guesses.banks.items()},
    }


def _row(score: Score) -> dict[str, object]:
    return {
        "strategy": score.strategy,
        "questions": score.questions,
        "score": round(score.share, 4),
        "chance": round(score.chance, 4),
        "p": round(score.luck, 6),
        "guessed": list(score.guessed),
    }
