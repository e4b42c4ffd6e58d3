"""From a seed to the questions of one attempt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lti_tool.content.schema import Item, Quiz, QuizSection
from lti_tool.errors import ToolError
from lti_tool.quizzes.shuffling import shuffled


class BankTooSmall(ToolError):
    """A section asks for more items than its bank has; checked content never does."""

    status = 500
    title = "This quiz is not ready"
    advice = "Tell your instructor that the quiz has too few questions."

    def __init__(self, section: QuizSection, bank: int) -> None:
        super().__init__(f"The quiz draws {section.draw} items of {section.competency}, but its bank has {bank}.")


@dataclass(frozen=True)
class DrawnItem:
    """An item of an attempt, and the order its options are shown in."""

    item: Item
    option_order: tuple[str, ...]


def draw_items(quiz: Quiz, seed: int) -> tuple[DrawnItem, ...]:
    """Return the items this seed draws: each section's count of its competency, then the whole list shuffled.

    The same quiz and seed give the same draw for ever; the order of items in their file plays no part.
    Raises BankTooSmall when a section cannot be filled.
    """
    drawn = [item for section in quiz.sections for item in _draw_section(quiz, section, seed)]
    return tuple(DrawnItem(item, _option_order(item, seed)) for item in shuffled(drawn, seed, "order"))


def _draw_section(quiz: Quiz, section: QuizSection, seed: int) -> Iterator[Item]:
    bank = sorted(quiz.bank(section.competency), key=lambda item: item.id)
    if len(bank) < section.draw:
        raise BankTooSmall(section, len(bank))
    yield from shuffled(bank, seed, f"section {section.competency}")[: section.draw]


def _option_order(item: Item, seed: int) -> tuple[str, ...]:
    if not item.shuffle:
        return item.option_ids
    return tuple(shuffled(item.option_ids, seed, f"options {item.id}"))
