"""Sums over many people, once somebody is no longer one of them.

Every other person's part can be counted from what is still stored of them. So whatever a sum holds beyond those parts
belongs to those who were erased, and may stay only where these are enough to hide each of them.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.activities.models import ActivityState
from lti_tool.attempts.models import Attempt
from lti_tool.community.models import SurveyAnswer
from lti_tool.competencies import tallying
from lti_tool.competencies.privacy_floor import LEAST_PEOPLE
from lti_tool.privacy.person import Person


class Survey(NamedTuple):
    """A survey in one course."""

    context_id: int
    activity_id: str


def take_out_of_tallies(session: Session, person: Person, now: datetime) -> None:
    """Subtract what the person's first attempts added to their courses' tallies. The caller commits.

    What waits to be counted was added to none. That part is one person's alone, which no floor allows to stay.
    """
    query = tallying.first_attempts().where(Attempt.user_id.in_(person.user_ids))
    attempts = session.scalars(query.order_by(Attempt.module_id, Attempt.id)).all()
    by_course = sorted(attempts, key=lambda attempt: attempt.placement.context_id)
    for _, theirs in groupby(by_course, key=lambda attempt: attempt.placement.context_id):
        tallying.withdraw(session, list(theirs), now)


def drop_lone_answers(session: Session, person: Person) -> None:
    """Delete the survey answers that no longer hide behind anybody's. The caller commits."""
    for survey in lone_surveys(session, person):
        session.execute(delete(SurveyAnswer).filter_by(**survey._asdict()))


def lone_surveys(session: Session, person: Person) -> list[Survey]:
    """Surveys that only this person, and people who were erased before, answered, and too few of them.

    An answer has no name. While somebody is here who answered too, nobody can say whose it is.
    """
    theirs = (ActivityState.user_id.in_(person.user_ids), ActivityState.kind == "survey")
    query = select(ActivityState.context_id, ActivityState.activity_id).where(*theirs).distinct()
    surveys = [Survey(*row) for row in session.execute(query)]
    return [each for each in surveys if _is_lone(session, person, each)]


def _is_lone(session: Session, person: Person, survey: Survey) -> bool:
    states = select(func.count()).select_from(ActivityState).filter_by(**survey._asdict())
    answers = select(func.count()).select_from(SurveyAnswer).filter_by(**survey._asdict())
    others = session.scalar(states.where(ActivityState.user_id.not_in(person.user_ids)))
    return not others and 0 < (session.scalar(answers) or 0) < LEAST_PEOPLE
