"""A private reflection: only its writer ever reads it."""

from __future__ import annotations

from lti_tool.activities.outcome import Form, Outcome, State
from lti_tool.activities.typed import LONGEST, read_text, too_long
from lti_tool.content.model.activities.kinds import Reflection


def act(_reflection: Reflection, _state: State, form: Form) -> Outcome:
    """Keep the words as they stand; a draft is as good as a save."""
    state = {"text": read_text(form, "words")}
    return too_long(state) if len(state["text"]) > LONGEST else Outcome(state)


def is_done(_reflection: Reflection, state: State) -> bool:
    """Whether something is written."""
    return bool(state.get("text"))
