"""Think first, then see: an answer that shows when it is asked for."""

from __future__ import annotations

from lti_tool.activities.outcome import Form, Outcome, State, asked_for, not_offered
from lti_tool.content.model.activities.light import Reveal

OPEN, CLOSE = "open", "close"


def act(_reveal: Reveal, state: State, form: Form) -> Outcome:
    """Show the answer, or cover it again; that it was seen is kept."""
    wanted = asked_for(form)
    if wanted not in (OPEN, CLOSE):
        return not_offered(state)
    return Outcome({"seen": True, "open": wanted == OPEN})


def is_open(state: State) -> bool:
    """Whether the answer shows now."""
    return bool(state.get("open"))


def is_done(_reveal: Reveal, state: State) -> bool:
    """Whether the answer was seen."""
    return bool(state.get("seen"))
