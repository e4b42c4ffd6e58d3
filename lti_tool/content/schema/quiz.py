"""A quiz: a bank of items, and how many are drawn from it for each competency."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from lti_tool.content.schema.fields import CompetencyCode, Text
from lti_tool.content.schema.item import Item, MultiItem, SingleItem
from lti_tool.content.schema.record import Breach, Record


class QuizSection(Record):
    """How many items of one competency an attempt draws."""

    competency: CompetencyCode
    draw: Annotated[int, Field(ge=1, le=100)]


class QuizPlan(Record):
    """A quiz as module.yaml writes it, before its items are read; each item is worth one point."""

    title: Text
    pass_points: Annotated[int, Field(ge=1)]
    sections: Annotated[tuple[QuizSection, ...], Field(min_length=1)]

    @property
    def draw_count(self) -> int:
        """How many items one attempt has, which is also the points possible."""
        return sum(section.draw for section in self.sections)

    @model_validator(mode="after")
    def _sections_differ(self) -> QuizPlan:
        # Two sections of one competency would share a bank and could draw one item twice.
        codes = [section.competency for section in self.sections]
        if len(set(codes)) < len(codes):
            raise Breach("two sections have the same competency", "join them into one section")
        return self

    @model_validator(mode="after")
    def _can_be_passed(self) -> QuizPlan:
        if self.pass_points > self.draw_count:
            raise Breach(
                f"pass_points is {self.pass_points} but only {self.draw_count} items are drawn",
                "lower pass_points or draw more items",
            )
        return self


class Quiz(QuizPlan):
    """A quiz with its bank, ready to be drawn from."""

    items: tuple[Item, ...]

    def item(self, item_id: str) -> SingleItem | MultiItem:
        """Return the item of that id; KeyError when the bank has none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def bank(self, competency: str) -> tuple[SingleItem | MultiItem, ...]:
        """Return the items of one competency, in the author's order."""
        return tuple(item for item in self.items if item.competency == competency)
