"""How many attempts, when, for how long, and when the answers are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.attempts.errors import NoAttemptsLeft, QuizClosed, QuizNotOpenYet, WaitBetweenAttempts
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import (
    Rules,
    attempts_left,
    check_may_start,
    ends_at,
    is_key_shown,
    may_next_start_at,
)
from lti_tool.attempts.rules import rules_for as rules_under
from lti_tool.attempts.starting import set_end
from lti_tool.placements.dates import dates_that_hold, said_by_settings
from lti_tool.placements.settings import KeyShown, QuizSettings
from tests.support.clock import NOON

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Need:
    """What one person was granted."""

    time_factor: float = 1
    extra_attempts: int = 0


@dataclass(frozen=True)
class Try:
    """An attempt as the rules see it."""

    submitted_at: datetime | None = NOON


def rules_for(settings: QuizSettings, module_attempts: int | None, need: Need | None) -> Rules:
    """The rules of somebody of whose dates nobody else says anything."""
    own = said_by_settings(settings.model_dump(), {}, settings)
    return rules_under(settings, dates_that_hold(own, settings), module_attempts, need)


MOMENTS = st.integers(-10_000, 10_000).map(lambda minutes: NOON + minutes * MINUTE)
MAYBE = st.none() | MOMENTS
NEEDS = st.none() | st.builds(Need, st.sampled_from((1.0, 1.25, 1.5, 2.0, 3.0)), st.integers(0, 20))
SETTINGS = st.builds(
    QuizSettings,
    attempts_allowed=st.none() | st.integers(0, 5),
    wait_minutes=st.integers(0, 500),
    opens_at=MAYBE,
    closes_at=MAYBE,
    time_limit_minutes=st.none() | st.integers(1, 300),
    grace_seconds=st.integers(0, 3600),
)
TRIES = st.lists(MAYBE.map(Try), max_size=6)


@pytest.mark.parametrize(
    ("here", "module", "extra", "allowed"),
    [(None, None, 0, None), (None, 3, 0, 3), (2, 3, 0, 2), (0, 3, 0, None), (None, 3, 2, 5), (1, None, 4, 5)],
)
def test_a_links_number_of_attempts_goes_before_the_modules_and_extra_ones_come_on_top(
    here: int | None, module: int | None, extra: int, allowed: int | None
) -> None:
    rules = rules_for(QuizSettings(attempts_allowed=here), module, Need(extra_attempts=extra))

    assert rules.attempts_allowed == allowed


def test_extra_attempts_do_not_make_a_limit_where_there_is_none() -> None:
    assert rules_for(QuizSettings(attempts_allowed=0), 3, Need(extra_attempts=2)).attempts_allowed is None


@given(SETTINGS, st.none() | st.integers(1, 5), NEEDS, MOMENTS)
def test_nobodys_accommodation_makes_them_worse_off(
    settings: QuizSettings, module: int | None, need: Need | None, start: datetime
) -> None:
    plain, helped = rules_for(settings, module, None), rules_for(settings, module, need)
    plain_end, helped_end = ends_at(plain, start), ends_at(helped, start)

    assert helped.attempts_allowed is None or helped.attempts_allowed >= (plain.attempts_allowed or 0)
    assert helped_end is None or (plain_end is not None and helped_end >= plain_end)


@given(SETTINGS, NEEDS, MOMENTS)
def test_without_extra_time_nothing_ends_after_closing_and_nothing_outlasts_its_limit(
    settings: QuizSettings, need: Need | None, start: datetime
) -> None:
    rules = rules_for(settings, None, need)
    end = ends_at(rules, start)

    if rules.time_limit:
        assert end is not None
        assert end <= start + rules.time_limit
    if rules.closes_at and not rules.has_extra_time:
        assert end is not None
        assert end <= rules.closes_at


@given(st.integers(1, 300), st.sampled_from((1.25, 1.5, 2.0, 3.0)), MAYBE)
def test_whoever_has_extra_time_gets_all_of_it_whenever_the_quiz_closes(
    minutes: int, factor: float, closes_at: datetime | None
) -> None:
    rules = rules_for(QuizSettings(time_limit_minutes=minutes, closes_at=closes_at), None, Need(factor))

    assert ends_at(rules, NOON) == NOON + timedelta(minutes=minutes * factor)


def test_extra_attempts_alone_are_not_extra_time() -> None:
    closes = NOON + 5 * MINUTE
    rules = rules_for(QuizSettings(time_limit_minutes=10, closes_at=closes), None, Need(extra_attempts=3))

    assert ends_at(rules, NOON) == closes


@pytest.mark.parametrize(("limit", "closes_in", "end_in"), [(10, None, 10), (10, 5, 5), (10, 50, 10), (None, 5, 5)])
def test_an_attempt_ends_at_its_limit_or_at_closing_whichever_comes_first(
    limit: int | None, closes_in: int | None, end_in: int
) -> None:
    closes_at = NOON + closes_in * MINUTE if closes_in else None
    rules = rules_for(QuizSettings(time_limit_minutes=limit, closes_at=closes_at), None, None)

    assert ends_at(rules, NOON) == NOON + end_in * MINUTE


def test_an_attempt_without_limit_or_closing_never_ends() -> None:
    attempt = Attempt(started_at=NOON)
    set_end(attempt, Rules())

    assert (attempt.ends_at, attempt.late_at) == (None, None)
    assert not attempt.is_late(NOON + timedelta(days=1000))


@given(st.integers(1, 300), st.integers(0, 3600), st.integers(-100, 100))
def test_an_answer_is_late_only_after_the_end_and_the_whole_grace(minutes: int, grace: int, off: int) -> None:
    attempt = Attempt(started_at=NOON)
    set_end(attempt, rules_for(QuizSettings(time_limit_minutes=minutes, grace_seconds=grace), None, None))

    assert attempt.is_late(NOON + minutes * MINUTE + timedelta(seconds=grace + off)) == (off > 0)


def test_a_submitted_attempt_is_never_late() -> None:
    attempt = Attempt(started_at=NOON, submitted_at=NOON)
    set_end(attempt, rules_for(QuizSettings(time_limit_minutes=1), None, None))

    assert not attempt.is_late(NOON + timedelta(days=1))


@given(SETTINGS, TRIES, MOMENTS)
def test_a_new_attempt_may_start_just_when_all_the_rules_let_it(
    settings: QuizSettings, tries: list[Try], now: datetime
) -> None:
    rules = rules_for(settings, None, None)
    begins = [moment for moment in (rules.opens_at, may_next_start_at(rules, tries)) if moment]
    is_open = all(now >= moment for moment in begins) and (rules.closes_at is None or now < rules.closes_at)

    if is_open and attempts_left(rules, tries) != 0:
        check_may_start(rules, tries, now)
    else:
        with pytest.raises((QuizNotOpenYet, QuizClosed, NoAttemptsLeft, WaitBetweenAttempts)):
            check_may_start(rules, tries, now)


@pytest.mark.parametrize(
    ("rules", "refusal", "words"),
    [
        (Rules(opens_at=NOON + MINUTE), QuizNotOpenYet, "opens on 2026-03-02 12:01"),
        (Rules(closes_at=NOON), QuizClosed, "closed on 2026-03-02 12:00"),
        (Rules(attempts_allowed=2), NoAttemptsLeft, r"all your attempts \(2\)"),
        (Rules(wait=MINUTE), WaitBetweenAttempts, "next attempt on 2026-03-02 12:01"),
    ],
)
def test_a_refusal_says_why_and_until_when(rules: Rules, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        check_may_start(rules, [Try(), Try()], NOON)


def test_the_wait_counts_from_the_latest_submission_and_an_open_attempt_needs_none() -> None:
    rules = Rules(wait=10 * MINUTE)

    assert may_next_start_at(rules, [Try(NOON), Try(NOON - MINUTE), Try(None)]) == NOON + 10 * MINUTE
    assert may_next_start_at(rules, [Try(None)]) is None
    assert may_next_start_at(Rules(), [Try(NOON)]) is None


@given(st.integers(0, 10), st.integers(1, 10))
def test_attempts_left_is_never_below_nothing(made: int, allowed: int) -> None:
    assert attempts_left(Rules(attempts_allowed=allowed), [Try()] * made) == max(0, allowed - made)
    assert attempts_left(Rules(), [Try()] * made) is None


def test_answers_are_shown_after_each_attempt_unless_the_instructor_chose_otherwise() -> None:
    assert is_key_shown(Rules(attempts_allowed=3), [Try()], NOON)


@pytest.mark.parametrize(
    ("allowed", "tries", "closes_in", "shown"),
    [
        (2, [Try()], None, False),
        (2, [Try(), Try()], None, True),
        (2, [Try(), Try(None)], None, False),
        (None, [Try()] * 9, None, False),
        (None, [Try()], 0, True),
        (2, [Try()], 1, False),
        (2, [Try(), Try(None)], 0, False),
    ],
)
def test_held_back_answers_wait_for_the_last_attempt_or_for_closing(
    allowed: int | None, tries: list[Try], closes_in: int | None, shown: bool
) -> None:
    closes_at = None if closes_in is None else NOON + closes_in * MINUTE
    rules = Rules(attempts_allowed=allowed, closes_at=closes_at, key_shown=KeyShown.AFTER_ATTEMPTS)

    assert is_key_shown(rules, tries, NOON) == shown


@pytest.mark.parametrize(("shown_in", "shown"), [(None, False), (1, False), (0, True), (-1, True)])
def test_answers_are_shown_from_their_date_on(shown_in: int | None, shown: bool) -> None:
    shown_from = None if shown_in is None else NOON + shown_in * MINUTE

    assert is_key_shown(Rules(key_shown=KeyShown.FROM_DATE, key_shown_from=shown_from), [Try()], NOON) == shown
