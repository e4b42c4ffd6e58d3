"""Attempts in words: what was asked and what was answered. What would have been right is not the person's data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.answering import drawn_items
from lti_tool.attempts.models import Attempt, Response
from lti_tool.content.model import BestWorstItem, Item, MatchItem, OrderItem
from lti_tool.privacy.export.surroundings import Surroundings
from lti_tool.quizzes.answers import BEST, slots_of
from lti_tool.quizzes.selection import DrawnItem
from lti_tool.review.wording import in_language


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of an attempt with its answer, as authored Markdown; `language` is that of the words.

    Each line of the answer is what was chosen; for order, match and judgement, where it was put.
    """

    number: int
    item_id: str
    question: str
    language: str
    lines: tuple[tuple[str, str], ...]
    sure: int | None
    saved_at: datetime | None


def read_answers(
    session: Session, attempt: Attempt, responses: Iterable[Response], around: Surroundings
) -> Iterator[Answered]:
    """Every question of an attempt, in the order shown, answered or not."""
    by_item = {response.item_id: response for response in responses}
    drawn = in_language(around.catalogue, attempt.module_id, drawn_items(session, attempt), attempt.language)
    for number, each in enumerate(drawn, start=1):
        response = by_item.get(each.item.id)
        yield Answered(
            number=number,
            item_id=each.item.id,
            question=word_question(each),
            language=each.language,
            lines=tuple(word_answer(each.item, response.chosen)) if response else (),
            sure=response.sure if response else None,
            saved_at=response.saved_at if response else None,
        )


def word_question(drawn: DrawnItem) -> str:
    """What was asked, as authored Markdown, with the card that stood above it."""
    return "\n\n".join(filter(None, (drawn.item.card, drawn.item.stem)))


def word_answer(item: Item, chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What was chosen, each as (where it was put, its text); a part that is unknown is its own code."""
    match item:
        case OrderItem():
            yield from _word_order(item, chosen)
        case MatchItem():
            yield from _word_pairs(item, chosen)
        case BestWorstItem():
            judged = sorted(slots_of(chosen).items(), key=_best_first)
            yield from ((slot, _option(item, given)) for slot, given in judged)
        case _:
            yield from (("", _option(item, option_id)) for option_id in chosen)


def _word_order(item: OrderItem, chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    steps = {step.id: step.text for step in item.steps}
    placed = sorted(slots_of(chosen).items(), key=lambda pair: int(pair[1]))
    return ((place, steps.get(step, step)) for step, place in placed)


def _word_pairs(item: MatchItem, chosen: Sequence[str]) -> Iterator[tuple[str, str]]:
    pairs = {pair.id: pair.text for pair in item.pairs}
    targets = {target.id: target.text for target in item.targets}
    return ((pairs.get(pair, pair), targets.get(given, given)) for pair, given in slots_of(chosen).items())


def _option(item: Item, option_id: str) -> str:
    texts: Mapping[str, str] = {option.id: option.text for option in getattr(item, "options", ())}
    return texts.get(option_id, option_id)


def _best_first(pair: tuple[str, str]) -> bool:
    return pair[0] != BEST
