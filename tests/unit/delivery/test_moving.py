"""A registration is made anew while a score of it is in the air."""

from __future__ import annotations

from sqlalchemy import select

from lti_tool.audit import Actor
from lti_tool.delivery.models import DeliveryState, PlatformLane
from lti_tool.delivery.moving import move_scores
from lti_tool.delivery.reasons import Why
from lti_tool.lti.models import Registration, ResourceLink
from lti_tool.lti.registering.moving import move_rows, plan_move
from tests.support.clock import NOON


def move(session_factory):
    """To a registration made now, as the command does."""
    with session_factory() as session:
        old = session.scalars(select(Registration)).first()
        facts = ("name", "issuer", "auth_login_url", "token_url", "jwks_url", "created_at")
        new = Registration(client_id="made-anew", **{name: getattr(old, name) for name in facts})
        session.add(new)
        session.flush()
        move_rows(session, plan_move(session, old, new, {"1": "1"}), actor=Actor.operator(), now=NOON)
        assert move_scores(session, old, new) == 1
        session.commit()


def test_a_sender_that_is_calling_writes_down_that_it_tried_and_nothing_else(ledger, gradebook, session_factory):
    ledger.queue()
    gradebook.on_post = lambda _score: move(session_factory)

    ledger.deliver()

    row = ledger.row()
    assert (row.state, row.reason.code, row.in_doubt) == (DeliveryState.FAILED, Why.NEW_REGISTRATION, True)
    assert [each.outcome for each in ledger.tries()] == ["delivered"]
    with session_factory() as session:
        lane = session.get_one(PlatformLane, row.lane_id)
        assert session.get_one(Registration, lane.registration_id).client_id == "made-anew"


def test_a_column_that_was_found_for_the_old_registration_is_not_kept(ledger, gradebook, session_factory):
    ledger.queue()
    ledger.change(ResourceLink, lineitem_url=None)
    gradebook.on_find = lambda: move(session_factory)

    ledger.deliver()

    with session_factory() as session:
        assert session.scalars(select(ResourceLink.lineitem_url)).all() == [None]
