from datetime import timedelta
from fractions import Fraction

import pytest

from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.queueing import queue_score, resend
from lti_tool.lti.models import ResourceLink, User
from lti_tool.lti.services.ags.vocabulary import SCORE_SCOPE
from lti_tool.placements.models import Placement
from lti_tool.reasons import Reason, said_then

pytestmark = pytest.mark.both_databases


def test_a_score_is_due_at_once_on_the_placements_scale(ledger, clock):
    ledger.queue("2/3")

    row = ledger.row()
    assert (row.score_given, row.score_maximum) == (66.6667, 100)
    assert (row.state, row.revision, row.tries, row.next_try_at) == (DeliveryState.DUE, 1, 0, clock())


def test_an_ungraded_link_queues_nothing(ledger):
    ledger.change(ResourceLink, lineitem_url=None, ags_scopes=[SCORE_SCOPE])

    assert ledger.queue() is None


def test_a_better_score_replaces_one_that_is_still_waiting(ledger, clock):
    first = ledger.queue("1/2")
    clock.pass_(minutes=5)

    assert ledger.queue("9/10") == first
    assert (ledger.row().score_given, ledger.row().revision) == (90, 2)


def test_an_unchanged_score_that_was_delivered_is_not_sent_again(ledger):
    ledger.queue("1/2")
    ledger.deliver()

    ledger.queue("1/2")

    assert (ledger.row().state, ledger.row().revision) == (DeliveryState.DELIVERED, 1)


def test_an_unchanged_score_that_failed_gets_another_chance(ledger):
    ledger.queue("1/2")
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED, tries=12, reason=said_then("no"))

    ledger.queue("1/2")

    row = ledger.row()
    assert (row.state, row.tries, row.reason, row.revision) == (DeliveryState.DUE, 0, Reason(), 2)


def test_a_changed_maximum_is_sent_again(ledger):
    ledger.queue("1/2")
    ledger.deliver()
    ledger.change(Placement, score_maximum=10)

    ledger.queue("1/2")

    assert (ledger.row().score_given, ledger.row().state) == (5, DeliveryState.DUE)


@pytest.mark.parametrize("score", ["-1/10", "11/10"])
def test_a_share_outside_zero_to_one_is_a_programming_error(ledger, score):
    with pytest.raises(ValueError, match="share of its maximum"):
        ledger.queue(score)


def test_whoever_loses_the_race_to_insert_raises_the_winners_row(ledger, session_factory, clock, monkeypatch):
    delivery_id = ledger.queue("1/2")
    monkeypatch.setattr("lti_tool.delivery.queueing.find_delivery", lambda *_args, **_how: None)

    assert ledger.queue("9/10") == delivery_id
    assert (ledger.row().score_given, ledger.row().revision) == (90, 2)


def test_a_rollback_of_the_caller_takes_the_score_along(ledger, session_factory, clock):
    ledger.queue(user="other")
    with session_factory() as session:
        placement = session.get_one(Placement, ledger.placement_id)
        user = session.query(User).one()
        queue_score(session, placement, user, Fraction(1), clock(), clock(), clock())
        session.rollback()

    assert ledger.row().score_given == 70


def test_resending_starts_from_the_first_try(ledger, session_factory, clock):
    ledger.queue()
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED, tries=12, reason=said_then("no"))
    with session_factory() as session:
        assert resend(session, session.query(ScoreDelivery).one(), clock())
        session.commit()

    assert (ledger.row().state, ledger.row().tries, ledger.row().reason) == (DeliveryState.DUE, 0, Reason())


def test_what_is_being_sent_is_not_made_due_a_second_time(ledger, session_factory, clock):
    ledger.queue()
    ledger.change(ScoreDelivery, state=DeliveryState.SENDING, lease_until=clock() + timedelta(minutes=1))
    with session_factory() as session:
        assert not resend(session, session.query(ScoreDelivery).one(), clock())
