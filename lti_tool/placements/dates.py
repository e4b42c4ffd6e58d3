"""Which dates hold for one person at one link, and who says so.

Every date comes from a source: the person's own or their branch's, the LMS's as their latest launch brought it, the
link's settings, the course's. The first source that names a moment decides about it; one that says nothing of it leaves
it to the next. Of what is set for a person or a branch at a link and in all of the course, the link's is heard first.
Whatever asks *may they?* asks `dates_for`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from lti_tool.placements.settings import LmsDates, QuizSettings

DATES = ("opens_at", "due_at", "closes_at")


class Source(StrEnum):
    """Who says when, in the order in which they are heard."""

    PERSON = "person"
    BRANCH = "branch"
    LMS = "lms"
    LINK = "link"
    COURSE = "course"


_ORDER = {source: place for place, source in enumerate(Source)}


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says; None is nothing. `heard_at` is when a launch brought it, or somebody set it.

    `is_for_course` says that it was set for a person or a branch in all of a course, and not at one link.
    """

    source: Source
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    heard_at: datetime | None = None
    is_for_course: bool = False

    @property
    def moments(self) -> dict[str, datetime]:
        """The moments it names."""
        return {name: at for name in DATES if (at := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Dates:
    """The moments that hold, each with its source in `sources`."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)


def dates_that_hold(said: Iterable[Said], settings: QuizSettings) -> Dates:
    """Of all that is said, what holds; the LMS is heard where the settings let its dates count."""
    heard = [each for each in said if each.source != Source.LMS or settings.lms_dates == LmsDates.COUNT]
    moments: dict[str, datetime] = {}
    sources: dict[str, Source] = {}
    for each in sorted(heard, key=lambda one: (_ORDER[one.source], one.is_for_course)):
        for name, at in each.moments.items():
            if name not in moments:
                moments[name], sources[name] = at, each.source
    return Dates(**moments, sources=sources)


def said_by_settings(link: Mapping[str, Any], course: Mapping[str, Any], settings: QuizSettings) -> list[Said]:
    """What stored settings say: the link's own, which may take a date of the course back, and else the course's."""
    of_link = {name: getattr(settings, name) for name in DATES if name in link}
    of_course = {name: getattr(settings, name) for name in DATES if name in course and name not in link}
    return [Said(Source.LINK, **of_link), Said(Source.COURSE, **of_course)]
