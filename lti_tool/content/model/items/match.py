"""Items whose parts are to be matched with answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from lti_tool.content.model.fields import OptionId, Text
from lti_tool.content.model.items.facts import Feedback, ItemFacts, derive_id
from lti_tool.content.model.record import Breach, Record


class Pair(Record):
    """A text and the answer that belongs to it; several pairs may share one answer."""

    id: OptionId
    text: Text
    match: Text
    feedback: Feedback


class Target(Record):
    """An answer that pairs can be matched with."""

    id: OptionId
    text: Text


class MatchItem(ItemFacts):
    """A question whose answer matches each pair's text with a target; `extras` are targets that match nothing."""

    type: Literal["match"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=3, max_length=6)]
    extras: tuple[Text, ...] = ()
    targets: tuple[Target, ...] = ()

    @cached_property
    def part_ids(self) -> tuple[str, ...]:
        """The pair ids, in the author's order."""
        return tuple(pair.id for pair in self.pairs)

    @cached_property
    def target_ids(self) -> tuple[str, ...]:
        """The target ids: the answers of the pairs, then the extras."""
        return tuple(target.id for target in self.targets)

    def pair(self, pair_id: str) -> Pair:
        """Return the pair of that id; KeyError when the item has none."""
        for pair in self.pairs:
            if pair.id == pair_id:
                return pair
        raise KeyError(pair_id)

    def target(self, target_id: str) -> Target:
        """Return the target of that id; KeyError when the item has none."""
        for target in self.targets:
            if target.id == target_id:
                return target
        raise KeyError(target_id)

    def target_of(self, pair: Pair) -> str:
        """Return the id of the target that a pair belongs to."""
        return self._ids_by_text[pair.match]

    def target_of_text(self, text: str) -> str:
        """Return the id of the target with that text; KeyError when the item has none."""
        return self._ids_by_text[text]

    @cached_property
    def _ids_by_text(self) -> dict[str, str]:
        return {target.text: target.id for target in self.targets}

    @model_validator(mode="before")
    @classmethod
    def _name_targets(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "targets" in data:
            return data
        texts = dict.fromkeys(text.strip() for text in _target_texts(data))
        item_id = str(data.get("id"))
        return {**data, "targets": [{"id": derive_id(item_id, text), "text": text} for text in texts if text]}

    @model_validator(mode="after")
    def _parts_differ(self) -> MatchItem:
        if len(set(self.part_ids)) < len(self.part_ids):
            raise Breach("two pairs have the same id", "give each pair its own id: a, b, c")
        matches = {pair.match for pair in self.pairs}
        if len(self._ids_by_text) != len(matches) + len(self.extras) or len(set(self.target_ids)) < len(self.targets):
            raise Breach("an extra repeats another answer", "write extras that match nothing, each once")
        if len(self.targets) < 2:
            raise Breach("there is only one answer to match with", "give the pairs at least two answers")
        return self


def _target_texts(data: Mapping[str, Any]) -> Iterable[str]:
    pairs, extras = data.get("pairs"), data.get("extras")
    for pair in pairs if isinstance(pairs, list | tuple) else ():
        if isinstance(pair, Mapping) and isinstance(pair.get("match"), str):
            yield pair["match"]
    for extra in extras if isinstance(extras, list | tuple) else ():
        if isinstance(extra, str):
            yield extra
