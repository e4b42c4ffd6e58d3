"""The rules one person's attempts at one link follow: the link's settings, the module's, and their accommodation.

Pure: everything here takes the moment as an argument, and nothing reads a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from lti_tool.attempts.errors import NoAttemptsLeft, OpenInLmsFirst, QuizClosed, QuizNotOpenYet, WaitBetweenAttempts
from lti_tool.placements.dates import Dates
from lti_tool.placements.settings import NO_LIMIT, Counting, KeyShown, QuizSettings


class Allowance(Protocol):
    """What an accommodation grants."""

    @property
    def time_factor(self) -> float:
        """By which a time limit is multiplied."""

    @property
    def extra_attempts(self) -> int:
        """How many more than the link allows."""


class Tried(Protocol):
    """What the rules ask of an attempt."""

    @property
    def submitted_at(self) -> datetime | None:
        """When it was handed in; None while it is open."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How many attempts, when, and for how long; `attempts_allowed` None is as many as wanted, `due_at` only shown.

    `opens_in_lms` says that no attempt begins before the link was opened in the LMS.
    """

    attempts_allowed: int | None = None
    counting: Counting = Counting.HIGHEST
    wait: timedelta = timedelta(0)
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit: timedelta | None = None
    has_extra_time: bool = False
    grace: timedelta = timedelta(0)
    key_shown: KeyShown = KeyShown.AFTER_ATTEMPT
    key_shown_from: datetime | None = None
    opens_in_lms: bool = False


def rules_for(
    settings: QuizSettings, dates: Dates, module_attempts: int | None = None, allowance: Allowance | None = None
) -> Rules:
    """Combine the link's settings with the dates that hold for a person, and what the module and they are allowed."""
    allowed = module_attempts if settings.attempts_allowed is None else settings.attempts_allowed or None
    factor = allowance.time_factor if allowance else 1
    limit = settings.time_limit_minutes
    return Rules(
        attempts_allowed=None
        if allowed in (None, NO_LIMIT)
        else allowed + (allowance.extra_attempts if allowance else 0),
        counting=settings.counting,
        wait=timedelta(minutes=settings.wait_minutes),
        opens_at=dates.opens_at,
        due_at=dates.due_at,
        closes_at=dates.closes_at,
        time_limit=timedelta(minutes=limit * factor) if limit else None,
        has_extra_time=factor > 1,
        grace=timedelta(seconds=settings.grace_seconds),
        key_shown=settings.key_shown,
        key_shown_from=settings.key_shown_from,
    )


def preview_rules(settings: QuizSettings, dates: Dates) -> Rules:
    """What binds an instructor's trial: the time limit is tried out too; nothing closes, and nothing is held back.

    When it is due is said to them as to learners.
    """
    limit = settings.time_limit_minutes
    return Rules(
        counting=settings.counting,
        due_at=dates.due_at,
        time_limit=timedelta(minutes=limit) if limit else None,
        grace=timedelta(seconds=settings.grace_seconds),
    )


def attempts_left(rules: Rules, tries: Sequence[Tried]) -> int | None:
    """How many more attempts may be started; None is as many as wanted."""
    return None if rules.attempts_allowed is None else max(0, rules.attempts_allowed - len(tries))


def may_next_start_at(rules: Rules, tries: Sequence[Tried]) -> datetime | None:
    """When the waiting time after the last submission is over; None where there is none."""
    submitted = [each.submitted_at for each in tries if each.submitted_at is not None]
    return max(submitted) + rules.wait if submitted and rules.wait else None


def check_may_start(rules: Rules, tries: Sequence[Tried], now: datetime) -> None:
    """Raise, in words and with the moment, why no new attempt may be started now."""
    if rules.opens_in_lms:
        raise OpenInLmsFirst
    if rules.opens_at and now < rules.opens_at:
        raise QuizNotOpenYet(rules.opens_at)
    if rules.closes_at and now >= rules.closes_at:
        raise QuizClosed(rules.closes_at)
    if attempts_left(rules, tries) == 0:
        raise NoAttemptsLeft(rules.attempts_allowed or 0)
    starts_at = may_next_start_at(rules, tries)
    if starts_at and now < starts_at:
        raise WaitBetweenAttempts(starts_at)


def ends_at(rules: Rules, started_at: datetime) -> datetime | None:
    """When an attempt's time is up: its limit, or the closing time if that comes first.

    Extra time beats the closing time: whoever has it and began before closing gets all of it.
    """
    limit = started_at + rules.time_limit if rules.time_limit else None
    if rules.has_extra_time or rules.closes_at is None:
        return limit
    return min(limit, rules.closes_at) if limit else rules.closes_at


def is_key_shown(rules: Rules, tries: Sequence[Tried], now: datetime) -> bool:
    """Whether results show the answers now, or still hold them back for those who have attempts left."""
    if rules.key_shown == KeyShown.AFTER_ATTEMPT:
        return True
    if rules.key_shown == KeyShown.FROM_DATE:
        return rules.key_shown_from is not None and now >= rules.key_shown_from
    is_closed = rules.closes_at is not None and now >= rules.closes_at
    is_any_open = any(each.submitted_at is None for each in tries)
    return not is_any_open and (is_closed or attempts_left(rules, tries) == 0)
