"""Why a score did not arrive, in words for the instructor, and whether trying again may help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lti_tool.errors import ToolError
from lti_tool.grades.backoff import CONFLICT, OUTAGE, SERVER_ERROR, Patience
from lti_tool.lti.http import AddressNotAllowed, AnswerTooLarge, PlatformUnreachable
from lti_tool.lti.quirks import is_not_gradable_by_moodle, is_stale_timestamp, is_unknown_to_blackboard
from lti_tool.lti.refusals import PlatformRefused, Refusal, TokenRefused

BUSY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Setback:
    """A failed try: `patience` is None where another is useless, `rests_platform` where all should wait."""

    reason: str
    patience: Patience | None = None
    retry_after: timedelta | None = None
    rests_platform: bool = False


def explain(error: ToolError) -> Setback:
    """What to tell the instructor about a failed try, and how to go on."""
    if isinstance(error, TokenRefused):
        return _explain_token(error.refusal)
    if isinstance(error, PlatformRefused):
        return _explain_refusal(error.refusal)
    if isinstance(error, AddressNotAllowed):
        return Setback(f"{error.message} {error.advice}")
    if isinstance(error, AnswerTooLarge):
        return Setback(error.message, SERVER_ERROR)
    if isinstance(error, PlatformUnreachable):
        return Setback(error.message, OUTAGE, rests_platform=True)
    return Setback(error.message)


def give_up(setback: Setback, tries: int) -> str:
    """The reason that stays when patience ran out."""
    return f"{setback.reason} We stopped after {tries} tries; it can be sent again from here."


def _explain_token(refusal: Refusal) -> Setback:
    reason = (
        f"The learning platform does not let this tool use its gradebook ({refusal}). "
        "Its administrator should check the tool's registration there."
    )
    patience = OUTAGE if refusal.is_temporary else SERVER_ERROR
    return Setback(reason, patience, refusal.retry_after, rests_platform=True)


def _explain_refusal(refusal: Refusal) -> Setback:
    if refusal.throttled:
        reason = "The learning platform asked us to slow down."
        return Setback(reason, OUTAGE, refusal.retry_after, rests_platform=True)
    if refusal.http_status in BUSY:
        reason = f"The learning platform is not available at the moment ({refusal})."
        return Setback(reason, OUTAGE, refusal.retry_after, rests_platform=True)
    if refusal.http_status >= 500:
        reason = (
            f"The learning platform failed to take the score ({refusal}). "
            "A grade or a gradebook column that is locked there looks like this."
        )
        return Setback(reason, SERVER_ERROR, refusal.retry_after)
    if is_stale_timestamp(refusal.http_status, refusal.detail):
        reason = f"The learning platform holds a score that it takes to be newer ({refusal})."
        return Setback(reason, CONFLICT, refusal.retry_after)
    if refusal.is_temporary:
        return Setback(f"The learning platform did not take the score in time ({refusal}).", OUTAGE)
    return Setback(_explain_final(refusal))


def _explain_final(refusal: Refusal) -> str:
    status, detail = refusal.http_status, refusal.detail
    if is_not_gradable_by_moodle(status, detail) or is_unknown_to_blackboard(status, detail):
        return (
            "The learning platform does not grade this person here: only enrolled learners have a grade, "
            f"not teachers and not those who left ({refusal})."
        )
    known = {
        401: "The learning platform does not accept this tool's access to the gradebook.",
        403: "The learning platform does not allow this tool to grade here.",
        404: "The gradebook column, or this person's place in it, no longer exists on the learning platform.",
        410: "The gradebook column no longer exists on the learning platform.",
    }
    if 300 <= status < 400:
        return f"The learning platform's gradebook has moved ({refusal}). Launch the link again."
    return f"{known.get(status, 'The learning platform refused the score.')} ({refusal})"
