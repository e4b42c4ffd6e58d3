"""Why a score did not arrive: the codes that are stored with it, in words for the instructor, and what to do."""

from __future__ import annotations

from enum import StrEnum

from lti_tool.delivery.telling.not_graded import FOR_INSTRUCTORS
from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.ags.errors import (
    ColumnRefused,
    LineItemsIncomplete,
    LineItemsUnreadable,
    LineItemWithoutAddress,
    NoLineItem,
    ScoresNotAllowed,
)
from lti_tool.lti.services.http import AddressNotAllowed
from lti_tool.lti.services.pages import Caused
from lti_tool.lti.services.refusals import PlatformRefused
from lti_tool.reasons import Reason, Wording, register
from lti_tool.templating import advice_of, translate, words_of

GIVEN_UP_AFTER = "given_up_after"
"""A fact that any reason may have: how many tries it took until patience ran out."""


class Why(StrEnum):
    """What a platform's answer means for a score; a failed call has the code of its error instead."""

    NO_ACCESS = "no_gradebook_access"
    NO_TOKEN = "no_gradebook_token"  # noqa: S105  a code, no password
    SLOW_DOWN = "slow_down"
    NOT_AVAILABLE = "gradebook_not_available"
    FAILED = "score_failed"
    NEWER_SCORE = "newer_score"
    LOCKED = "grade_locked"
    NOT_GRADED_HERE = "not_graded_here"
    MOVED = "gradebook_moved"
    NOT_ALLOWED = "grading_not_allowed"
    CELL_GONE = "gradebook_cell_gone"
    COLUMN_GONE = "gradebook_column_gone"
    REFUSED = "score_refused"
    OUR_FAULT = "sending_failed"
    LATE = "lease_over"
    NEW_REGISTRATION = "column_to_be_found_anew"


class ChangedThere(ToolError):
    """A person gave a higher grade in the gradebook than we would send."""

    code = "changed_there"
    status = 409
    message = N_(
        "Somebody gave a higher grade in the learning platform (%(theirs_given)s / %(theirs_maximum)s) than this score "
        "would be (%(ours_given)s / %(ours_maximum)s). It was left as it is; send the score again to replace it."
    )

    def __init__(self, theirs: tuple[float, float], ours: tuple[float, float]) -> None:
        names = ("theirs_given", "theirs_maximum", "ours_given", "ours_maximum")
        super().__init__(params=dict(zip(names, (*theirs, *ours), strict=True)))


class ResultNotRead(Caused, ToolError):
    """A score of ours stands there, or a person's grade by now, and nobody can see which."""

    code = "result_not_read"
    status = 409
    message = N_(
        "What the gradebook holds for this person could not be read, so this score was not sent over it: somebody may "
        "have given another grade there. %(problem)s"
    )


HELD = frozenset({ResultNotRead.code})
"""Why a score waits for a person to say that it is to be sent anyway."""

UNREAD_LISTS = (ResultNotRead.code, LineItemsIncomplete.code)
"""What may be over as soon as more of a platform's lists can be read."""

WANTING_COLUMN = (
    NoLineItem.code,
    ColumnRefused.code,
    LineItemWithoutAddress.code,
    LineItemsUnreadable.code,
    LineItemsIncomplete.code,
)
"""What is over as soon as a launch brings the link's gradebook column."""

NOT_GRADED = (*FOR_INSTRUCTORS, NoLineItem.code, ColumnRefused.code)
"""The platform has no place for this grade: nothing went wrong with the score."""

_WAIT = N_("Nothing to do: it is tried again automatically.")
_SEND_AGAIN = N_("Send it again; if that does not help, ask the people who run your learning platform.")
_ASK_ADMIN = N_("Ask your platform's administrator. Scores wait here meanwhile; nothing is lost.")
_GIVEN_UP = N_(
    "We stopped after %(given_up_after)s tries, and look once a day for two weeks; it can be sent again from here."
)


def _answered(words: str, advice: str = "") -> Wording:
    """Words that name the platform's answer: its status and what it said."""
    return Wording(words, advice, PlatformRefused.places)


_WORDINGS: dict[str, Wording] = {
    **FOR_INSTRUCTORS,
    Why.NO_ACCESS: _answered(
        N_(
            "The learning platform does not let this tool use its gradebook (%(refusal)s). "
            "Its administrator should check the tool's registration there."
        ),
        _ASK_ADMIN,
    ),
    Why.NO_TOKEN: Wording(
        N_(
            "The learning platform does not let this tool use its gradebook: its answer held no access token. "
            "Its administrator should check the tool's registration there."
        ),
        _ASK_ADMIN,
    ),
    Why.SLOW_DOWN: Wording(N_("The learning platform asked us to slow down.")),
    Why.NOT_AVAILABLE: _answered(N_("The learning platform is not available at the moment (%(refusal)s).")),
    Why.FAILED: _answered(
        N_(
            "The learning platform failed to take the score (%(refusal)s). "
            "A grade or a gradebook column that is locked there looks like this."
        ),
        N_("Unlock the grade or the column in your gradebook, then send it again."),
    ),
    Why.LOCKED: _answered(
        N_("The grade, or its whole column, is locked in the learning platform's gradebook (%(refusal)s)."),
        N_("If the lock is intended, leave it. To let the score in, unlock the grade there, then send it again."),
    ),
    Why.NEWER_SCORE: _answered(N_("The learning platform holds a score that it takes to be newer (%(refusal)s).")),
    Why.MOVED: _answered(
        N_("The learning platform's gradebook has moved (%(refusal)s). Launch the link again."),
        N_("Open the link once from your course, then send it again."),
    ),
    Why.NOT_ALLOWED: _answered(
        N_("The learning platform does not allow this tool to grade here. (%(refusal)s)"),
        N_("Ask your platform's administrator to allow grading for this tool, then send it again."),
    ),
    Why.CELL_GONE: _answered(
        N_(
            "The gradebook column, or this person's place in it, no longer exists on the learning platform. "
            "(%(refusal)s)"
        ),
        N_(
            "If you deleted the column, compare with the gradebook: from there it can be created again. "
            "Otherwise, check how the person is enrolled."
        ),
    ),
    Why.COLUMN_GONE: _answered(
        N_("The gradebook column no longer exists on the learning platform. (%(refusal)s)"),
        N_("Compare with the gradebook: from there the column can be created again."),
    ),
    Why.REFUSED: _answered(N_("The learning platform refused the score. (%(refusal)s)")),
    Why.OUR_FAULT: Wording(N_("This tool failed to send the score; its operator can see why in the log.")),
    Why.LATE: Wording(N_("Sending the score took so long that it was left to another try."), _WAIT),
    Why.NEW_REGISTRATION: Wording(
        N_(
            "This tool was registered anew with the learning platform. "
            "The gradebook column is found again when somebody opens the link there."
        ),
        N_("Open the link once from your course; the rest happens automatically."),
    ),
}
register(_WORDINGS)

_OF_ERRORS = {
    ChangedThere.code: N_("If the grade in your gradebook is intended, leave it. To replace it, send the score again."),
    ColumnRefused.code: ColumnRefused.advice,
    ResultNotRead.code: N_(
        "Look into your gradebook. If the person's grade and comment there may be replaced, send the score anyway."
    ),
    LineItemsIncomplete.code: N_(
        "Open the link once from your course; if that does not help, ask the people who run this tool."
    ),
    NoLineItem.code: N_(
        "Turn grading on in the link's settings there and open the link once; the rest happens automatically."
    ),
    LineItemWithoutAddress.code: N_("Open the link once from your course; the rest happens automatically."),
    LineItemsUnreadable.code: N_("Open the link once from your course; the rest happens automatically."),
    ScoresNotAllowed.code: N_(
        "Allow the tool to send grades in the link's settings there, open the link once, then send it again."
    ),
    AddressNotAllowed.code: AddressNotAllowed.advice,
}
"""What to do about a score that an error kept back: an error's own advice is for whoever looks at its page."""

_WHILE_WAITING: dict[str, str] = {
    Why.NO_ACCESS: _ASK_ADMIN,
    Why.NO_TOKEN: _ASK_ADMIN,
    Why.LOCKED: N_("Nothing to do if the lock is intended. It is tried again automatically: unlock it to let it in."),
    Why.NEW_REGISTRATION: N_("Open the link once from your course; the rest happens automatically."),
}
"""What helps while a score is tried on; for anything else, waiting does."""


def say(reason: Reason) -> str:
    """Why a score did not arrive, in the reader's language, and that it was given up where it was."""
    given_up = translate(_GIVEN_UP, reason.params) if GIVEN_UP_AFTER in reason.params else ""
    return " ".join(filter(None, (words_of(reason), given_up)))


def is_held(reason: Reason) -> bool:
    """Whether a score that was not sent for this reason waits for a person to say that it is to be."""
    return reason.code in HELD


def advise(reason: Reason, is_waiting: bool) -> str:
    """What an instructor may do about it, in the reader's language; what is tried on need not be sent by hand."""
    if is_waiting:
        return translate(_WHILE_WAITING.get(reason.code, _WAIT))
    return advice_about(reason) or translate(_SEND_AGAIN)


def advice_about(reason: Reason) -> str:
    """The advice that belongs to this reason and no other, if any."""
    if reason.code in _WORDINGS:
        return advice_of(reason)
    return translate(_OF_ERRORS.get(reason.code, ""))
