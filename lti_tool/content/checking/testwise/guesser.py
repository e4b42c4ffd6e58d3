"""The guesser at work: each cue alone, and all of them weighed by a model that never saw the question it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import pstdev

from lti_tool.content.checking.testwise.banks import Bank
from lti_tool.content.checking.testwise.credit import chance_of, earned, expected
from lti_tool.content.checking.testwise.cues import CUES
from lti_tool.content.checking.testwise.model import Choice, Vector, fit, worth
from lti_tool.content.checking.testwise.questions import Question

COMBINED = "all cues together"
FOLDS = 5

Values = dict[str, Sequence[float]]  # what a strategy thinks of each option, by item


@dataclass(frozen=True)
class Score:
    """What a strategy earned on some questions; `luck` is how likely blind choice does as well."""

    strategy: str
    questions: int
    points: float
    by_chance: float
    luck: float
    guessed: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the points that the strategy earned."""
        return self.points / self.questions if self.questions else 0.0

    @property
    def chance(self) -> float:
        """The share that blind choice earns on average."""
        return self.by_chance / self.questions if self.questions else 0.0

    @property
    def excess(self) -> float:
        """By how much the strategy beats chance, as a share of the points."""
        return self.share - self.chance


@dataclass(frozen=True)
class Guesses:
    """All scores: over every bank together, and for each bank by its name."""

    pooled: tuple[Score, ...]
    banks: dict[str, tuple[Score, ...]]


def guess_all(banks: Sequence[Bank]) -> Guesses:
    """Return how each strategy does on the banks together and on each of them."""
    questions = [question for bank in banks for question in bank.questions]
    values = _values(questions)
    return Guesses(_scores(questions, values), {bank.name: _scores(bank.questions, values) for bank in banks})


def _values(questions: Sequence[Question]) -> dict[str, Values]:
    values: dict[str, Values] = {
        name: {question.item_id: cue(question) for question in questions} for name, cue in CUES.items()
    }
    return values | {COMBINED: _combined(questions, list(values.values()))}


def _scores(questions: Sequence[Question], values: dict[str, Values]) -> tuple[Score, ...]:
    return tuple(_score(name, questions, of_item) for name, of_item in values.items())


def _score(name: str, questions: Sequence[Question], of_item: Values) -> Score:
    credits = {question.item_id: earned(question, of_item[question.item_id]) for question in questions}
    points = sum(credits.values())
    by_chance = sum(map(expected, questions))
    guessed = tuple(item_id for item_id, credit in credits.items() if credit == 1)
    return Score(name, len(questions), points, by_chance, chance_of(points, questions), guessed)


def _combined(questions: Sequence[Question], columns: Sequence[Values]) -> Values:
    """Return the model's value of each option, from weights learned on the other folds."""
    cues = {question.item_id: _compared(question, columns) for question in questions}
    choices = {question.item_id: list(_choices(question, cues[question.item_id])) for question in questions}
    whole = fit((choice for own in choices.values() for choice in own), len(columns))
    found: Values = {}
    for fold in range(FOLDS):
        learned = [choice for item_id, own in choices.items() if _fold(item_id) != fold for choice in own]
        weights = fit(learned, len(columns), whole, steps=2)
        found |= {item_id: worth(own, weights) for item_id, own in cues.items() if _fold(item_id) == fold}
    return found


def _compared(question: Question, columns: Sequence[Values]) -> tuple[Vector, ...]:
    """Return each option's cues as distances from the middle of its own question: only what differs can tell."""
    compared = [_standardised(column[question.item_id]) for column in columns]
    return tuple(list(option) for option in zip(*compared, strict=True))


def _standardised(column: Sequence[float]) -> Vector:
    middle, spread = sum(column) / len(column), pstdev(column)
    return [(value - middle) / spread if spread else 0.0 for value in column]


def _choices(question: Question, cues: tuple[Vector, ...]) -> Iterator[Choice]:
    yield Choice(cues, tuple((place in question.keys) / len(question.keys) for place in range(len(cues))))
    if question.worst is not None:
        turned = tuple([-cue for cue in option] for option in cues)
        yield Choice(turned, tuple(float(place == question.worst) for place in range(len(cues))))


def _fold(item_id: str) -> int:
    return hashlib.sha256(item_id.encode()).digest()[0] % FOLDS
