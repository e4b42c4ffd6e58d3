"""A quiz: a bank of items, and how many are drawn from it for each competency and level."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from lti_tool.content.model.fields import CompetencyCode, Id, Title
from lti_tool.content.model.items.facts import Bloom, is_absent
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.record import Breach, Record

Level = Literal["understand", "apply", "analyse"]
LEVELS: dict[str, frozenset[Bloom]] = {
    "understand": frozenset({"understand"}),
    "apply": frozenset({"apply"}),
    "analyse": frozenset({"analyse", "evaluate"}),
}
ANY_LEVEL: frozenset[Bloom] = frozenset({"understand", "apply", "analyse", "evaluate"})

Count = Annotated[int, Field(ge=1, le=100)]
DRAW_TAGS = ("number", "levels")


def _kind_of_draw(value: Any) -> str:
    return "levels" if isinstance(value, Mapping) else "number"


Draw = Annotated[
    Annotated[Count, Tag("number")] | Annotated[dict[Level, Count], Field(min_length=1), Tag("levels")],
    Discriminator(_kind_of_draw),
]


class Stratum(Record):
    """How many items of some levels a section draws."""

    levels: frozenset[Bloom]
    draw: Count


class SectionPlan(Record):
    """How many items of one competency, or of a whole category, an attempt draws, as module.yaml writes it.

    `draw` is a number, for any level, or a number for each level; `pass_points` is what a pass needs here at least.
    `bank` names the one module whose items it draws, in a quiz that draws from several.
    """

    competency: CompetencyCode
    bank: Id | None = Field(None, exclude_if=is_absent)
    draw: Draw
    pass_points: Annotated[int, Field(ge=1)] | None = None

    @property
    def name(self) -> str:
        """What tells it from other sections: its bank where it has one, else its competency."""
        return self.bank or self.competency

    @cached_property
    def strata(self) -> tuple[Stratum, ...]:
        """The draw as counts by levels, in the order of the levels."""
        draw = self.draw
        if isinstance(draw, int):
            return (Stratum(levels=ANY_LEVEL, draw=draw),)
        return tuple(Stratum(levels=LEVELS[level], draw=draw[level]) for level in LEVELS if level in draw)

    @property
    def draw_count(self) -> int:
        """How many items the section gives to an attempt."""
        return self.draw if isinstance(self.draw, int) else sum(self.draw.values())

    @model_validator(mode="after")
    def _can_be_passed(self) -> SectionPlan:
        if self.pass_points is not None and self.pass_points > self.draw_count:
            raise Breach(
                f"pass_points is {self.pass_points} but the section draws {self.draw_count}",
                "lower pass_points or draw more items",
            )
        return self


class QuizSection(SectionPlan):
    """A section whose competencies are known: `covers` has its own code and all below it in the framework."""

    covers: tuple[CompetencyCode, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _covers_itself(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and not data.get("covers") and isinstance(data.get("competency"), str):
            return {**data, "covers": (data["competency"],)}
        return data


class QuizFacts(Record):
    """What a quiz in module.yaml and the finished quiz have in common; each item is worth one point."""

    title: Title
    pass_points: Annotated[int | Fraction, Field(ge=0)] = 0
    attempts: Annotated[int, Field(ge=1, le=100)] | None = Field(None, exclude_if=is_absent)
    banks: tuple[Id, ...] = ()
    sections: Annotated[tuple[SectionPlan, ...], Field(min_length=1)]

    @property
    def draw_count(self) -> int:
        """How many items one attempt has, which is also the points possible."""
        return sum(section.draw_count for section in self.sections)

    @property
    def draws_by_bank(self) -> bool:
        """Whether its sections name the banks that they draw from."""
        return any(section.bank for section in self.sections)

    @property
    def bank_names(self) -> tuple[str, ...]:
        """The modules whose banks it draws from, each once; none where it has a bank of its own."""
        return self.banks or tuple(dict.fromkeys(section.bank for section in self.sections if section.bank))

    @model_validator(mode="after")
    def _sections_differ(self) -> QuizFacts:
        codes = [(section.bank, section.competency) for section in self.sections]
        if len(set(codes)) < len(codes):
            raise Breach("two sections have the same competency", "join them into one section")
        return self

    @model_validator(mode="after")
    def _can_be_passed(self) -> QuizFacts:
        if self.pass_points > self.draw_count:
            raise Breach(
                f"pass_points is {self.pass_points} but only {self.draw_count} items are drawn",
                "lower pass_points or draw more items",
            )
        return self


class QuizPlan(QuizFacts):
    """A quiz as module.yaml writes it, before its items are read: a pass takes whole points there."""

    pass_points: Annotated[int, Field(ge=0)] = 0


class Quiz(QuizFacts):
    """A quiz with its bank, ready to be drawn from; `pass_points` is 0 where there is nothing to pass.

    A link that says a percentage, or draws another number of items, makes it a fraction: nothing is rounded.

    `homes` has the bank of each item, where sections name banks.
    """

    sections: Annotated[tuple[QuizSection, ...], Field(min_length=1)]
    items: tuple[Item, ...]
    homes: dict[Id, Id] = Field(default_factory=dict, exclude_if=lambda homes: not homes)

    def item(self, item_id: str) -> Item:
        """Return the item of that id; KeyError when the bank has none."""
        return self._items_by_id[item_id]

    def bank(self, section: QuizSection, stratum: Stratum | None = None) -> tuple[Item, ...]:
        """Return the items that a section, or one stratum of it, draws from, in the author's order."""
        levels = stratum.levels if stratum else ANY_LEVEL
        return tuple(item for item in self._section_items(section) if item.bloom in levels)

    def _section_items(self, section: QuizSection) -> tuple[Item, ...]:
        key = section.bank, section.covers
        found = self._items_by_section.get(key)
        if found is None:
            codes = frozenset(section.covers)
            found = tuple(item for item in self.items if item.competency in codes and self._is_of(section, item))
            self._items_by_section[key] = found
        return found

    def _is_of(self, section: QuizSection, item: Item) -> bool:
        return section.bank is None or self.homes.get(item.id) == section.bank

    @cached_property
    def _items_by_section(self) -> dict[tuple[str | None, tuple[str, ...]], tuple[Item, ...]]:
        return {}

    @cached_property
    def _items_by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}
