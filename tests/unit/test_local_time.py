"""Local time: an hour that clocks skip is known as such, one that comes twice is two moments, all others are one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.instructor.shared.moments import as_typed, aware
from lti_tool.local_time import find_zone, moments_of, next_time

ZONES = ("Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "typed", "following"),
    [
        ("Europe/Madrid", "2026-03-29T02:30", "2026-03-29T03:00"),
        ("America/New_York", "2026-03-08T02:00", "2026-03-08T03:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:30"),  # by half an hour
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-31T00:00"),  # a day that never was
    ],
)
def test_an_hour_that_is_skipped_means_nothing_and_the_next_that_there_is_is_known(
    zone: str, typed: str, following: str
) -> None:
    known = find_zone(zone)
    assert known is not None
    assert moments_of(at(typed), known) == ()
    assert next_time(at(typed), known) == at(following)


def test_an_hour_that_comes_twice_is_two_moments_an_hour_apart() -> None:
    madrid = find_zone("Europe/Madrid")
    assert madrid is not None
    first, second = moments_of(at("2026-10-25T02:30"), madrid)
    assert (first, second - first) == (at("2026-10-25T00:30+00:00"), timedelta(hours=1))


@given(st.datetimes(at("2000-01-01"), at("2099-01-01")), st.sampled_from(ZONES))
def test_a_moment_survives_a_form(moment: datetime, name: str) -> None:
    zone, moment = find_zone(name), moment.replace(tzinfo=UTC)
    assert zone is not None
    again = aware(as_typed(moment, zone), zone)
    assert again is not None
    assert again.astimezone(UTC) == moment
    assert moment in moments_of(as_typed(moment, zone), zone)


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "x" * 500, "a\0b"])
def test_a_zone_that_nobody_knows_is_none(name: str | None) -> None:
    assert find_zone(name) is None
