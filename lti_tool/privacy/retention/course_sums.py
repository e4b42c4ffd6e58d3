"""What stays of a course's sums once the work behind them is gone.

Sums of first attempts can be told apart from nobody's work afterward, so each must hide everybody in it by itself: a
module that fewer than five people tried leaves none, and a question leaves its sums from thirty answers on.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.community.models import SurveyAnswer
from lti_tool.competencies import tallying
from lti_tool.competencies.models import ItemTally, TimeTally
from lti_tool.competencies.privacy_floor import LEAST_PEOPLE, LEAST_RESPONSES
from lti_tool.delivery.models import GradeCheck
from lti_tool.placements.models import Placement


def keep_large_sums(session: Session, context_id: int, now: datetime) -> None:
    """Take the parts of small groups out of a course's sums, with the attempts that they are of. The caller commits."""
    _take_out_few(session, context_id, now)
    here = ItemTally.context_id == context_id
    session.execute(delete(ItemTally).where(here, ItemTally.responses < LEAST_RESPONSES))
    _drop_few_times(session, context_id)
    _drop_few_answers(session, context_id)
    session.execute(delete(GradeCheck).where(GradeCheck.context_id == context_id))


def _take_out_few(session: Session, context_id: int, now: datetime) -> None:
    first = tallying.first_attempts().where(Placement.context_id == context_id)
    people = func.count(func.distinct(Attempt.user_id))
    by_module = first.with_only_columns(Attempt.module_id).group_by(Attempt.module_id)
    for module_id in session.scalars(by_module.having(people < LEAST_PEOPLE)).all():
        theirs = first.where(Attempt.module_id == module_id).order_by(Attempt.id).with_for_update(of=Attempt)
        tallying.withdraw(session, session.scalars(theirs).all(), now)
        links = select(Placement.id).where(Placement.context_id == context_id)
        of_module = (Attempt.module_id == module_id, Attempt.placement_id.in_(links))
        session.execute(delete(Attempt).where(*of_module).execution_options(synchronize_session=False))


def _drop_few_times(session: Session, context_id: int) -> None:
    """How long attempts took: all of a module that has few."""
    few = select(TimeTally.module_id).where(TimeTally.context_id == context_id).group_by(TimeTally.module_id)
    few = few.having(func.sum(TimeTally.attempts) < LEAST_RESPONSES)
    session.execute(delete(TimeTally).where(TimeTally.context_id == context_id, TimeTally.module_id.in_(few)))


def _drop_few_answers(session: Session, context_id: int) -> None:
    """Answers to a survey that few answered: who did is known from the roster."""
    few = select(SurveyAnswer.activity_id).where(SurveyAnswer.context_id == context_id)
    few = few.group_by(SurveyAnswer.activity_id).having(func.count() < LEAST_PEOPLE)
    answers = delete(SurveyAnswer).where(SurveyAnswer.context_id == context_id, SurveyAnswer.activity_id.in_(few))
    session.execute(answers)
