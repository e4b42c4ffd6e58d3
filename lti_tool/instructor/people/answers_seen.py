"""Whether the result page of an attempt shows its person the right answers: who opens it again should know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.finding import rules_of_person, tries_at
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.rules import is_key_shown
from lti_tool.placements.catalogue import catalogue


def shows_right_answers(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Whether it does now; what it showed under earlier settings is not known."""
    module = catalogue().module(attempt.module_id)
    allowed = module.quiz.attempts if module and module.quiz else None
    rules = rules_of_person(session, attempt.placement, attempt.user_id, allowed)
    of_module = Attempt.module_id == attempt.module_id
    tries = tries_at(session, attempt.placement, [attempt.user_id], of_module).get(attempt.user_id, [])
    return is_key_shown(rules, tries, now)
