"""Quiz items: a question, its options, and feedback on each of them."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from lti_tool.content.schema.fields import CompetencyCode, Id, OptionId, Text, Version
from lti_tool.content.schema.record import Breach, Record

Bloom = Literal["understand", "apply", "analyse", "evaluate"]


class Option(Record):
    """One answer of an item; `key` says that it is a right one."""

    id: OptionId
    text: Text
    feedback: Annotated[str, Field(max_length=2000)]
    key: bool = False


class ChoiceItem(Record):
    """What single-choice and multi-response items have in common."""

    id: Id
    version: Version
    competency: CompetencyCode
    bloom: Bloom
    source: Id
    stem: Text
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    shuffle: bool = True

    def option(self, option_id: str) -> Option:
        """Return the option of that id; KeyError when the item has none."""
        return self._options_by_id[option_id]

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The option ids in the author's order."""
        return tuple(option.id for option in self.options)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(option.id for option in self.options if option.key)

    @cached_property
    def _options_by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    @model_validator(mode="after")
    def _option_ids_differ(self) -> ChoiceItem:
        if len(set(self.option_ids)) < len(self.option_ids):
            raise Breach("two options have the same id", "give each option its own id: a, b, c")
        return self


class SingleItem(ChoiceItem):
    """A question with exactly one right option."""

    type: Literal["single"]

    @model_validator(mode="after")
    def _has_one_key(self) -> SingleItem:
        if len(self.keys) != 1:
            raise Breach(
                f"{len(self.keys)} options are marked key: true",
                "mark exactly one option of a single-choice item",
            )
        return self


class MultiItem(ChoiceItem):
    """A question with one or more right options and at least one wrong one."""

    type: Literal["multi"]

    @model_validator(mode="after")
    def _has_keys_and_distractors(self) -> MultiItem:
        if not self.keys:
            raise Breach("no option is marked key: true", "mark each right option with key: true")
        if len(self.keys) == len(self.options):
            raise Breach("every option is marked key: true", "leave at least one option unmarked")
        return self


Item = Annotated[SingleItem | MultiItem, Field(discriminator="type")]
