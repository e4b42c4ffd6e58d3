"""What is to be known of a setting, said once where the setting stands: forms, log, words and links read it from there.

A model's field says type, range and default as pydantic has them, and the rest as an `About` in its annotation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

EARLIEST, LATEST = 2000, 2100  # the years of any moment; at the calendar's very ends, a change of time zone overflows


class Kind(StrEnum):
    """What a setting's value is, and so how it is typed, read and said."""

    NUMBER = "number"
    CHOICE = "choice"
    MOMENT = "moment"
    LESSONS = "lessons"


class Section(StrEnum):
    """Where on its form a setting stands; within a section they keep the order of the model."""

    PARTS = "parts"
    LESSONS = "lessons"
    COMPLETION = "completion"
    LENGTH = "length"
    GRADE = "grade"
    ATTEMPTS = "attempts"
    DATES = "dates"
    TIME = "time"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What type and range do not tell of a setting; words are for the translators' catalogue.

    `label` is what its form calls it, `called` what a list of changes does. `words` has words for each value of a
    choice. Course-wide settings may be set for all links of a course at once, but for the values `not_for_course`.
    `placed_as` is its label in the picker, for what may be set before a link is there: it travels in the link's custom
    parameters. What `is_rare` is folded away on its form while it is as it was.
    """

    label: str
    called: str
    section: Section
    hint: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    is_course_wide: bool = False
    not_for_course: Collection[str] = ()
    placed_as: str = ""
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a model. `least` and `most` bound a number; what `may_be_empty` is then left to the module."""

    name: str
    kind: Kind
    about: About
    default: Any
    may_be_empty: bool
    least: int = 0
    most: int = 0


def describe(model: type[BaseModel]) -> dict[str, Setting]:
    """Each setting of a model by its name; raises TypeError where one says too little."""
    return {name: _describe(name, info) for name, info in model.model_fields.items()}


def _describe(name: str, info: FieldInfo) -> Setting:
    may_be_empty = NoneType in get_args(info.annotation)
    kind = _kind(get_args(info.annotation)[0] if may_be_empty else info.annotation)
    about = next((each for each in info.metadata if isinstance(each, About)), None)
    if kind is None or about is None:
        raise TypeError(f"the setting {name} has no words or is of no kind that a form can ask for")
    return Setting(name, kind, about, info.default, may_be_empty, _bound(info, "ge"), _bound(info, "le"))


def _bound(info: FieldInfo, end: str) -> int:
    return next((getattr(each, end) for each in info.metadata if hasattr(each, end)), 0)


def _kind(kept: Any) -> Kind | None:
    if get_origin(kept) is tuple:
        return Kind.LESSONS
    if kept in (AwareDatetime, datetime):
        return Kind.MOMENT
    if kept is int:
        return Kind.NUMBER
    return Kind.CHOICE if isinstance(kept, type) and issubclass(kept, StrEnum) else None
