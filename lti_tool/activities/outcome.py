"""What doing something in an activity leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.activities.problems import Problem

State = Mapping[str, Any]
Form = Mapping[str, Sequence[str]]
ANSWERED_BADLY = 422  # RFC 9110 §15.5.21: understood, and impossible
DO = "do"
DRAFT = "draft"
SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state to show next; `problem` is what is missing or impossible.

    A state that is not kept is shown once more and forgotten: it may hold a text that is too long to keep.
    `answers` are a survey's, to be stored apart from the person. `skips` is for now, on purpose; `begins` is the first
    time that something was tried.
    """

    state: State
    problem: Problem | None = None
    is_kept: bool = True
    status: int = 200
    answers: State | None = None
    skips: bool = False
    begins: bool = False


def not_offered(state: State) -> Outcome:
    """Refuse input that none of our forms sends, or that comes from a stale page; nothing changes."""
    return Outcome(state, Problem.NOT_OFFERED, is_kept=False, status=ANSWERED_BADLY)


def asked_for(form: Form) -> str:
    """What the pressed button asks for; empty for the plain one."""
    return first(form, DO)


def first(form: Form, name: str) -> str:
    """The first value of a field, or nothing."""
    return next(iter(form.get(name, ())), "")
