"""Why somebody changed something: asked wherever a colleague will want to know."""

from __future__ import annotations

from flask import request

from lti_tool.errors import N_, ToolError
from lti_tool.text.plain_text import clean_line

LONGEST = 300


class ReasonNeeded(ToolError):
    """A change without a word of why."""

    title = N_("Say why")
    message = N_("Say in a few words (300 characters at most) why you are doing this. It is kept with your name.")
    advice = N_("Nothing was changed. Go back, and type a reason.")


def read_reason() -> str:
    """The reason that was typed; raises ReasonNeeded."""
    reason = clean_line(request.form.get("reason", ""))
    if not reason or len(reason) > LONGEST:
        raise ReasonNeeded
    return reason
