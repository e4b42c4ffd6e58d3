"""What an answer may say: the tokens that forms send, stored answers hold, and marks are made from.

| item | tokens |
| --- | --- |
| single, multi | option ids: `a` |
| best and worst | `best=a`, `worst=c` |
| order | step and its place from 1: `3f9a01bc=2` |
| match | pair and the answer it was given: `a=77c0de12` |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from lti_tool.content.model import BestWorstItem, ChoiceItem, Item, MatchItem, OrderItem, SingleItem
from lti_tool.errors import N_, ToolError

BEST, WORST = "best", "worst"


class ImpossibleAnswer(ToolError):
    """An answer that this item cannot have."""

    message = N_("That is not one of this question's answers.")


class TooManyChosen(ImpossibleAnswer):
    """Several answers where one is right."""

    message = N_("This question takes one answer; choose one option.")


class PlaceTakenTwice(ImpossibleAnswer):
    """Two steps in one place."""

    message = N_("Two steps have the same place; give each its own.")


class BestIsWorst(ImpossibleAnswer):
    """One option as best and as worst."""

    message = N_("The best and the worst answer cannot be the same one; change one of them.")


def slots_of(answer: Iterable[str]) -> dict[str, str]:
    """The answer as slot → value: `{"best": "a"}`."""
    return {slot: value for slot, _, value in (token.partition("=") for token in answer)}


def check_possible(item: Item, answer: Collection[str]) -> None:
    """Raise ImpossibleAnswer, or one of its kinds, for an answer that no form of ours sends; gaps are allowed."""
    tokens = frozenset(answer)
    if isinstance(item, (OrderItem, MatchItem, BestWorstItem)):
        _check_slots(tokens, _offers(item))
        if not isinstance(item, MatchItem) and _is_used_twice(tokens):  # pairs may share an answer
            raise PlaceTakenTwice if isinstance(item, OrderItem) else BestIsWorst
    else:
        _check_options(item, tokens)


def is_complete(item: Item, answer: Collection[str]) -> bool:
    """Whether every part of the question has been answered."""
    if isinstance(item, (OrderItem, MatchItem, BestWorstItem)):
        return slots_of(answer).keys() == _offers(item).keys()
    return bool(answer)


def _offers(item: OrderItem | MatchItem | BestWorstItem) -> Mapping[str, Collection[str]]:
    """What each slot of the item may hold."""
    if isinstance(item, OrderItem):
        places = [str(place) for place in range(1, len(item.steps) + 1)]
        return dict.fromkeys(item.part_ids, places)
    if isinstance(item, MatchItem):
        return dict.fromkeys(item.part_ids, item.target_ids)
    return dict.fromkeys((BEST, WORST), item.option_ids)


def _check_options(item: ChoiceItem, tokens: frozenset[str]) -> None:
    if not tokens <= set(item.option_ids):
        raise ImpossibleAnswer
    if isinstance(item, SingleItem) and len(tokens) > 1:
        raise TooManyChosen


def _check_slots(tokens: frozenset[str], offers: Mapping[str, Collection[str]]) -> None:
    for token in tokens:
        slot, _, value = token.partition("=")
        if value not in offers.get(slot, ()):
            raise ImpossibleAnswer
    if len(slots_of(tokens)) < len(tokens):
        raise TooManyChosen


def _is_used_twice(tokens: frozenset[str]) -> bool:
    return any(uses > 1 for uses in Counter(slots_of(tokens).values()).values())
