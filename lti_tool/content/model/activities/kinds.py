"""What a learner does inside a lesson, each kind a model; `kind` tells them apart."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from lti_tool.content.model.activities.facts import ActivityFacts, Line, LocalId, first_repeated
from lti_tool.content.model.activities.light import Moment, Reveal, Spot
from lti_tool.content.model.activities.scenario import Scenario
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.fields import Text, Title
from lti_tool.content.model.record import Breach, Record


class RewriteModel(Record):
    """One good way to say it, and why it works."""

    text: Text
    why: Text


class Rewrite(ActivityFacts):
    """Words to say better: the learner's own first, then two models."""

    kind: Literal["rewrite"]
    prompt: Text
    context: Text | None = None
    models: Annotated[tuple[RewriteModel, ...], Field(min_length=2, max_length=2)]


class SortCategory(Record):
    """A heap that entries are sorted into."""

    id: LocalId
    label: Text


class SortEntry(Record):
    """A thing to sort, the category it belongs to, and why."""

    id: LocalId
    text: Text
    category: LocalId
    feedback: Text


class Sort(ActivityFacts):
    """Entries to sort into categories."""

    kind: Literal["sort"]
    prompt: Text
    categories: Annotated[tuple[SortCategory, ...], Field(min_length=2, max_length=6)]
    entries: Annotated[tuple[SortEntry, ...], Field(min_length=3, max_length=12)]

    @model_validator(mode="after")
    def _ids_make_sense(self) -> Sort:
        known = [category.id for category in self.categories]
        for name, ids in (("categories", known), ("entries", [entry.id for entry in self.entries])):
            if repeated := first_repeated(ids):
                raise Breach(f"two {name} have the id {repeated}", "give each its own id")
        for entry in self.entries:
            if entry.category not in known:
                remedy = f"write one of {', '.join(known)}"
                raise Breach(f"entry {entry.id} has the category {entry.category}, which is not there", remedy)
        return self


class Reflection(ActivityFacts):
    """A question to oneself; nobody else reads the answer."""

    kind: Literal["reflection"]
    prompt: Text
    hint: Text | None = None


class Statement(Record):
    """A behaviour to rate oneself on, and one thing to try (`try` in the file)."""

    model_config = ConfigDict(populate_by_name=True)

    id: LocalId
    text: Text
    try_this: Text = Field(alias="try")


class SelfAssessment(ActivityFacts):
    """Behaviours to rate oneself on; the scale is fixed: not yet, sometimes, usually, always."""

    kind: Literal["self_assessment"]
    prompt: Text
    statements: Annotated[tuple[Statement, ...], Field(min_length=3, max_length=10)]

    @model_validator(mode="after")
    def _ids_differ(self) -> SelfAssessment:
        if repeated := first_repeated([statement.id for statement in self.statements]):
            raise Breach(f"two statements have the id {repeated}", "give each its own id")
        return self


class ChecklistGroup(Record):
    """Entries under one heading of a checklist."""

    title: Title
    entries: Annotated[tuple[Line, ...], Field(min_length=1)]


class Checklist(ActivityFacts):
    """Entries to choose from, and lines of one's own, for a sheet or for cards that print."""

    kind: Literal["checklist"]
    prompt: Text
    title: Title
    format: Literal["list", "cards"] = "list"
    groups: Annotated[tuple[ChecklistGroup, ...], Field(min_length=1)]
    own: Annotated[int, Field(ge=0, le=6)] = 3

    @property
    def entries(self) -> tuple[Line, ...]:
        """The entries of all groups."""
        return tuple(entry for group in self.groups for entry in group.entries)

    @model_validator(mode="after")
    def _entries_differ(self) -> Checklist:
        seen: dict[str, str] = {}
        for entry in self.entries:
            if entry.id in seen:
                raise Breach(f'two entries say "{entry.text[:60]}"', "keep one of them")
            seen[entry.id] = entry.text
        return self


Activity = Rewrite | Sort | Reflection | SelfAssessment | Checklist | Scenario | Survey | Moment | Reveal | Spot
ACTIVITY_MODELS: dict[str, Any] = {
    "rewrite": Rewrite,
    "sort": Sort,
    "reflection": Reflection,
    "self_assessment": SelfAssessment,
    "checklist": Checklist,
    "scenario": Scenario,
    "survey": Survey,
    "moment": Moment,
    "reveal": Reveal,
    "spot": Spot,
}
