"""Opening a submitted attempt again: its answers are as they were, and may be changed and handed in once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import Rules
from lti_tool.errors import N_, ToolError


class CannotReopen(ToolError):
    """An attempt that cannot be opened again now."""

    status = 409
    title = N_("This attempt stays as it is")
    advice = N_("Nothing was changed.")


class StillOpen(CannotReopen):
    """It was never handed in, or is open again already."""

    message = N_("This attempt is open already.")


class AnotherIsOpen(CannotReopen):
    """Only one attempt of a person may be open at a link."""

    message = N_("This person has another attempt open here. It has to be handed in first.")


class IsPreview(CannotReopen):
    """An instructor's own trial."""

    message = N_("A preview cannot be reopened; start a new one.")


def reopen(session: Session, attempt: Attempt, rules: Rules, now: datetime) -> None:
    """Open a submitted attempt again, with the full time limit starting now, whatever the closing time.

    Its points stay in the row until it is handed in again: they mark it as one that was opened again. Raises
    CannotReopen. Withdraw it from the tallies before; the caller commits.
    """
    check_may_reopen(session, attempt)
    attempt.submitted_at, attempt.closed_by, attempt.passed = None, "", None
    attempt.points_possible, attempt.regrades = len(attempt.drawn), []
    attempt.ends_at = now + rules.time_limit if rules.time_limit else None
    attempt.late_at = attempt.ends_at + rules.grace if attempt.ends_at else None


def check_may_reopen(session: Session, attempt: Attempt) -> None:
    """Raise why an attempt cannot be opened again."""
    if attempt.is_preview:
        raise IsPreview
    if attempt.submitted_at is None:
        raise StillOpen
    is_another_open = select(Attempt.id).where(
        Attempt.placement_id == attempt.placement_id,
        Attempt.user_id == attempt.user_id,
        Attempt.module_id == attempt.module_id,
        Attempt.submitted_at.is_(None),
        Attempt.is_preview.is_(False),
    )
    if session.scalar(is_another_open.limit(1)):
        raise AnotherIsOpen
