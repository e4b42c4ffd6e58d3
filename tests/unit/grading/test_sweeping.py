"""The sweep: what was submitted and not queued is queued, what is stuck is warned of, a new column is tried."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from lti_tool.attempts.models import Attempt
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.grading import sweeping
from lti_tool.grading.sweeping import Sweep, try_given_up_again, try_new_columns, warn_of_stuck
from lti_tool.lti.models import ResourceLink
from lti_tool.lti.services.ags.errors import LineItemsUnreadable, LineItemWithoutAddress, NoLineItem, ScoresNotAllowed
from lti_tool.lti.services.refusals import PlatformRefused, Refusal
from lti_tool.placements.models import Placement
from lti_tool.reasons import Reason
from tests.support.clock import NOON
from tests.support.ledger import find_user

pytestmark = pytest.mark.both_databases


@pytest.fixture
def sweep(ledger):
    sweeping = Sweep()
    return lambda: sweeping.run(ledger.session_factory, ledger.clock())


@pytest.fixture
def submitted(ledger):
    def submit(points, user="5", **facts):
        with ledger.session_factory() as session:
            placement = session.get_one(Placement, ledger.placement_id)
            person = find_user(session, placement, user)
            number = len(session.scalars(select(Attempt).filter_by(user_id=person.id)).all()) + 1
            values = {
                "module_id": "yes-and",
                "module_digest": "",
                "module_title": "",
                "quiz_title": "",
                "pass_points": 7,
                "seed": 1,
                "drawn": [],
                "started_at": NOON,
                "submitted_at": NOON,
                "points": points,
                "points_possible": 10,
            }
            session.add(Attempt(placement_id=placement.id, user_id=person.id, number=number, **values | facts))
            session.commit()

    return submit


def test_a_submitted_attempt_without_a_delivery_is_queued_with_the_score_that_counts(ledger, sweep, submitted):
    submitted(5)
    submitted(8)

    assert sweep() == 1
    assert (ledger.row().score_given, ledger.row().state) == (80, DeliveryState.DUE)
    assert sweep() == 0


@pytest.mark.parametrize("facts", [{"is_preview": True}, {"kind": "preassessment"}, {"submitted_at": None}])
def test_what_is_not_graded_is_not_queued(sweep, submitted, facts):
    submitted(5, **facts)

    assert sweep() == 0


def test_a_link_that_became_graded_later_gets_its_scores(ledger, sweep, submitted):
    ledger.change(ResourceLink, lineitem_url=None, lineitems_url=None)
    submitted(5)
    assert sweep() == 0

    ledger.change(ResourceLink, lineitem_url="https://lms.example/items/9")
    assert sweep() == 1


def test_a_lost_delivery_comes_back(ledger, sweep, submitted):
    submitted(5)
    sweep()
    with ledger.session_factory() as session:
        session.execute(delete(ScoreDelivery))
        session.commit()

    assert sweep() == 1


def test_a_command_goes_over_all_stretches(ledger, submitted, monkeypatch):
    monkeypatch.setattr(sweeping, "STRETCH", 2)
    for user in "12345":
        submitted(5, user=user)

    assert Sweep().run_through(ledger.session_factory, ledger.clock()) == 5


@pytest.mark.parametrize("error", [NoLineItem(), LineItemWithoutAddress(), LineItemsUnreadable()])
def test_a_score_without_a_column_is_tried_again_when_a_launch_brings_one(ledger, error):
    ledger.queue()
    ledger.change(ResourceLink, lineitem_url=None)
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED, reason=error.reason)
    assert try_new_columns(ledger.session_factory, ledger.clock()) == 0

    ledger.change(ResourceLink, lineitem_url="https://lms.example/items/9")
    assert try_new_columns(ledger.session_factory, ledger.clock()) == 1
    assert (ledger.row().state, ledger.row().reason) == (DeliveryState.DUE, Reason())


def test_a_column_helps_no_score_that_failed_for_another_reason(ledger):
    ledger.queue()
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED, reason=ScoresNotAllowed().reason)

    assert try_new_columns(ledger.session_factory, ledger.clock()) == 0


def test_a_delivery_that_waits_for_an_hour_is_warned_of_once(ledger, clock, caplog):
    caplog.set_level(logging.WARNING)
    ledger.queue()
    clock.pass_(minutes=59)
    assert warn_of_stuck(ledger.session_factory, clock()) == 0
    clock.now += timedelta(minutes=1)

    assert warn_of_stuck(ledger.session_factory, clock()) == 1
    assert warn_of_stuck(ledger.session_factory, clock()) == 0
    assert "1 scores for lms.example have waited since 2026-03-02 12:00 UTC" in caplog.text


def refuse(status):
    def on_post(_score):
        raise PlatformRefused(Refusal(status, "no"))

    return on_post


def hours_pass(ledger, hours):
    """Deliver and sweep every hour, as a server would do more often."""
    for _ in range(hours):
        ledger.deliver()
        ledger.clock.pass_(hours=1)
        try_given_up_again(ledger.session_factory, ledger.clock())


def test_after_a_long_trouble_of_the_platforms_own_scores_arrive_within_a_day_unasked(ledger, gradebook):
    for user in "123":
        ledger.queue(user=user)
    gradebook.on_post = refuse(500)
    hours_pass(ledger, 36)
    gradebook.on_post = lambda _score: None

    hours_pass(ledger, 24)

    with ledger.session_factory() as session:
        assert set(session.scalars(select(ScoreDelivery.state))) == {DeliveryState.DELIVERED}


def test_a_grade_that_stays_locked_is_looked_at_once_a_day_for_two_weeks_and_counts_as_failed(ledger, gradebook):
    ledger.queue()
    gradebook.on_post = refuse(500)

    hours_pass(ledger, 24 * 30)

    row = ledger.row()
    assert (row.state, row.again_at) == (DeliveryState.FAILED, None)
    assert 12 + 12 <= len(gradebook.scores) <= 12 + 14


def test_a_refusal_that_is_final_is_never_looked_at_again(ledger, gradebook):
    ledger.queue()
    gradebook.on_post = refuse(400)

    hours_pass(ledger, 48)

    assert (ledger.row().state, len(gradebook.scores)) == (DeliveryState.FAILED, 1)


def test_a_new_score_after_giving_up_begins_anew(ledger, gradebook):
    ledger.queue("7/10")
    gradebook.on_post = refuse(500)
    hours_pass(ledger, 13)
    assert ledger.row().again_at is not None

    ledger.queue("9/10")

    assert (ledger.row().again_at, ledger.row().tries) == (None, 0)
