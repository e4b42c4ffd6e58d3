"""A rewrite: the learner's own words first, then two models beside them; it is never marked."""

from __future__ import annotations

from lti_tool.activities.outcome import DRAFT, Form, Outcome, State, asked_for
from lti_tool.activities.problems import Problem
from lti_tool.activities.typed import LONGEST, read_text, too_long
from lti_tool.content.model.activities.kinds import Rewrite


def act(_rewrite: Rewrite, state: State, form: Form) -> Outcome:
    """Keep a draft, or accept the words as the learner's answer and show the models."""
    words = read_text(form, "words")
    drafted = {**state, "draft": words}
    if len(words) > LONGEST:
        return too_long(drafted)
    if asked_for(form) == DRAFT:
        return Outcome(drafted)
    if not words:
        return Outcome(drafted, Problem.WORDS_FIRST)
    return Outcome({"text": words})


def is_done(_rewrite: Rewrite, state: State) -> bool:
    """Whether the learner has written an answer, so that the models may be shown."""
    return bool(state.get("text"))


def is_begun(_rewrite: Rewrite, state: State) -> bool:
    """Whether something is written, if only as a draft."""
    return bool(in_the_field(state).strip())


def in_the_field(state: State) -> str:
    """What the text field holds: the draft if there is one, else the saved answer."""
    return str(state.get("draft", state.get("text", "")))


def has_other_draft(state: State) -> bool:
    """Whether somebody has begun to change their answer without saving it."""
    return in_the_field(state) != str(state.get("text", ""))
