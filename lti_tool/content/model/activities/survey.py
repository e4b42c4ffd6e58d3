"""A survey: questions whose answers are kept apart from who gave them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from lti_tool.content.model.activities.facts import ActivityFacts, Line, LocalId, first_repeated
from lti_tool.content.model.fields import Text, Title, Version
from lti_tool.content.model.items.facts import is_absent
from lti_tool.content.model.record import Breach, Record


class SurveyField(Record):
    """One question; `share: opt_in` lets a respondent allow that the words are shown to others."""

    id: LocalId
    type: Literal["short", "long", "multi", "single"]
    label: Text
    options: tuple[Line, ...] = ()
    required: bool = False
    share: Literal["opt_in"] | None = Field(None, exclude_if=is_absent)

    @property
    def has_options(self) -> bool:
        """Whether one chooses instead of writing."""
        return self.type in ("multi", "single")

    @model_validator(mode="after")
    def _options_fit_the_type(self) -> SurveyField:
        if self.has_options and len(self.options) < 2:
            raise Breach(f"a {self.type} question needs options", "list at least two options")
        if not self.has_options and self.options:
            raise Breach(f"a {self.type} question has no options", "remove them, or write type: multi or single")
        if self.has_options and self.share:
            raise Breach("only written answers can be shared", "remove share")
        if first_repeated([option.id for option in self.options]):
            raise Breach("two options say the same", "keep one of them")
        return self


class SurveyForm(Record):
    """The questions, as their file writes them; `min_group` is the least number of answers shown together."""

    title: Title
    intro: Text | None = None
    anonymous: bool = True
    min_group: Annotated[int, Field(ge=5, le=1000)] = 5
    graded: Literal["completion"] = "completion"
    fields: Annotated[tuple[SurveyField, ...], Field(min_length=1, max_length=20)]

    def field(self, field_id: str) -> SurveyField | None:
        """Return the question of that id, or None."""
        return next((field for field in self.fields if field.id == field_id), None)

    @model_validator(mode="after")
    def _is_anonymous_with_distinct_ids(self) -> SurveyForm:
        if not self.anonymous:
            raise Breach("anonymous cannot be false", "write anonymous: true; answers are kept apart from names")
        if repeated := first_repeated([field.id for field in self.fields]):
            raise Breach(f"two fields have the id {repeated}", "give each its own id")
        return self


class SurveyFile(SurveyForm):
    """A file of surveys/."""

    version: Version = 1


class Survey(ActivityFacts, SurveyForm):
    """A survey where a lesson has it."""

    kind: Literal["survey"]
