"""Attempts that count for nothing, where a link allows as many as somebody likes.

Of each person, link, module and term the first attempt stays (the tallies of a course count it), the best (the score
and the certificate rest on it), the last (its result is what a learner practices by), and all where the grade is their
average.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import rules_for
from lti_tool.db import count_changed
from lti_tool.placements.course_terms import number_of_term, starts_at
from lti_tool.placements.dates import Dates
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import Counting
from lti_tool.placements.shown import shown_module
from lti_tool.privacy.retention.rule import Found, Portion, Rule, Run
from lti_tool.progress import summaries as progress

ATTEMPTS_AT_ONCE = 500
STRETCH = 500
SAME = 1e-9
"""Shares of points that differ by less are the same: marks are sixtieths."""


def count(session: Session, before: datetime) -> int:
    """How many attempts are over."""
    found = (_over(link.id, before, starts_at(session, link)).subquery() for link in _links(session, before))
    return sum(session.scalar(select(func.count()).select_from(each)) or 0 for each in found)


def find(session: Session, before: datetime, after: int) -> Found:
    """A portion of the attempts at each link of those who began again in a stretch: the link's number comes first."""
    last = after + STRETCH
    again = select(Attempt.placement_id, Attempt.user_id).where(Attempt.id > after, Attempt.id <= last)
    people: dict[int, set[int]] = defaultdict(set)
    for placement_id, user_id in session.execute(again.where(Attempt.number > 1, Attempt.submitted_at < before)):
        people[placement_id].add(user_id)
    found = {link_id: _find_over(session, link_id, theirs, before) for link_id, theirs in sorted(people.items())}
    newest = session.scalar(select(func.max(Attempt.id))) or 0
    return Found([[link_id, *ids] for link_id, ids in found.items() if ids], last if last < newest else 0)


def _find_over(session: Session, placement_id: int, people: Collection[int], before: datetime) -> Sequence[int]:
    placement = session.get_one(Placement, placement_id)
    if not _is_unlimited(session, placement):
        return []
    over = _over(placement_id, before, starts_at(session, placement), Attempt.user_id.in_(people))
    return session.scalars(over.limit(ATTEMPTS_AT_ONCE)).all()


def forget(session: Session, portion: Portion, before: datetime, _run: Run) -> int:
    """Delete attempts with their answers, and count anew what the people's summaries say of the link."""
    placement_id, *ids = portion
    placement = session.get(Placement, placement_id)
    if placement is None or not _is_unlimited(session, placement):
        return 0
    over = and_(Attempt.id.in_(ids), Attempt.id.in_(_over(placement.id, before, starts_at(session, placement))))
    people = session.scalars(select(Attempt.user_id).where(over).distinct()).all()
    done = count_changed(session, delete(Attempt).where(over).execution_options(synchronize_session=False))
    progress.refresh_people(session, placement, people)
    return done


PRACTICE = Rule("attempts that count for nothing", "keep_practice_days", count, find, forget)


def _links(session: Session, before: datetime) -> Iterator[Placement]:
    """Links without a limit at which somebody began again, long ago."""
    again = select(Attempt.id).where(Attempt.placement_id == Placement.id, Attempt.number > 1)
    query = select(Placement).where(again.where(Attempt.submitted_at < before).exists()).order_by(Placement.id)
    for placement in session.scalars(query).all():
        if _is_unlimited(session, placement):
            yield placement


def _is_unlimited(session: Session, placement: Placement) -> bool:
    """Whether attempts are without limit, and each of them alone may count. A module that left counts as limited."""
    module = shown_module(session, placement)
    if module is None or module.quiz is None:
        return False
    rules = rules_for(placement.settings, Dates(), module.quiz.attempts)
    return rules.attempts_allowed is None and rules.counting != Counting.AVERAGE


def _over(placement_id: int, before: datetime, starts: Sequence[datetime], *whose: ColumnElement[bool]) -> Select[int]:
    """The attempts of one link that nobody needs: neither first, nor best, nor last, and submitted long ago."""
    share = Attempt.points * 1.0 / func.nullif(Attempt.points_possible, 0)
    theirs = (Attempt.user_id, Attempt.module_id, number_of_term(Attempt.started_at, starts))
    ranked = (
        select(
            Attempt.id,
            Attempt.submitted_at,
            share.label("share"),
            Attempt.number,
            func.min(Attempt.number).over(partition_by=theirs).label("first"),
            func.max(Attempt.number).over(partition_by=theirs).label("last"),
            func.max(share).over(partition_by=theirs).label("best"),
        )
        .where(Attempt.placement_id == placement_id, Attempt.is_preview.is_(False), Attempt.submitted_at.is_not(None))
        .where(*whose)
        .subquery()
    )
    columns = ranked.c
    return select(columns.id).where(
        columns.submitted_at < before,
        columns.number > columns.first,
        columns.number < columns.last,
        columns.share < columns.best - SAME,
    )
