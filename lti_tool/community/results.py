"""A group's answers in sum, once the group is large enough to hide each of its members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.content.model.activities.survey import Survey, SurveyField


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One question: how many chose each option, or the texts that their writers chose to share, in A to Z order."""

    field: SurveyField
    counts: tuple[tuple[str, int], ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """How many answered; `fields` is empty while they are fewer than the survey's `min_group`."""

    answered: int
    fields: tuple[FieldResult, ...]

    @property
    def is_shown(self) -> bool:
        """Whether the group is large enough."""
        return bool(self.fields)


def summarise(survey: Survey, answers: Sequence[Mapping[str, Any]]) -> SurveyResult:
    """Add the answers up; below the minimum group size only their number is given."""
    if len(answers) < survey.min_group:
        return SurveyResult(len(answers), ())
    return SurveyResult(len(answers), tuple(_summarise_field(field, answers) for field in survey.fields))


def _summarise_field(field: SurveyField, answers: Sequence[Mapping[str, Any]]) -> FieldResult:
    if not field.has_options:
        return FieldResult(field, (), _texts(field, answers) if field.share else ())
    chosen = Counter(option for each in answers for option in each["given"].get(field.id) or ())
    return FieldResult(field, tuple((option.text, chosen[option.id]) for option in field.options), ())


def _texts(field: SurveyField, answers: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was let be shared, in an order that tells nobody apart."""
    shared = (each["given"].get(field.id) for each in answers if field.id in each["shared"])
    return tuple(sorted(filter(None, shared)))
