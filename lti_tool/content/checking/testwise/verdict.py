"""When the guesser does too well: fails over all banks together, warns for a single bank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lti_tool.content.checking.testwise.guesser import Guesses, Score
from lti_tool.content.source.problem import Severity

MOST_EXCESS = 0.07
LEVEL = 0.01
MIN_QUESTIONS = 12
_REMEDY = (
    "give the items named a wrong option that tempts for the same reason; `lti-tool content guess` shows all scores"
)
_SHOWN = 12


class GiveAway(NamedTuple):
    """A strategy that beats chance: in one bank, or, without a bank, over all of them."""

    severity: Severity
    bank: str | None
    message: str
    remedy: str


def give_aways(guesses: Guesses) -> Iterator[GiveAway]:
    """Yield an error for each strategy that beats chance by over 7 points on all questions, a warning for each bank.

    With few questions luck alone does that, so both must be unlikely (p < 0.01; Holm's correction over the banks),
    and of less than a dozen questions nothing is said.
    """
    for score in guesses.pooled:
        if score.questions >= MIN_QUESTIONS and score.excess > MOST_EXCESS and score.luck < LEVEL:
            yield GiveAway("error", None, _words(score), _REMEDY)
    for place in range(len(guesses.pooled)):
        scores = {name: own[place] for name, own in guesses.banks.items() if own[place].questions >= MIN_QUESTIONS}
        for name in unlikely({name: score.luck for name, score in scores.items()}):
            yield GiveAway("warning", name, _words(scores[name]), _REMEDY)


def unlikely(luck: Mapping[str, float]) -> list[str]:
    """Return those names whose probability is too small for luck, by Holm's step-down method at 1 %."""
    found: list[str] = []
    for step, (name, value) in enumerate(sorted(luck.items(), key=lambda entry: entry[1])):
        if value >= LEVEL / (len(luck) - step):
            break
        found.append(name)
    return found


def _words(score: Score) -> str:
    some = ", ".join(score.guessed[:_SHOWN]) + (" …" if len(score.guessed) > _SHOWN else "")
    return (
        f'a guesser who knows nothing scores {score.share:.0%} by "{score.strategy}" on {score.questions} questions,'
        f" where chance scores {score.chance:.0%} ({some})"
    )
