"""Looking into a gradebook cell, and what becomes of a score where nobody can."""

from __future__ import annotations

from lti_tool.delivery.columns import Gradebook
from lti_tool.delivery.reasons import ResultNotRead
from lti_tool.delivery.tries.outcomes import Parcel
from lti_tool.lti.services.ags.messages import Result
from lti_tool.lti.services.ags.vocabulary import GONE
from lti_tool.lti.services.http import AnswerTooLarge
from lti_tool.lti.services.pages import IncompleteList, OddPage
from lti_tool.lti.services.refusals import PlatformRefused

UNREAD = (PlatformRefused, IncompleteList, OddPage, AnswerTooLarge)


def look_before_writing(gradebook: Gradebook, url: str, parcel: Parcel) -> Result | None:
    """What the gradebook holds, or None where it may not be read at all.

    Raises ResultNotRead where a grade that a person gave may stand in what could not be read. A score that is the first
    one of ours, or is to be sent anyway, does not wait for that; nor where the column is gone, which sending it tells.
    """
    try:
        return gradebook.read_result(url, parcel.user_id) if gradebook.can_read_results() else None
    except UNREAD as problem:
        is_gone = isinstance(problem, PlatformRefused) and problem.refusal.http_status in GONE
        if is_gone or parcel.may_overwrite or not parcel.was_delivered:
            return None
        raise ResultNotRead(problem) from problem


def look(gradebook: Gradebook, url: str, user_id: str) -> Result | None:
    """What the gradebook holds, or None where that cannot be told."""
    try:
        return gradebook.read_result(url, user_id) if gradebook.can_read_results() else None
    except UNREAD:
        return None
