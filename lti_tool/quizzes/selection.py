"""From a seed to the questions of one attempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lti_tool.content.model import Item, MatchItem, OrderItem, Quiz, QuizSection, Stratum
from lti_tool.errors import N_, ToolError
from lti_tool.quizzes.shuffling import shuffled


class BankTooSmall(ToolError):
    """A section asks for more items than its bank has; checked content never does."""

    status = 500
    title = N_("This quiz is not ready")
    advice = N_("Tell your instructor that the quiz has too few questions.")

    def __init__(self, section: QuizSection, bank: int) -> None:
        params = {"draw": section.draw_count, "competency": section.competency, "bank": bank}
        super().__init__(
            N_("The quiz draws %(draw)s items of %(competency)s, but its bank has %(bank)s."), params=params
        )


@dataclass(frozen=True)
class DrawnItem:
    """An item of an attempt, its section, the order in which its parts (and a match's answers) are shown.

    `language` is that of its words: English, unless somebody put a translation in its place.
    """

    item: Item
    part_order: tuple[str, ...]
    target_order: tuple[str, ...] = ()
    section: str = ""
    language: str = "en"


def draw_items(quiz: Quiz, seed: int, seen: Mapping[str, int] | None = None) -> tuple[DrawnItem, ...]:
    """Return the items this seed draws: each stratum's count from its bank, then the whole list shuffled.

    `seen` names the items met before, with the number of the latest attempt that asked them: unseen ones come
    first, then those met longest ago. The same quiz, seed and `seen` give the same draw for ever; the order of items
    in their file plays no part. Raises BankTooSmall when a section cannot be filled.
    """
    drawn: dict[str, DrawnItem] = {}
    for section in quiz.sections:
        for stratum in section.strata:
            bank = [item for item in quiz.bank(section, stratum) if item.id not in drawn]
            if len(bank) < stratum.draw:
                raise BankTooSmall(section, len(bank))
            for item in _draw_stratum(bank, section, stratum, seed, seen or {}):
                drawn[item.id] = lay_out(item, seed, section.competency)
    return tuple(shuffled(drawn.values(), seed, "order"))


def _draw_stratum(
    bank: Iterable[Item], section: QuizSection, stratum: Stratum, seed: int, seen: Mapping[str, int]
) -> list[Item]:
    purpose = f"section {section.competency} {' '.join(sorted(stratum.levels))}"
    deck = shuffled(sorted(bank, key=lambda item: item.id), seed, purpose)
    deck.sort(key=lambda item: seen.get(item.id, 0))  # stable: chance decides among equals
    return deck[: stratum.draw]


def lay_out(item: Item, seed: int, section: str = "") -> DrawnItem:
    """Return the item with its parts in the order that the seed fixes, or in the author's where that is locked."""
    targets = tuple(shuffled(item.target_ids, seed, f"targets {item.id}")) if isinstance(item, MatchItem) else ()
    in_any_order = item.shuffle or isinstance(item, OrderItem)  # written in the right order
    parts = tuple(shuffled(item.part_ids, seed, f"options {item.id}")) if in_any_order else item.part_ids
    return DrawnItem(item, parts, targets, section)
