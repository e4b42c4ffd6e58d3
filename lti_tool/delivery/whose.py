"""Whose scores are counted and listed: those of the learners of a course."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute

from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Membership


def is_a_learners(context_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Not of somebody who is staff of the course now, or tries out a learner's role: no grade of theirs is missed.

    The course is one by its id, or the column that names it in a query over many.
    """
    theirs = (Membership.context_id == context_id, Membership.user_id == ScoreDelivery.user_id)
    return ~exists().where(*theirs, Membership.is_staff)
