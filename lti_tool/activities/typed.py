"""Text as people type it: how much of it fits, and what is taken out before it is kept."""

from __future__ import annotations

from lti_tool.activities.outcome import ANSWERED_BADLY, Form, Outcome, State, first
from lti_tool.activities.problems import Problem
from lti_tool.text.plain_text import clean_text

LONGEST = 4_000  # characters


def read_text(form: Form, name: str) -> str:
    """The text in a field, its lines ended in one way."""
    return clean_text(first(form, name))


def too_long(state: State) -> Outcome:
    """Show a text again that is too long to be kept."""
    return Outcome(state, Problem.TOO_LONG, is_kept=False, status=ANSWERED_BADLY)
