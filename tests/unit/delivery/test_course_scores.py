"""The scores of a course that its instructors are shown: those of people who learn there."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.telling.course_scores import count_states, list_scores, resend_many
from lti_tool.lti.models import Membership
from lti_tool.lti.roles import Role
from tests.support.clock import NOON
from tests.support.ledger import Ledger

pytestmark = pytest.mark.both_databases


def test_scores_of_somebody_who_only_switched_roles_are_not_missed(
    ledger: Ledger, session_factory: sessionmaker[Session]
) -> None:
    ledger.queue(user="learner")
    ledger.queue(user="teacher")
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED)
    with session_factory() as session:
        [learner, teacher] = session.scalars(select(ScoreDelivery).order_by(ScoreDelivery.id))
        here = learner.placement.context_id
        roles = [Role.LEARNER, Role.ROLE_SWITCH]
        session.add(Membership(context_id=here, user_id=learner.user_id, roles=[Role.LEARNER]))
        session.add(Membership(context_id=here, user_id=teacher.user_id, roles=roles, is_staff=True))
        session.flush()

        assert count_states(session, here).failed == count_states(session, here).total == 1
        assert [row.id for row in list_scores(session, here, "failed", 1).rows] == [learner.id]
        assert resend_many(session, here, NOON, only_failed=True) == 1
