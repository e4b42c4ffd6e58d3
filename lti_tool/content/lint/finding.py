"""What a lint rule takes and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lti_tool.content.problem import Severity
from lti_tool.content.schema.item import ChoiceItem


@dataclass(frozen=True)
class Finding:
    """A weakness of an item; `path` leads to the field inside the item, such as ("options", 1, "text")."""

    severity: Severity
    path: tuple[str | int, ...]
    message: str
    remedy: str


ItemRule = Callable[[ChoiceItem], Iterator[Finding]]
BankRule = Callable[[Sequence[ChoiceItem]], Iterator[Finding]]


def all_texts(item: ChoiceItem) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text that a learner reads, with its path."""
    yield ("stem",), item.stem
    for index, option in enumerate(item.options):
        yield ("options", index, "text"), option.text
        yield ("options", index, "feedback"), option.feedback
