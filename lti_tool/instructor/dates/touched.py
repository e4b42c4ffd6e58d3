"""Whom dates of a person's or a branch's own touch, for the page on which they are set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import attempts_that_follow
from lti_tool.branches.membership import members_of
from lti_tool.instructor.dates.page import Subject
from lti_tool.instructor.shared.people.whom import Whom, name_people
from lti_tool.placements.dates import Source
from lti_tool.placements.own_dates.many import said_to_many


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom, who has dates of their own that come first, and how many open attempts follow, by the module's title."""

    whom: Whom
    have_own: Whom
    following: Mapping[str, int]


def touched_by_dates(session: Session, context_id: int, subject: Subject) -> Touched:
    """The person, or the people of the branch."""
    whose = subject.whose
    people = [whose.user_id] if whose.user_id is not None else members_of(session, whose.branch_id or 0)
    have_own = []
    if whose.user_id is None:
        said = said_to_many(session, context_id, people)
        have_own = [
            user_id for user_id, known in said.items() if any(each.source == Source.PERSON for _at, each in known)
        ]
    following = Counter(each.module_title for each in attempts_that_follow(session, context_id, people))
    return Touched(name_people(session, people), name_people(session, have_own), following)
