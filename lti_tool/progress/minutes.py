"""How many minutes of a module belong to what somebody did.

A lesson that is done counts its minutes by the share of its things to do that were tried: all of them where there was
none to do, or where it was done before that was asked. A quiz counts the rest of its module's minutes once it was
passed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lti_tool.content.model.module import Module
from lti_tool.db import plain_rows
from lti_tool.lti.models import Launch
from lti_tool.progress.lessons import modules_ever_passed
from lti_tool.progress.models import LessonCompletion

_SHARES = select(LessonCompletion.lesson_id, LessonCompletion.things, LessonCompletion.things_tried).where(
    LessonCompletion.user_id == bindparam("user"), LessonCompletion.context_id == bindparam("context")
)


def minutes_done(session: Session, launch: Launch, modules: Sequence[Module]) -> int:
    """The whole minutes that this person did in this course of some modules, in any of its terms; two queries."""
    mine = {"user": launch.user_id, "context": launch.context_id}
    shares = {row.lesson_id: share_tried(row.things, row.things_tried) for row in plain_rows(session, _SHARES, mine)}
    return count_minutes(modules, shares, modules_ever_passed(session, launch))


def share_tried(things: int | None, tried: int | None) -> Fraction:
    """How much of a lesson that is done was tried, 0 to 1."""
    return Fraction(tried or 0, things) if things else Fraction(1)


def count_minutes(modules: Sequence[Module], shares: Mapping[str, Fraction], passed: Collection[str]) -> int:
    """The minutes of what was done: exact over all of them, then rounded down, so that none is claimed that was not."""
    lessons = sum(
        (lesson.minutes * shares.get(lesson.id, Fraction(0)) for module in modules for lesson in module.lessons),
        Fraction(0),
    )
    return int(lessons + sum(minutes_of_quiz(module) for module in modules if module.id in passed))


def minutes_of_quiz(module: Module) -> int:
    """About how long a module's quiz takes: what is not its lessons; 0 without one."""
    return max(1, module.minutes - sum(lesson.minutes for lesson in module.lessons)) if module.quiz else 0
