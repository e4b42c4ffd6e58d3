"""Every pair of settings: those that contradict each other are refused or asked about, and no other pair is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from lti_tool.content.source.loader import load_catalogue
from lti_tool.placements.before_saving.cautions import Circumstances, find_cautions
from lti_tool.placements.before_saving.presets import Preset, values_of
from lti_tool.placements.contradictions import contradictions_within, find_contradictions
from lti_tool.placements.dates import Said, Source, dates_that_hold
from lti_tool.placements.settings import SETTINGS, QuizSettings
from tests.support.quiz_course import write_quiz_course

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)
MODULE = load_catalogue(write_quiz_course(Path(mkdtemp()))).module("thrice")
ALL_HIDDEN = tuple(lesson.id for lesson in MODULE.lessons)
SOON, LATER, LATEST, PAST = (NOW + timedelta(minutes=each) for each in (20, 90, 2000, -60))
AROUND = Circumstances(NOW, lambda number: 3 if number < 2 else 0)
VALUES: dict[str, list[Any]] = {
    "shows": ["lessons", "quiz", "survey"],
    "lessons_hidden": [ALL_HIDDEN],
    "lessons_order": [ALL_HIDDEN[::-1]],
    "things_to_do": ["all"],
    "items": [4],
    "graded_by": ["completion", "both"],
    "completion_percent": [30],
    "pass_percent": [40, 100],
    "attempts_allowed": [0, 1, 4],
    "quiz_opens": ["from_course_page"],
    "counting": ["latest", "first", "average"],
    "wait_minutes": [60],
    "lms_dates": ["shown"],
    "opens_at": [SOON, LATER],
    "due_at": [SOON, LATEST],
    "closes_at": [SOON, LATER],
    "time_limit_minutes": [1, 80],
    "grace_seconds": [3600],
    "key_shown": ["after_attempts", "from_date"],
    "key_shown_from": [SOON, LATEST],
}
REFUSED, ASKED = "refused", "asked"
QUIZ_ONLY = [
    "items", "pass_percent", "attempts_allowed", "quiz_opens", "counting", "wait_minutes", "lms_dates", "opens_at",
    "due_at", "closes_at", "time_limit_minutes", "grace_seconds", "key_shown", "key_shown_from",
]  # fmt: skip
PAIRS: dict[tuple[str, str], str] = {
    **{("shows", each): ASKED for each in QUIZ_ONLY},  # no quiz is shown
    ("shows", "lessons_hidden"): REFUSED,
    ("shows", "things_to_do"): ASKED,
    ("shows", "graded_by"): REFUSED,
    ("lessons_hidden", "things_to_do"): ASKED,
    ("lessons_hidden", "graded_by"): REFUSED,
    ("items", "time_limit_minutes"): ASKED,
    ("attempts_allowed", "wait_minutes"): REFUSED,
    ("attempts_allowed", "key_shown"): REFUSED,  # endless attempts, and answers when they are used up
    ("wait_minutes", "closes_at"): ASKED,
    ("opens_at", "due_at"): REFUSED,
    ("opens_at", "closes_at"): REFUSED,
    ("opens_at", "key_shown_from"): REFUSED,
    ("due_at", "closes_at"): REFUSED,
    ("due_at", "key_shown_from"): ASKED,
    ("closes_at", "time_limit_minutes"): ASKED,  # refused where the opening is set, too
    ("closes_at", "key_shown"): ASKED,
    ("closes_at", "key_shown_from"): ASKED,
    ("time_limit_minutes", "grace_seconds"): ASKED,
    ("key_shown", "key_shown_from"): ASKED,
}
"""All others go together."""


def problems(**values: Any) -> dict[tuple[str, str], str]:
    """What is told of settings: at which of them, in which words, and whether it is refused or asked about."""
    settings = QuizSettings(**values)
    dates = dates_that_hold([Said(Source.LINK, **settings.moments)], settings)
    refused = {(each.place, each.wording): REFUSED for each in find_contradictions(MODULE, settings)}
    asked = {(each.place, each.wording): ASKED for each in find_cautions(MODULE, settings, dates, AROUND)}
    return asked | refused


def told_of(first: str, second: str) -> set[str]:
    """What is told of two settings together and of neither alone, with whatever values, with and without a date."""
    found = set()
    for base in ({}, {"key_shown": "from_date"}):
        for one, other in product(VALUES[first], VALUES[second]):
            together = problems(**(base | {first: one, second: other}))
            alone = problems(**(base | {first: one})) | problems(**(base | {second: other}))
            found |= {answer for problem, answer in together.items() if problem not in alone}
    return found


def test_every_pair_of_settings_is_answered_as_the_table_says() -> None:
    answers = {pair: told_of(*pair) for pair in combinations(SETTINGS, 2)}

    assert len(answers) == len(SETTINGS) * (len(SETTINGS) - 1) // 2
    assert {pair: answer for pair, answer in answers.items() if answer} == {
        pair: {answer} for pair, answer in PAIRS.items()
    }


@pytest.mark.parametrize(
    ("values", "place", "words", "answer"),
    [
        ({"closes_at": PAST}, "closes_at", "This is past", ASKED),
        ({"due_at": PAST}, "due_at", "This is past", ASKED),
        ({"key_shown": "from_date", "key_shown_from": PAST}, "key_shown_from", "This is past", ASKED),
        ({"key_shown": "from_date"}, "key_shown_from", "Choose the date", REFUSED),
        ({"attempts_allowed": 1}, "attempts_allowed", "have begun more attempts", ASKED),
        ({"lessons_hidden": ALL_HIDDEN}, "lessons", "No lesson is ticked", ASKED),
        ({"lessons_hidden": ALL_HIDDEN, "shows": "lessons"}, "lessons", "would show nothing", REFUSED),
        ({"shows": "lessons"}, "graded_by", "nobody would get a grade", ASKED),
        ({"closes_at": LATER}, "key_shown", "before the quiz closes", ASKED),
        (
            {"opens_at": SOON, "closes_at": LATER, "time_limit_minutes": 80},
            "time_limit_minutes",
            "is open for",
            REFUSED,
        ),
        ({"closes_at": SOON, "time_limit_minutes": 21}, "time_limit_minutes", "before the time limit is over", ASKED),
        (
            {"opens_at": LATER, "closes_at": LATEST, "wait_minutes": 5000},
            "wait_minutes",
            "before the wait is over",
            ASKED,
        ),
    ],
)
def test_what_is_told_and_where(values: dict[str, Any], place: str, words: str, answer: str) -> None:
    found = [(told, how) for (where, told), how in problems(**values).items() if where == place and words in told]

    assert [how for _told, how in found] == [answer]


def test_what_suits_each_other_is_not_mentioned() -> None:
    exam = {"attempts_allowed": 2, "time_limit_minutes": 30, "key_shown": "from_date"}
    dates = {"opens_at": SOON, "closes_at": LATEST, "due_at": LATEST, "key_shown_from": LATEST}

    assert problems(**exam, **dates) == {}


@pytest.mark.parametrize("for_course", [False, True])
@pytest.mark.parametrize("preset", Preset)
def test_no_preset_contradicts_itself(preset: Preset, for_course: bool) -> None:
    values = values_of(preset, for_course=for_course)
    dates = {"key_shown_from": LATEST} if values["key_shown"] == "from_date" else {}

    assert list(contradictions_within(QuizSettings(**values, **dates))) == []
    assert set(values) <= set(SETTINGS)
