"""A platform in trouble is left alone, costs nobody a try, and never delays another."""

from datetime import timedelta

import pytest

from lti_tool.delivery import lanes
from lti_tool.delivery.delivering import deliver_lane
from lti_tool.delivery.due import doubt_waiting
from lti_tool.delivery.lanes import LONGEST_PAUSE_S, pause_after
from lti_tool.delivery.leasing.lease import LEASE
from lti_tool.delivery.models import WIDEST, DeliveryState, PlatformLane
from lti_tool.delivery.reasons import Why
from lti_tool.delivery.rounds import Manner
from lti_tool.lti.services.ags.messages import Result
from lti_tool.lti.services.http import PlatformTimedOut, PlatformUnreachable
from lti_tool.lti.services.refusals import PlatformRefused, Refusal
from lti_tool.reasons import Reason

pytestmark = pytest.mark.both_databases

HOURS = 6


def fail(error):
    def on_post(_score):
        raise error

    return on_post


def test_every_try_is_kept_with_what_the_platform_said(ledger, gradebook, clock):
    delivery_id = ledger.queue()
    gradebook.on_post = fail(PlatformRefused(Refusal(500, "grade is locked")))
    ledger.deliver()
    clock.pass_(seconds=5)
    gradebook.on_post = lambda _score: None
    ledger.deliver()

    first, second = ledger.tries()
    assert (first.delivery_id, first.outcome, first.http_status) == (delivery_id, "later", 500)
    assert first.reason == Reason(Why.FAILED, {"http_status": 500, "detail": "grade is locked"})
    assert (second.outcome, second.http_status, second.reason) == ("delivered", None, Reason())
    assert second.at - first.at == timedelta(seconds=5)
    assert (ledger.row().told_given, ledger.row().told_maximum) == (70, 100)


def test_while_a_platform_is_away_it_is_asked_for_all_scores_together_ever_more_rarely(ledger, gradebook, clock):
    for user in range(50):
        ledger.queue(user=str(user))
    gradebook.on_post = fail(PlatformUnreachable())
    calls = []
    for _ in range(HOURS * 60):
        ledger.deliver()
        calls.append(len(gradebook.scores))
        clock.pass_(minutes=1)

    assert calls[-1] <= HOURS * 60 * 60 / (LONGEST_PAUSE_S / 2)
    gradebook.on_post = lambda _score: None
    clock.pass_(seconds=LONGEST_PAUSE_S)
    assert len(ledger.deliver().delivered) == 50


def test_after_a_pause_one_score_goes_ahead(ledger, gradebook, clock):
    for user in range(5):
        ledger.queue(user=str(user))
    gradebook.on_post = fail(PlatformTimedOut())
    ledger.deliver()
    clock.pass_(seconds=2)

    assert ledger.deliver().total == 1
    assert (ledger.lane().failures, ledger.lane().reason) == (2, PlatformTimedOut().reason)


@pytest.mark.parametrize("wait", [timedelta(seconds=7), timedelta(hours=3)])
def test_a_throttling_platform_is_given_the_time_it_asks_for_and_fewer_connections(ledger, gradebook, clock, wait):
    for user in range(60):
        ledger.queue(user=str(user))
    gradebook.on_post = fail(PlatformRefused(Refusal(429, throttled=True, retry_after=wait)))
    ledger.deliver()

    clock.now += wait - timedelta(seconds=1)
    assert ledger.deliver().total == 0
    assert ledger.lane().width == WIDEST // 2
    gradebook.on_post = lambda _score: None
    clock.pass_(seconds=1)
    assert len(ledger.deliver().delivered) == 60
    assert (ledger.lane().failures, ledger.lane().paused_until, ledger.lane().width) == (0, None, WIDEST)


def test_a_lane_is_one_workers_until_it_lets_go_or_is_silent_for_a_lease(ledger, clock):
    for user in range(3):
        ledger.queue(user=str(user))
    assert len(ledger.claim(limit=1)) == 1

    assert ledger.deliver().total == 0
    clock.pass_(seconds=LEASE.total_seconds())
    assert len(ledger.deliver().delivered) == 3


def test_a_lane_that_was_lost_is_not_worked_along(ledger, gradebook, clock):
    for user in range(3):
        ledger.queue(user=str(user))

    def lose_it(_score):
        ledger.change(PlatformLane, holder="somebody else")

    gradebook.on_post = lose_it
    with ledger.session_factory() as session:
        (lane_id,) = lanes.find_ready(session, clock())
    manner = Manner(clock, lambda _services, _parcel: gradebook)

    assert deliver_lane(ledger.services, lane_id, manner, limit=1).total == 1
    assert ledger.lane().holder == "somebody else"


def test_what_was_claimed_and_not_tried_is_given_back_as_it_was(ledger, gradebook):
    first, second = ledger.queue(user="5"), ledger.queue(user="6")
    gradebook.on_post = fail(PlatformUnreachable())
    ledger.deliver()

    tried, untouched = ledger.row(first), ledger.row(second)
    assert (tried.tries, tried.in_doubt) == (1, True)
    assert (untouched.state, untouched.tries, untouched.lease_until, untouched.in_doubt) == ("due", 0, None, False)


def test_a_score_that_may_have_arrived_is_looked_for_before_it_is_sent_again(ledger, gradebook, clock):
    delivery_id = ledger.queue("7/10")
    gradebook.on_post = fail(PlatformTimedOut())
    ledger.deliver()
    gradebook.result = Result(70, 100)
    clock.pass_(seconds=2)

    assert ledger.deliver().delivered == [delivery_id]
    assert len(gradebook.scores) == 1


def test_a_score_that_may_have_arrived_is_no_second_submission(ledger, gradebook, clock):
    ledger.queue("7/10")
    gradebook.on_post = fail(PlatformTimedOut())
    gradebook.results_readable = False
    ledger.deliver()
    gradebook.on_post = lambda _score: None
    clock.pass_(seconds=2)
    ledger.deliver()

    assert [score.new_submission for score in gradebook.scores] == [True, False]


def test_what_a_killed_worker_may_have_sent_is_looked_for_too(ledger, gradebook, clock):
    ledger.queue("7/10")
    ledger.claim()
    gradebook.result = Result(70, 100)
    clock.pass_(minutes=5)

    assert len(ledger.deliver().delivered) == 1
    assert gradebook.scores == []


def test_a_first_score_that_may_have_been_surpassed_is_looked_for_first(ledger, gradebook):
    """A restored backup knows nothing of what was earned since, nor whether this one arrived."""
    same, better, less = (ledger.queue("5/10", user=user) for user in "567")
    with ledger.session_factory() as session:
        assert doubt_waiting(session) == 3
        session.commit()
    gradebook.held = {"5": Result(50.0, 100.0), "6": Result(80.0, 100.0), "7": Result(20.0, 100.0)}

    ledger.deliver()

    assert [score.user_id for score in gradebook.scores] == ["7"]
    assert [ledger.row(each).state for each in (same, better, less)] == ["delivered", "failed", "delivered"]
    assert ledger.row(better).reason.code == "changed_there"


def test_a_higher_grade_that_a_person_gave_is_not_taken_away_without_asking(ledger, gradebook, clock):
    ledger.queue("5/10")
    ledger.deliver()
    gradebook.result = Result(95, 100)
    clock.pass_(minutes=1)
    delivery_id = ledger.queue("8/10")

    assert ledger.deliver().failed == [delivery_id]
    assert ledger.row().reason.params["theirs_given"] == 95
    assert len(gradebook.scores) == 1

    ledger.resend(delivery_id)
    clock.pass_(seconds=1)
    assert ledger.deliver().delivered == [delivery_id]
    assert gradebook.scores[1].score_given == 80
    assert not ledger.row().may_overwrite


def test_a_score_that_may_go_down_by_the_rules_does(ledger, gradebook, clock):
    ledger.queue("9/10")
    ledger.deliver()
    gradebook.result = Result(90, 100)
    clock.pass_(minutes=1)
    ledger.queue("4/10")

    assert len(ledger.deliver().delivered) == 1
    assert [score.score_given for score in gradebook.scores] == [90, 40]


def test_before_a_score_is_called_failed_the_gradebook_is_read(ledger, gradebook, clock):
    delivery_id = ledger.queue("7/10")
    gradebook.on_post = fail(PlatformRefused(Refusal(500)))
    for _ in range(11):
        ledger.deliver()
        clock.pass_(hours=1)
    gradebook.on_post = lambda score: (
        setattr(gradebook, "result", Result(70, 100)) or fail(PlatformRefused(Refusal(500)))(score)
    )

    assert ledger.deliver().delivered == [delivery_id]
    assert ledger.row().state == DeliveryState.DELIVERED


def test_a_clock_set_back_by_a_day_leaves_no_lane_closed(ledger, clock):
    ledger.queue()
    ledger.claim()
    clock.pass_(days=-2)
    ledger.queue(user="6")

    assert len(ledger.deliver().delivered) == 1


def test_several_connections_share_a_platforms_scores_and_send_each_once(ledger, gradebook, clock):
    for user in range(130):
        ledger.queue(user=str(user))
    with ledger.session_factory() as session:
        (lane_id,) = lanes.find_ready(session, clock())
    manner = Manner(clock, lambda _services, _parcel: gradebook, width=WIDEST)

    assert len(deliver_lane(ledger.services, lane_id, manner).delivered) == 130
    assert sorted(int(score.user_id) for score in gradebook.scores) == list(range(130))


def test_pauses_grow_to_five_minutes():
    assert pause_after(1) <= timedelta(seconds=2)
    assert timedelta(seconds=150) <= pause_after(50) <= timedelta(seconds=LONGEST_PAUSE_S)
