"""Families: one set of options and several stems, each of which makes another option right.

Every option is right for somebody, so the options alone tell nothing. Each stem becomes an item of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from lti_tool.content.model.fields import CompetencyCode, Id, OptionId, Text, Version
from lti_tool.content.model.items.choice import BestWorstItem, MultiItem, SingleItem
from lti_tool.content.model.items.facts import Bloom, Feedback
from lti_tool.content.model.record import Record


class Act(Record):
    """An option of a family, without feedback: the same act is right in one scene and wrong in another."""

    id: OptionId
    text: Text


class Stem(Record):
    """A scene, its question, and what each act would have been worth in it."""

    id: Id
    version: Version
    bloom: Bloom
    behaviour: CompetencyCode | None = None
    source: Id | None = None
    review_by: date | None = None
    stem: Text
    feedback: dict[OptionId, Feedback]

    def flags(self, option_id: str) -> dict[str, bool]:
        """What the option is marked with in the item that the stem becomes."""
        raise NotImplementedError

    @property
    def marked(self) -> dict[str, tuple[str, ...]]:
        """The option ids that the stem names, by the field that names them."""
        raise NotImplementedError


class SingleStem(Stem):
    """A stem with one right option."""

    key: OptionId

    def flags(self, option_id: str) -> dict[str, bool]:
        """Whether the option is the right one."""
        return {"key": option_id == self.key}

    @property
    def marked(self) -> dict[str, tuple[str, ...]]:
        """The key."""
        return {"key": (self.key,)}


class MultiStem(Stem):
    """A stem with one or more right options."""

    keys: Annotated[tuple[OptionId, ...], Field(min_length=1)]

    def flags(self, option_id: str) -> dict[str, bool]:
        """Whether the option is a right one."""
        return {"key": option_id in self.keys}

    @property
    def marked(self) -> dict[str, tuple[str, ...]]:
        """The keys."""
        return {"keys": self.keys}


class BestWorstStem(Stem):
    """A stem with a best and a worst option."""

    best: OptionId
    worst: OptionId

    def flags(self, option_id: str) -> dict[str, bool]:
        """Whether the option is the best or the worst one."""
        return {"best": option_id == self.best, "worst": option_id == self.worst}

    @property
    def marked(self) -> dict[str, tuple[str, ...]]:
        """The best and the worst."""
        return {"best": (self.best,), "worst": (self.worst,)}


class FamilyFacts(Record):
    """What families of every type have; `card` is a local policy shown above each stem."""

    family: Id
    competency: CompetencyCode
    lesson: Id | None = None
    card: Text | None = None
    options: Annotated[tuple[Act, ...], Field(min_length=3, max_length=4)]
    stems: tuple[Stem, ...]
    type: str

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The option ids in the author's order."""
        return tuple(option.id for option in self.options)

    def items(self) -> Iterator[SingleItem | MultiItem | BestWorstItem]:
        """Yield the item that each stem becomes; the stems' references must be sound."""
        for stem in self.stems:
            yield _MODELS[self.type].model_validate(_item(self, stem))


class SingleFamily(FamilyFacts):
    """A family of single-choice items."""

    type: Literal["single"]
    stems: Annotated[tuple[SingleStem, ...], Field(min_length=2)]


class MultiFamily(FamilyFacts):
    """A family of multi-response items."""

    type: Literal["multi"]
    stems: Annotated[tuple[MultiStem, ...], Field(min_length=2)]


class BestWorstFamily(FamilyFacts):
    """A family of best/worst items."""

    type: Literal["best_worst"]
    stems: Annotated[tuple[BestWorstStem, ...], Field(min_length=2)]


Family = Annotated[SingleFamily | MultiFamily | BestWorstFamily, Field(discriminator="type")]
FAMILY_TYPES = ("single", "multi", "best_worst")
_MODELS: dict[str, type[SingleItem | MultiItem | BestWorstItem]] = {
    "single": SingleItem,
    "multi": MultiItem,
    "best_worst": BestWorstItem,
}


def _item(family: FamilyFacts, stem: Stem) -> dict[str, Any]:
    shared = {name: getattr(family, name) for name in ("family", "type", "competency", "lesson", "card")}
    own = {name: getattr(stem, name) for name in ("id", "version", "bloom", "behaviour", "source", "review_by", "stem")}
    options = [
        {"id": option.id, "text": option.text, "feedback": stem.feedback[option.id], **stem.flags(option.id)}
        for option in family.options
    ]
    return {**shared, **own, "options": options}
