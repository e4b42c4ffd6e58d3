"""What opening an attempt again would come to, for the page on which it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.attempts.finding import rules_of_person
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.reopening import CannotReopen, check_may_reopen
from lti_tool.templating import in_words


@dataclass(frozen=True, slots=True)
class OpeningAgain:
    """The time it would get; the closing time that does not hold for it; why it cannot be done, if so."""

    time_limit: timedelta | None
    closes_at: datetime | None
    problem: str = ""

    @property
    def minutes(self) -> int:
        """The time limit in whole minutes."""
        return round(self.time_limit.total_seconds() / 60) if self.time_limit else 0


def opening_again(session: Session, attempt: Attempt) -> OpeningAgain:
    """For an attempt that was handed in."""
    rules = rules_of_person(session, attempt.placement, attempt.user_id)
    try:
        check_may_reopen(session, attempt)
    except CannotReopen as problem:
        return OpeningAgain(rules.time_limit, rules.closes_at, in_words(problem))
    return OpeningAgain(rules.time_limit, rules.closes_at)
