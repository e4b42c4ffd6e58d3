"""How a link's quiz is taken: what an instructor set, and the defaults where nothing was set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

DEFAULT_GRACE_SECONDS = 60
DEFAULT_COMPLETION_PERCENT = 50
NO_LIMIT = 0
COURSE_WIDE = (  # what may be set for all links of a course at once; the rest belongs to one module or one date
    "pass_percent",
    "graded_by",
    "completion_percent",
    "attempts_allowed",
    "counting",
    "wait_minutes",
    "time_limit_minutes",
    "grace_seconds",
    "key_shown",
)


class Counting(StrEnum):
    """Which of several attempts is the grade."""

    HIGHEST = "highest"
    LATEST = "latest"
    FIRST = "first"
    AVERAGE = "average"


class KeyShown(StrEnum):
    """When a result shows the answers with their feedback; before that it says what to study."""

    AFTER_ATTEMPT = "after_attempt"
    AFTER_ATTEMPTS = "after_attempts"
    FROM_DATE = "from_date"


class Shows(StrEnum):
    """Which parts of its module a link shows."""

    WHOLE = "whole"
    LESSONS = "lessons"
    QUIZ = "quiz"
    SURVEY = "survey"


class GradedBy(StrEnum):
    """What the grade is made of: the quiz score that counts, the share of lessons done, or both weighted."""

    SCORE = "score"
    COMPLETION = "completion"
    BOTH = "both"


class QuizSettings(BaseModel):
    """One link's settings; None leaves a thing to the module. All moments are aware; minutes and seconds are whole.

    `lessons_order` names the lessons that come first; those it does not name follow as the module has them.
    `completion_percent` is the weight of the lessons where the grade is both.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")  # a setting that was dropped must not lock a link

    shows: Shows = Shows.WHOLE
    lessons_hidden: tuple[str, ...] = ()
    lessons_order: tuple[str, ...] = ()
    items: Annotated[int, Field(ge=1, le=100)] | None = None
    pass_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    graded_by: GradedBy = GradedBy.SCORE
    completion_percent: Annotated[int, Field(ge=1, le=99)] = DEFAULT_COMPLETION_PERCENT
    attempts_allowed: Annotated[int, Field(ge=NO_LIMIT, le=100)] | None = None
    counting: Counting = Counting.HIGHEST
    wait_minutes: Annotated[int, Field(ge=0, le=60 * 24 * 60)] = 0
    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    time_limit_minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    grace_seconds: Annotated[int, Field(ge=0, le=3600)] = DEFAULT_GRACE_SECONDS
    key_shown: KeyShown = KeyShown.AFTER_ATTEMPT
    key_shown_from: AwareDatetime | None = None

    def stored(self, course: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What a row keeps: only what differs from the `course`'s own defaults, and else from ours."""
        as_course, mine = (each.model_dump(mode="json") for each in (QuizSettings.model_validate(course or {}), self))
        return {name: value for name, value in mine.items() if value != as_course[name]}

    def dates(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """Opens, due, closes."""
        return self.opens_at, self.due_at, self.closes_at
