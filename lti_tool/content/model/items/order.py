"""Items whose steps are to be put in order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lti_tool.content.model.fields import OptionId, Text
from lti_tool.content.model.items.facts import Feedback, ItemFacts, derive_id
from lti_tool.content.model.record import Breach, Record


class Step(Record):
    """One step; `feedback` says why it stands where it does."""

    id: OptionId
    text: Text
    feedback: Feedback


class OrderItem(ItemFacts):
    """A question whose answer is an order; `steps` are in the right one."""

    type: Literal["order"]
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=6)]

    @cached_property
    def part_ids(self) -> tuple[str, ...]:
        """The step ids, in the right order."""
        return tuple(step.id for step in self.steps)

    def step(self, step_id: str) -> Step:
        """Return the step of that id; KeyError when the item has none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    @model_validator(mode="before")
    @classmethod
    def _name_steps(cls, data: Any) -> Any:
        # Ids come from the texts, so that neither an id nor its place in a page's source tells the order.
        if not isinstance(data, Mapping) or not isinstance(data.get("steps"), list | tuple):
            return data
        return {**data, "steps": [_named(step, str(data.get("id"))) for step in data["steps"]]}

    @model_validator(mode="after")
    def _steps_differ(self) -> OrderItem:
        if len(set(self.part_ids)) < len(self.part_ids):
            raise Breach("two steps have the same text", "write each step in its own words")
        if not self.shuffle:
            raise Breach("shuffle: false would show the steps in the right order", "remove shuffle")
        return self


def _named(step: Any, item_id: str) -> Any:
    if isinstance(step, Mapping) and "id" not in step and isinstance(step.get("text"), str):
        return {"id": derive_id(item_id, step["text"]), **step}
    return step
