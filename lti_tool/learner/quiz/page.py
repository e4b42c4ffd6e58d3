"""What the quiz page shows: each question as fields that any browser can fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lti_tool.attempts.answering import Answer
from lti_tool.content.model import BestWorstItem, ChoiceItem, MatchItem, OrderItem
from lti_tool.learner.quiz.form import describe_answer
from lti_tool.quizzes.answers import BEST, WORST
from lti_tool.quizzes.selection import DrawnItem
from lti_tool.review.questions import render

NOTHING = Answer(frozenset())


@dataclass(frozen=True, slots=True)
class Field:
    """One radio button, check box or entry of a select: its form value, its words, and whether it is chosen."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One option, step or pair: its words, and what may be said about it."""

    text_html: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an open quiz; `shown` is the answer it is shown with."""

    number: int
    item_id: str
    type: str
    stem_html: str
    card_html: str
    rows: list[Row]
    sure: int | None
    is_complete: bool
    shown: str
    language: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """How long an attempt still takes answers: seconds from now, and the moment in words for those without scripts."""

    seconds_left: int
    ends_at: datetime


def clock(ends_at: datetime | None, now: datetime) -> Clock | None:
    """The attempt's clock, if its time is limited."""
    return Clock(max(0, int((ends_at - now).total_seconds())), ends_at) if ends_at else None


def start(drawn: Sequence[DrawnItem], gaps: Sequence[int]) -> int:
    """The number of the question at which a quiz opens: the first one open, or, after the last one, the review."""
    return gaps[0] if gaps else len(drawn) + 1


def questions(
    drawn: Sequence[DrawnItem],
    saved: Mapping[str, Answer],
    gaps: Sequence[int],
    typed: Mapping[str, tuple[Answer, str]] | None = None,
) -> list[Question]:
    """The open quiz's questions in their drawn order; `typed` has answers that could not be saved, and why."""
    return [
        _question(number, each, saved.get(each.item.id, NOTHING), number not in gaps, (typed or {}).get(each.item.id))
        for number, each in enumerate(drawn, start=1)
    ]


def _question(
    number: int, drawn: DrawnItem, saved: Answer, is_complete: bool, refused: tuple[Answer, str] | None
) -> Question:
    answer, problem = refused or (saved, None)
    return Question(
        number=number,
        item_id=drawn.item.id,
        type=drawn.item.type,
        stem_html=render(drawn.item.stem),
        card_html=render(drawn.item.card or ""),
        rows=_rows(drawn, answer.tokens),
        sure=answer.sure,
        is_complete=is_complete,
        shown=describe_answer(saved),
        language=drawn.language,
        problem=problem,
    )


def _rows(drawn: DrawnItem, tokens: frozenset[str]) -> list[Row]:
    item = drawn.item
    if isinstance(item, OrderItem):
        places = [str(place) for place in range(1, len(item.steps) + 1)]
        return [
            Row(render(item.step(part).text), [_field(f"{part}={place}", place, tokens) for place in places])
            for part in drawn.part_order
        ]
    if isinstance(item, MatchItem):
        texts = {target: item.target(target).text for target in drawn.target_order}
        return [
            Row(render(item.pair(part).text), [_field(f"{part}={target}", texts[target], tokens) for target in texts])
            for part in drawn.part_order
        ]
    return [_option_row(item, part, tokens) for part in drawn.part_order]


def _option_row(item: ChoiceItem, option_id: str, tokens: frozenset[str]) -> Row:
    text_html = render(item.option(option_id).text)
    if isinstance(item, BestWorstItem):
        slots = ((BEST, _("Best")), (WORST, _("Worst")))
        return Row(text_html, [_field(f"{slot}={option_id}", words, tokens) for slot, words in slots])
    return Row(text_html, [_field(option_id, "", tokens)])


def _field(value: str, text: str, tokens: frozenset[str]) -> Field:
    return Field(value, text, value in tokens)
