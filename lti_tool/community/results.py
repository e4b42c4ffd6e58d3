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
    """One question: what was chosen, or the texts that their writers chose to share, in A to Z order.

    `most_chosen` is an option that no other one surpasses, given instead of `counts` where these would have a sum: with
    it, ranges would tell of each other.
    """

    field: SurveyField
    counts: tuple[OptionCount, ...] = ()
    most_chosen: str = ""
    texts: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.counts or self.most_chosen or self.texts)


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
        return FieldResult(field, texts=_texts(field, answers) if field.share else ())
    if len(answers) < 2 * step:  # too few chose it, or too few did not
        return FieldResult(field)
    chosen = Counter(option for each in answers for option in each["given"].get(field.id) or ())
    if field.type == "single" or field.required:
        return FieldResult(field, most_chosen=max(field.options, key=lambda option: chosen[option.id]).text)
    counts = (_in_steps(option.text, chosen[option.id], len(answers), step) for option in field.options)
    return FieldResult(field, counts=tuple(counts))


def _in_steps(text: str, chose: int, answered: int, step: int) -> OptionCount:
    """Which step a count is on; the last one is so wide that nobody sees whether all agree."""
    last = answered - answered % step - step
    least = min(chose - chose % step, last)
    return OptionCount(text, least, None if least == last else least + step - 1)


def _texts(field: SurveyField, answers: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was let be shared, in an order that tells nobody apart."""
    shared = (each["given"].get(field.id) for each in answers if field.id in each["shared"])
    return tuple(sorted(filter(None, shared)))
