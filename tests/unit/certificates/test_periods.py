"""From when on work counts toward another certificate."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.certificates.periods import YEAR, period_began_at
from lti_tool.placements.renewal import Renewal
from tests.support.clock import NOON

SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("renewal", "term", "now", "began"),
    [
        (Renewal.NEVER, NOON + HOUR, NOON + 9 * YEAR, None),
        (Renewal.YEARLY, None, NOON + YEAR - HOUR, None),
        (Renewal.YEARLY, None, NOON + YEAR, NOON + YEAR),
        (Renewal.YEARLY, None, NOON + 3 * YEAR, NOON + YEAR),
        (Renewal.YEARLY, NOON + HOUR, NOON + 2 * HOUR, None),
        (Renewal.EACH_TERM, None, NOON + 9 * YEAR, None),
        (Renewal.EACH_TERM, NOON - HOUR, NOON + 9 * YEAR, None),
        (Renewal.EACH_TERM, NOON, NOON + HOUR, None),
        (Renewal.EACH_TERM, NOON + HOUR, NOON + 2 * HOUR, NOON + HOUR),
    ],
)
def test_a_period_begins_when_the_course_says(
    renewal: Renewal, term: datetime | None, now: datetime, began: datetime | None
) -> None:
    assert period_began_at(renewal, NOON, term, now) == began


@given(st.sampled_from(Renewal), st.none() | SPANS, SPANS)
def test_a_period_never_begins_before_the_last_certificate_nor_in_the_future(
    renewal: Renewal, term: timedelta | None, passed: timedelta
) -> None:
    now = NOON + passed
    term_began_at = None if term is None else min(NOON + term, now)

    began = period_began_at(renewal, NOON, term_began_at, now)

    assert began is None or NOON < began <= now
