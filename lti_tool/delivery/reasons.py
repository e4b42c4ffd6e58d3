"""Why a score did not arrive, in words for the instructor, and whether trying again may help.

Reasons are stored in English, as sentences, for operators to read; `say_reason` knows them again and says them in
the reader's language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from flask_babel import gettext

from lti_tool.delivery.backoff import CONFLICT, OUTAGE, SERVER_ERROR, Patience
from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.http import AddressNotAllowed, AnswerTooLarge, PlatformUnreachable
from lti_tool.lti.services.quirks import is_not_gradable_by_moodle, is_stale_timestamp, is_unknown_to_blackboard
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenRefused

NO_ACCESS = N_(
    "The learning platform does not let this tool use its gradebook (%(refusal)s). "
    "Its administrator should check the tool's registration there."
)
SLOW_DOWN = N_("The learning platform asked us to slow down.")
NOT_AVAILABLE = N_("The learning platform is not available at the moment (%(refusal)s).")
FAILED = N_(
    "The learning platform failed to take the score (%(refusal)s). "
    "A grade or a gradebook column that is locked there looks like this."
)
NEWER_SCORE = N_("The learning platform holds a score that it takes to be newer (%(refusal)s).")
NOT_GRADED_HERE = N_(
    "The learning platform does not grade this person here: only enrolled learners have a grade, "
    "not teachers and not those who left (%(refusal)s)."
)
MOVED = N_("The learning platform's gradebook has moved (%(refusal)s). Launch the link again.")
NO_LONGER = {
    403: N_("The learning platform does not allow this tool to grade here. (%(refusal)s)"),
    404: N_(
        "The gradebook column, or this person's place in it, no longer exists on the learning platform. (%(refusal)s)"
    ),
    410: N_("The gradebook column no longer exists on the learning platform. (%(refusal)s)"),
}
REFUSED = N_("The learning platform refused the score. (%(refusal)s)")
GIVEN_UP = N_("We stopped after %(tries)s tries, and look once a day for two weeks; it can be sent again from here.")

CHANGED_THERE = N_(
    "Somebody gave a higher grade in the learning platform (%(theirs)s) than this score would be (%(ours)s). "
    "It was left as it is; send the score again to replace it."
)
KNOWN = (
    NO_ACCESS,
    SLOW_DOWN,
    NOT_AVAILABLE,
    FAILED,
    NEWER_SCORE,
    NOT_GRADED_HERE,
    MOVED,
    REFUSED,
    CHANGED_THERE,
)

BUSY = frozenset({408, 425, 429, 502, 503, 504})


@dataclass(frozen=True)
class Setback:
    """A failed try: `patience` is None where another is useless, `rests_platform` where all should wait."""

    reason: str
    patience: Patience | None = None
    retry_after: timedelta | None = None
    rests_platform: bool = False
    is_throttled: bool = False
    http_status: int | None = None


OUR_FAULT = Setback(N_("This tool failed to send the score; its operator can see why in the log."), SERVER_ERROR)


class ChangedThere(ToolError):
    """A person gave a higher grade in the gradebook than we would send; `theirs` and `ours` are in words."""

    status = 409
    message = CHANGED_THERE

    def __init__(self, theirs: str, ours: str) -> None:
        super().__init__(params={"theirs": theirs, "ours": ours})


def explain(error: ToolError) -> Setback:
    """What to tell the instructor about a failed try, and how to go on."""
    if isinstance(error, PlatformRefused):
        status = error.refusal.http_status
        is_token = isinstance(error, TokenRefused)
        found = _explain_token(error.refusal) if is_token else _explain_refusal(error.refusal)
        return replace(found, http_status=status)
    if isinstance(error, AddressNotAllowed):
        return Setback(f"{error.message} {error.advice}")
    if isinstance(error, AnswerTooLarge):
        return Setback(error.message, SERVER_ERROR)
    if isinstance(error, PlatformUnreachable):
        return Setback(error.message, OUTAGE, rests_platform=True)
    return Setback(error.message)


def give_up(setback: Setback, tries: int) -> str:
    """The reason that stays when patience ran out."""
    return f"{setback.reason} {GIVEN_UP % {'tries': tries}}"


def say_reason(stored: str) -> str:
    """A stored reason in the reader's language; sentences that are not ours stay as they are."""
    said = []
    while stored:
        sentence, stored = _say_first(stored)
        said.append(sentence)
    return " ".join(said)


def fits(wording: str, stored: str) -> bool:
    """Whether a stored reason begins with this sentence of ours."""
    return _pattern(wording).match(stored) is not None


def _say_first(stored: str) -> tuple[str, str]:
    """The first sentence that we know, translated, and what stands after it."""
    for wording in (*KNOWN, *NO_LONGER.values(), GIVEN_UP):
        if found := _pattern(wording).match(stored):
            return gettext(wording, **found.groupdict()), stored[found.end() :]
    first, mark, rest = stored.partition(f" {GIVEN_UP.partition('%')[0]}")
    return gettext(first), mark.lstrip() + rest


@cache
def _pattern(wording: str) -> re.Pattern[str]:
    """A wording as the expression that finds what its places were filled with."""
    place = re.compile(r"%\((\w+)\)s")
    parts = place.split(wording)
    expression = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(rf"{expression}(?: |$)", re.DOTALL)


def _explain_token(refusal: Refusal) -> Setback:
    """A registration or a key is not right there: nobody's score is at fault, so none is given up."""
    return Setback(NO_ACCESS % {"refusal": refusal}, OUTAGE, refusal.retry_after, rests_platform=True)


def _explain_refusal(refusal: Refusal) -> Setback:
    said = {"refusal": refusal}
    if refusal.throttled:
        return Setback(SLOW_DOWN, OUTAGE, refusal.retry_after, rests_platform=True, is_throttled=True)
    if refusal.http_status == 401:
        return _explain_token(refusal)
    if refusal.http_status in BUSY:
        return Setback(NOT_AVAILABLE % said, OUTAGE, refusal.retry_after, rests_platform=True)
    if refusal.http_status >= 500:
        return Setback(FAILED % said, SERVER_ERROR, refusal.retry_after)
    if is_stale_timestamp(refusal.http_status, refusal.detail):
        return Setback(NEWER_SCORE % said, CONFLICT, refusal.retry_after)
    return Setback(_final_wording(refusal) % said)


def _final_wording(refusal: Refusal) -> str:
    status, detail = refusal.http_status, refusal.detail
    if is_not_gradable_by_moodle(status, detail) or is_unknown_to_blackboard(status, detail):
        return NOT_GRADED_HERE
    if 300 <= status < 400:
        return MOVED
    return NO_LONGER.get(status, REFUSED)
