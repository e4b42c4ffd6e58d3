"""An item as the guesser meets it: texts to rank, and, kept apart, which of them earn."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.content.checking.lint.reading import plain
from lti_tool.content.model.items.choice import BestWorstItem, ChoiceItem
from lti_tool.content.model.items.item import Item


@dataclass(frozen=True)
class Question:
    """A question with options; `worst` is the place of the worst option where one is asked for."""

    item_id: str
    stem: str
    options: tuple[str, ...]
    keys: frozenset[int]
    worst: int | None
    shuffled: bool


def question_of(item: Item) -> Question | None:
    """Return the item as a question; None for order and match items, which offer nothing to pick."""
    if not isinstance(item, ChoiceItem):
        return None
    places = {option.id: place for place, option in enumerate(item.options)}
    worst = places[item.worst] if isinstance(item, BestWorstItem) else None
    keys = frozenset(places[key] for key in item.keys)
    return Question(item.id, plain(item.stem), tuple(plain(o.text) for o in item.options), keys, worst, item.shuffle)
