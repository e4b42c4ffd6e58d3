"""What a lint rule takes and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lti_tool.content.model.items.choice import ChoiceItem
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.items.order import OrderItem
from lti_tool.content.source.problem import Severity

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """A weakness of an item; `path` leads to the field inside the item, such as ("options", 1, "text")."""

    severity: Severity
    path: Path
    message: str
    remedy: str


ItemRule = Callable[[Item], Iterator[Finding]]
ChoiceRule = Callable[[ChoiceItem], Iterator[Finding]]
BankRule = Callable[[Sequence[Item]], Iterator[Finding]]


class Part(NamedTuple):
    """An option, step or pair: where it stands, what it says, and what it is called."""

    path: Path
    name: str
    text: str
    feedback: str


def parts_of(item: Item) -> Iterator[Part]:
    """Yield the options, steps or pairs of an item."""
    if isinstance(item, ChoiceItem):
        for index, option in enumerate(item.options):
            yield Part(("options", index), f"option {option.id}", option.text, option.feedback)
    elif isinstance(item, OrderItem):
        for index, step in enumerate(item.steps):
            yield Part(("steps", index), f"step {index + 1}", step.text, step.feedback)
    else:
        for index, pair in enumerate(item.pairs):
            yield Part(("pairs", index), f"pair {pair.id}", pair.text, pair.feedback)


def all_texts(item: Item) -> Iterator[tuple[Path, str]]:
    """Yield every text that a learner reads, with its path."""
    yield ("stem",), item.stem
    for part in parts_of(item):
        yield (*part.path, "text"), part.text
        yield (*part.path, "feedback"), part.feedback
    if item.type == "match":
        for index, pair in enumerate(item.pairs):
            yield ("pairs", index, "match"), pair.match
        for index, extra in enumerate(item.extras):
            yield ("extras", index), extra
