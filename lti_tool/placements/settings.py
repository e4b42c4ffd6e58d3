"""How a link's quiz is taken: what an instructor set, and the defaults where nothing was set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lti_tool.errors import N_
from lti_tool.placements.picking.description import About, Section, describe

DEFAULT_GRACE_SECONDS = 60
DEFAULT_COMPLETION_PERCENT = 50
NO_LIMIT = 0


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


class ThingsToDo(StrEnum):
    """What a lesson asks for before it is done: each thing to do tried or skipped on purpose, or each of them tried."""

    MAY_BE_SKIPPED = "may_be_skipped"
    ALL = "all"


class QuizOpens(StrEnum):
    """From where a learner may take the quiz: the link in the LMS, opened once, or the course page here, too."""

    AFTER_LAUNCH = "after_launch"
    FROM_COURSE_PAGE = "from_course_page"


class LmsDates(StrEnum):
    """What dates that the LMS sends with a launch are worth."""

    COUNT = "count"
    SHOWN = "shown"


class QuizSettings(BaseModel):
    """One link's settings; None leaves a thing to the module. All moments are aware; minutes and seconds are whole.

    `lessons_order` names the lessons that come first; those it does not name follow as the module has them.
    `completion_percent` is the weight of the lessons where the grade is both. Whatever else is to be known of a
    setting stands in its `About`: pages and log read it from there.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")  # a setting that was dropped must not lock a link

    shows: Annotated[
        Shows,
        About(
            label=N_("This link shows"),
            called=N_("what the link shows"),
            section=Section.PARTS,
            words={
                Shows.WHOLE: N_("The whole module"),
                Shows.LESSONS: N_("The lessons alone"),
                Shows.QUIZ: N_("The quiz alone"),
                Shows.SURVEY: N_("The survey alone, with the lesson that asks it"),
            },
        ),
    ] = Shows.WHOLE
    lessons_hidden: Annotated[
        tuple[str, ...],
        About(
            label=N_("Lessons shown, and their places"),
            called=N_("lessons hidden"),
            section=Section.LESSONS,
        ),
    ] = ()
    lessons_order: Annotated[
        tuple[str, ...],
        About(
            label=N_("Lessons shown, and their places"),
            called=N_("order of lessons"),
            section=Section.LESSONS,
        ),
    ] = ()
    things_to_do: Annotated[
        ThingsToDo,
        About(
            label=N_("Things to do in lessons"),
            called=N_("things to do in lessons"),
            section=Section.COMPLETION,
            words={
                ThingsToDo.MAY_BE_SKIPPED: N_("May be skipped on purpose"),
                ThingsToDo.ALL: N_("Have to be tried, but for surveys"),
            },
            is_course_wide=True,
            is_rare=True,
        ),
    ] = ThingsToDo.MAY_BE_SKIPPED
    items: Annotated[
        int | None,
        Field(ge=1, le=100),
        About(
            label=N_("Questions in an attempt"),
            called=N_("questions in an attempt"),
            section=Section.LENGTH,
            is_rare=True,
        ),
    ] = None
    graded_by: Annotated[
        GradedBy,
        About(
            label=N_("The grade is"),
            called=N_("what the grade is"),
            section=Section.GRADE,
            words={
                GradedBy.SCORE: N_("The quiz score"),
                GradedBy.COMPLETION: N_("The share of lessons done"),
                GradedBy.BOTH: N_("Both, weighted"),
            },
            is_course_wide=True,
        ),
    ] = GradedBy.SCORE
    completion_percent: Annotated[
        int,
        Field(ge=1, le=99),
        About(
            label=N_("Percent for the lessons, where the grade is both"),
            called=N_("percent for the lessons"),
            section=Section.GRADE,
            hint=N_("The quiz score has the rest. What is still to do counts as nothing yet, so the grade grows."),
            is_course_wide=True,
        ),
    ] = DEFAULT_COMPLETION_PERCENT
    pass_percent: Annotated[
        int | None,
        Field(ge=1, le=100),
        About(
            label=N_("Pass mark in percent"),
            called=N_("pass mark in percent"),
            section=Section.GRADE,
            hint=N_(
                "Of the points, exactly: 3.5 of 5 pass at 70 %. Empty: what the module says. "
                "It applies to attempts started from now on."
            ),
            is_course_wide=True,
        ),
    ] = None
    attempts_allowed: Annotated[
        int | None,
        Field(ge=NO_LIMIT, le=100),
        About(
            label=N_("Attempts allowed"),
            called=N_("attempts allowed"),
            section=Section.ATTEMPTS,
            hint=N_("0 means unlimited. Empty: what the module says."),
            is_course_wide=True,
        ),
    ] = None
    quiz_opens: Annotated[
        QuizOpens,
        About(
            label=N_("Where learners take the quiz"),
            called=N_("where learners take the quiz"),
            section=Section.ATTEMPTS,
            words={
                QuizOpens.AFTER_LAUNCH: N_("At this link, once they have opened it in your LMS"),
                QuizOpens.FROM_COURSE_PAGE: N_("On the course page of this tool, too"),
            },
            is_course_wide=True,
            is_rare=True,
        ),
    ] = QuizOpens.AFTER_LAUNCH
    counting: Annotated[
        Counting,
        About(
            label=N_("Which attempt counts"),
            called=N_("which attempt counts"),
            section=Section.ATTEMPTS,
            words={
                Counting.HIGHEST: N_("The highest"),
                Counting.LATEST: N_("The latest"),
                Counting.FIRST: N_("The first"),
                Counting.AVERAGE: N_("The average of all"),
            },
            is_course_wide=True,
        ),
    ] = Counting.HIGHEST
    wait_minutes: Annotated[
        int,
        Field(ge=0, le=60 * 24 * 60),
        About(
            label=N_("Minutes to wait between attempts"),
            called=N_("minutes to wait"),
            section=Section.ATTEMPTS,
            hint=N_("0 means no wait; a day is 1440."),
            is_course_wide=True,
            is_rare=True,
        ),
    ] = 0
    lms_dates: Annotated[
        LmsDates,
        About(
            label=N_("Dates that your LMS sends"),
            called=N_("dates of the LMS"),
            section=Section.DATES,
            words={
                LmsDates.COUNT: N_("Count: each takes the place of the same date set here"),
                LmsDates.SHOWN: N_("Do not count: only dates set here do"),
            },
            is_course_wide=True,
            is_rare=True,
        ),
    ] = LmsDates.COUNT
    opens_at: Annotated[
        AwareDatetime | None,
        About(
            label=N_("The quiz opens"),
            called=N_("opens"),
            section=Section.DATES,
            placed_as=N_("Opens"),
        ),
    ] = None
    due_at: Annotated[
        AwareDatetime | None,
        About(
            label=N_("Due (shown to learners; nothing closes)"),
            called=N_("due"),
            section=Section.DATES,
            placed_as=N_("Due (nothing closes)"),
        ),
    ] = None
    closes_at: Annotated[
        AwareDatetime | None,
        About(
            label=N_("The quiz closes"),
            called=N_("closes"),
            section=Section.DATES,
            placed_as=N_("Closes"),
        ),
    ] = None
    time_limit_minutes: Annotated[
        int | None,
        Field(ge=1, le=24 * 60),
        About(
            label=N_("Time limit in minutes"),
            called=N_("time limit in minutes"),
            section=Section.TIME,
            hint=N_(
                "Empty: no limit, which suits most learners. "
                "Extra time for individual people is set once, on their own page."
            ),
            is_course_wide=True,
        ),
    ] = None
    grace_seconds: Annotated[
        int,
        Field(ge=0, le=3600),
        About(
            label=N_("Seconds of grace for a slow network"),
            called=N_("seconds of grace"),
            section=Section.TIME,
            hint=N_("What arrives within this time after the end still counts."),
            is_course_wide=True,
            is_rare=True,
        ),
    ] = DEFAULT_GRACE_SECONDS
    key_shown: Annotated[
        KeyShown,
        About(
            label=N_("Learners see the answers and why"),
            called=N_("when answers are shown"),
            section=Section.ANSWERS,
            words={
                KeyShown.AFTER_ATTEMPT: N_("After each attempt"),
                KeyShown.AFTER_ATTEMPTS: N_("When their attempts are used up, or the quiz has closed"),
                KeyShown.FROM_DATE: N_("From a date on"),
            },
            is_course_wide=True,
            not_for_course=[KeyShown.FROM_DATE],
        ),
    ] = KeyShown.AFTER_ATTEMPT
    key_shown_from: Annotated[
        AwareDatetime | None,
        About(
            label=N_("Answers are shown from"),
            called=N_("answers shown from"),
            section=Section.ANSWERS,
        ),
    ] = None

    def stored(self, course: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What a row keeps: only what differs from the `course`'s own defaults, and else from ours."""
        as_course, mine = (each.model_dump(mode="json") for each in (type(self).model_validate(course or {}), self))
        return {name: value for name, value in mine.items() if value != as_course[name]}

    def dates(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """Opens, due, closes."""
        return self.opens_at, self.due_at, self.closes_at

    @property
    def moments(self) -> dict[str, datetime]:
        """Those of the three that are set, by name."""
        return {name: at for name in ("opens_at", "due_at", "closes_at") if (at := getattr(self, name))}


SETTINGS = describe(QuizSettings)
