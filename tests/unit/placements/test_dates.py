"""Which dates hold, of all that is said, and from where."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lti_tool.placements.dates import DATES, Said, Source, dates_that_hold, said_by_settings
from lti_tool.placements.settings import LmsDates, QuizSettings
from tests.support.clock import NOON

DAY = timedelta(days=1)
MAYBE = st.none() | st.integers(-500, 500).map(lambda hours: NOON + hours * timedelta(hours=1))
SAID = st.builds(Said, st.sampled_from(Source), MAYBE, MAYBE, MAYBE)
DEAF = QuizSettings(lms_dates=LmsDates.SHOWN)


def test_the_lms_goes_before_the_link_moment_by_moment() -> None:
    link = Said(Source.LINK, opens_at=NOON - DAY, closes_at=NOON)

    dates = dates_that_hold([link, Said(Source.LMS, due_at=NOON + DAY, closes_at=NOON + 2 * DAY)], QuizSettings())

    assert (dates.opens_at, dates.due_at, dates.closes_at) == (NOON - DAY, NOON + DAY, NOON + 2 * DAY)
    assert dates.sources == {"opens_at": Source.LINK, "due_at": Source.LMS, "closes_at": Source.LMS}


def test_what_was_set_for_a_person_goes_before_their_branch_and_both_before_the_lms() -> None:
    said = [Said(source, closes_at=NOON + days * DAY) for days, source in enumerate(Source)]

    for source in Source:
        assert dates_that_hold(reversed(said), QuizSettings()).sources["closes_at"] == source
        said.pop(0)


def test_a_link_that_took_back_the_courses_date_has_none() -> None:
    course = {"closes_at": NOON.isoformat()}
    its_own = QuizSettings.model_validate(course | {"closes_at": None})

    assert dates_that_hold(said_by_settings({"closes_at": None}, course, its_own), its_own).closes_at is None

    inherited = QuizSettings.model_validate(course)
    assert dates_that_hold(said_by_settings({}, course, inherited), inherited).sources == {"closes_at": Source.COURSE}


@given(st.lists(SAID, unique_by=lambda each: each.source))
def test_every_date_that_holds_was_said_by_its_source(said: list[Said]) -> None:
    by_source = {each.source: each for each in said}

    for settings in (QuizSettings(), DEAF):
        dates = dates_that_hold(said, settings)
        for name in DATES:
            held: datetime | None = getattr(dates, name)
            if held is not None:
                assert held == getattr(by_source[dates.sources[name]], name)
            heard = [each for each in said if settings is not DEAF or each.source != Source.LMS]
            assert (held is None) == (not any(getattr(each, name) for each in heard))


@given(st.lists(SAID))
def test_where_its_dates_do_not_count_the_lms_changes_nothing(said: list[Said]) -> None:
    without = [each for each in said if each.source != Source.LMS]

    assert dates_that_hold(said, DEAF) == dates_that_hold(without, DEAF)
