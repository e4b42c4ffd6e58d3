"""Items with options: one key, several keys, or a best and a worst."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from lti_tool.content.model.fields import OptionId, Text
from lti_tool.content.model.items.facts import Feedback, ItemFacts
from lti_tool.content.model.record import Breach, Record


class Answer(Record):
    """One answer that can be chosen, and why it is or is not a good one."""

    id: OptionId
    text: Text
    feedback: Feedback


class Option(Answer):
    """One answer of a single-choice or multi-response item; `key` says that it is a right one."""

    key: bool = False


class JudgedOption(Answer):
    """One answer of a best/worst item."""

    best: bool = False
    worst: bool = False


class ChoiceItem(ItemFacts):
    """What all items with options have in common."""

    options: Annotated[tuple[Answer, ...], Field(min_length=2)]

    def option(self, option_id: str) -> Answer:
        """Return the option of that id; KeyError when the item has none."""
        return self._options_by_id[option_id]

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The option ids in the author's order."""
        return tuple(option.id for option in self.options)

    @property
    def part_ids(self) -> tuple[str, ...]:
        """The option ids: what a draw puts in order."""
        return self.option_ids

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the right options."""
        raise NotImplementedError

    @cached_property
    def _options_by_id(self) -> dict[str, Answer]:
        return {option.id: option for option in self.options}

    @model_validator(mode="after")
    def _option_ids_differ(self) -> ChoiceItem:
        if len(set(self.option_ids)) < len(self.option_ids):
            raise Breach("two options have the same id", "give each option its own id: a, b, c")
        return self


class KeyedItem(ChoiceItem):
    """What single-choice and multi-response items have in common: options that are right or wrong."""

    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    @cached_property
    def _key_ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.key)

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the right options."""
        return self._key_ids


class SingleItem(KeyedItem):
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


class MultiItem(KeyedItem):
    """A question with one or more right options and at least one wrong one."""

    type: Literal["multi"]

    @model_validator(mode="after")
    def _has_keys_and_distractors(self) -> MultiItem:
        if not self.keys:
            raise Breach("no option is marked key: true", "mark each right option with key: true")
        if len(self.keys) == len(self.options):
            raise Breach("every option is marked key: true", "leave at least one option unmarked")
        return self


class BestWorstItem(ChoiceItem):
    """A question of judgement: which option is best, and which is worst."""

    type: Literal["best_worst"]
    options: Annotated[tuple[JudgedOption, ...], Field(min_length=3)]

    @cached_property
    def best(self) -> str:
        """The id of the best option."""
        return next(option.id for option in self.options if option.best)

    @cached_property
    def worst(self) -> str:
        """The id of the worst option."""
        return next(option.id for option in self.options if option.worst)

    @property
    def keys(self) -> frozenset[str]:
        """The best option alone: the answer to follow."""
        return frozenset({self.best})

    @model_validator(mode="after")
    def _has_one_best_and_one_worst(self) -> BestWorstItem:
        for word, count in (
            ("best", sum(option.best for option in self.options)),
            ("worst", sum(option.worst for option in self.options)),
        ):
            if count != 1:
                raise Breach(f"{count} options are marked {word}: true", f"mark exactly one option {word}: true")
        if self.best == self.worst:
            raise Breach("one option is marked both best and worst", "mark two different options")
        return self
