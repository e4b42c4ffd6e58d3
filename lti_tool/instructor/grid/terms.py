"""Which term of the course the grid shows: the present one, or an earlier one as it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.placements.course_terms import terms_of_work
from lti_tool.placements.models import ContextSettings, CourseTerm
from lti_tool.progress.models import EarlierProgress, LearnerProgress


@dataclass(frozen=True, slots=True)
class Term:
    """A term to read: `ended_by` is the id of the one that came after it, 0 for the present one.

    `began_at` is None for the first, `ended_at` for the present one. `others` are all that began after the first.
    """

    ended_by: int = 0
    began_at: datetime | None = None
    ended_at: datetime | None = None
    others: Sequence[CourseTerm] = ()

    @property
    def progress(self) -> type[LearnerProgress] | type[EarlierProgress]:
        """Where its summaries are."""
        return EarlierProgress if self.ended_by else LearnerProgress

    @property
    def is_its(self) -> ColumnElement[bool]:
        """Which of these summaries are its own."""
        return EarlierProgress.term_id == self.ended_by if self.ended_by else true()

    def holds(self, attempt: type[Attempt]) -> list[ColumnElement[bool]]:
        """Which attempts belong to it."""
        since, until = self.began_at, self.ended_at
        return [
            *([attempt.started_at >= since] if since else []),
            *([attempt.started_at < until] if until else []),
        ]


PRESENT = Term()


def read_term(session: Session, context_id: int, ended_by: int) -> Term:
    """The earlier term that ended when this one began; the present one where there is none such."""
    settings: Any = session.get(ContextSettings, context_id)
    if settings is None or settings.term_began_at is None:
        return PRESENT
    others = terms_of_work(session, context_id)
    starts = [None, *(each.began_at for each in others)]
    for place, each in enumerate(others):
        if each.id == ended_by:
            return Term(each.id, starts[place], each.began_at, others)
    return Term(0, starts[-1], None, others)
