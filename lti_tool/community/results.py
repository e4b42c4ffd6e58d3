"""A group's answers in sum, told in steps as large as the groups that hide each of their members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.content.model.activities.survey import Survey, SurveyField


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How many chose an option: from `least` to `most`, or any number from `least` on where `most` is None."""

    text: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One question: how many chose each option, or the texts that their writers chose to share, in A to Z order."""

    field: SurveyField
    counts: tuple[OptionCount, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """How many of the answers are told; `fields` is empty while they are fewer than the survey's `min_group`.

    `counts_from` is the number from which it is told how often options were chosen.
    """

    answered: int
    fields: tuple[FieldResult, ...]
    counts_from: int

    @property
    def is_shown(self) -> bool:
        """Whether the group is large enough."""
        return bool(self.fields)

    @property
    def has_counts(self) -> bool:
        """Whether it is large enough to tell of options."""
        return self.answered >= self.counts_from


def summarise(survey: Survey, answers: Sequence[Mapping[str, Any]]) -> SurveyResult:
    """Add up the answers that may be told; below the minimum group size only their number is given."""
    is_shown = len(answers) >= survey.min_group
    fields = tuple(_summarise_field(field, answers, survey.min_group) for field in survey.fields) if is_shown else ()
    return SurveyResult(len(answers), fields, counts_from=2 * survey.min_group)


def _summarise_field(field: SurveyField, answers: Sequence[Mapping[str, Any]], step: int) -> FieldResult:
    if not field.has_options:
        return FieldResult(field, (), _texts(field, answers) if field.share else ())
    if len(answers) < 2 * step:  # too few chose it, or too few did not
        return FieldResult(field, (), ())
    chosen = Counter(option for each in answers for option in each["given"].get(field.id) or ())
    counts = (_in_steps(option.text, chosen[option.id], len(answers), step) for option in field.options)
    return FieldResult(field, tuple(counts), ())


def _in_steps(text: str, chose: int, answered: int, step: int) -> OptionCount:
    """Which step a count is on; the last one is so wide that nobody sees whether all agree."""
    last = answered - answered % step - step
    least = min(chose - chose % step, last)
    return OptionCount(text, least, None if least == last else least + step - 1)


def _texts(field: SurveyField, answers: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was let be shared, in an order that tells nobody apart."""
    shared = (each["given"].get(field.id) for each in answers if field.id in each["shared"])
    return tuple(sorted(filter(None, shared)))
