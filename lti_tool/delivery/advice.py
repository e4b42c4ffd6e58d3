"""What an instructor may do about a score that did not arrive, by the reason that is stored with it."""

from __future__ import annotations

from lti_tool.delivery import reasons
from lti_tool.errors import N_
from lti_tool.lti.services.ags import NoLineItem

WAIT = N_("Nothing to do: it is tried again by itself.")
SEND_AGAIN = N_("Send it again; if that does not help, ask whoever runs your learning platform.")
NOTHING = N_("Nothing to do, unless the person should have a grade: then check how they are enrolled.")
ADVICE = {
    reasons.NO_ACCESS: N_("Ask your platform's administrator. Scores wait here meanwhile, and none is lost."),
    reasons.FAILED: N_("Unlock the grade or the column in your gradebook, then send it again."),
    reasons.NOT_GRADED_HERE: NOTHING,
    reasons.MOVED: N_("Open the link once from your course, then send it again."),
    reasons.CHANGED_THERE: N_(
        "If the grade in your gradebook is meant, leave it. To replace it, send the score again."
    ),
    reasons.NO_LONGER[403]: N_("Ask your platform's administrator to allow grading for this tool, then send it again."),
    reasons.NO_LONGER[404]: N_(
        "If you deleted the column, compare with the gradebook: from there it can be made again. "
        "Else check how the person is enrolled."
    ),
    reasons.NO_LONGER[410]: N_("Compare with the gradebook: from there the column can be made again."),
    NoLineItem.message: N_(
        "Turn grading on in the link's settings there and open the link once; the rest happens by itself."
    ),
}


def advise(stored: str, is_waiting: bool) -> str:
    """In English, to be translated where it is shown."""
    for wording, words in ADVICE.items():
        if reasons.fits(wording, stored):
            return words
    return WAIT if is_waiting else SEND_AGAIN
