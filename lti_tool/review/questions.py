"""The questions of an attempt looked back at: what was answered, what is right, and what every choice taught."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flask_babel import gettext as _

from lti_tool.attempts.submitting import Marked
from lti_tool.content.markdown import render_inline_markdown
from lti_tool.content.model import BestWorstItem, ChoiceItem, MatchItem, OrderItem
from lti_tool.quizzes.answers import BEST, WORST, slots_of
from lti_tool.quizzes.marking import mark
from lti_tool.quizzes.selection import DrawnItem

CERTAIN = 3
render = lru_cache(maxsize=4_096)(render_inline_markdown)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One option, step or pair with what it taught; `yours` and `right` are what was said and what is so."""

    text_html: str
    feedback_html: str
    yours: str
    right: str
    is_right: bool
    is_key: bool
    was_chosen: bool


@dataclass(frozen=True, slots=True)
class ResultQuestion:
    """One question looked back at."""

    number: int
    item_id: str
    type: str
    stem_html: str
    card_html: str
    points: Fraction
    points_possible: Fraction
    verdict: str
    is_empty: bool
    sure: int | None
    is_confident_error: bool
    language: str
    rows: list[ResultRow]
    is_dropped: bool = False
    is_accepted: bool = False


def result_questions(marked: Sequence[Marked]) -> list[ResultQuestion]:
    """The questions with their marks; those answered wrongly with certainty come first: they teach the most."""
    found = [result_question(number, each) for number, each in enumerate(marked, start=1)]
    return sorted(found, key=lambda question: not question.is_confident_error)


def result_question(number: int, marked: Marked) -> ResultQuestion:
    """One question with its mark and what every part of it taught."""
    drawn, answer, earned = marked.drawn, marked.answer, marked.mark
    return ResultQuestion(
        number=number,
        item_id=drawn.item.id,
        type=drawn.item.type,
        stem_html=render(drawn.item.stem),
        card_html=render(drawn.item.card or ""),
        points=earned.points,
        points_possible=earned.points_possible,
        verdict=earned.verdict,
        is_empty=not answer.tokens,
        sure=answer.sure,
        is_confident_error=answer.sure == CERTAIN and earned.verdict != "right" and bool(answer.tokens),
        language=drawn.language,
        rows=_rows(drawn, answer.tokens),
        is_dropped=marked.ruling.is_dropped,
        is_accepted=bool(marked.ruling.accepted) and earned.points > mark(drawn.item, answer.tokens).points,
    )


def _rows(drawn: DrawnItem, tokens: frozenset[str]) -> list[ResultRow]:
    item = drawn.item
    if isinstance(item, OrderItem):
        return _order_rows(item, tokens)
    if isinstance(item, MatchItem):
        return _match_rows(item, drawn.part_order, tokens)
    return [_option_row(item, option, tokens) for option in drawn.part_order]


def _order_rows(item: OrderItem, tokens: frozenset[str]) -> list[ResultRow]:
    """The steps in their right order, each with the place it was given."""
    given = slots_of(tokens)
    return [
        _row(step.text, step.feedback, given.get(step.id, ""), str(place)) for place, step in enumerate(item.steps, 1)
    ]


def _match_rows(item: MatchItem, order: Iterable[str], tokens: frozenset[str]) -> list[ResultRow]:
    given = slots_of(tokens)
    rows = []
    for pair in map(item.pair, order):
        yours = item.target(given[pair.id]).text if pair.id in given else ""
        rows.append(_row(pair.text, pair.feedback, yours, item.target(item.target_of(pair)).text))
    return rows


def _row(text: str, feedback: str, yours: str, right: str) -> ResultRow:
    return ResultRow(render(text), render(feedback), yours, right, yours == right, is_key=False, was_chosen=False)


def _option_row(item: ChoiceItem, option_id: str, tokens: frozenset[str]) -> ResultRow:
    option = item.option(option_id)
    is_judgement = isinstance(item, BestWorstItem)
    yours = _judgement(option_id, *(slots_of(tokens).get(slot) for slot in (BEST, WORST))) if is_judgement else ""
    right = _judgement(option_id, item.best, item.worst) if isinstance(item, BestWorstItem) else ""
    return ResultRow(
        text_html=render(option.text),
        feedback_html=render(option.feedback),
        yours=yours,
        right=right,
        is_right=yours == right,
        is_key=bool(right) if is_judgement else option_id in item.keys,
        was_chosen=bool(yours) if is_judgement else option_id in tokens,
    )


def _judgement(option_id: str, best: str | None, worst: str | None) -> str:
    return _("Best") if option_id == best else _("Worst") if option_id == worst else ""
