"""A score is one worker's for as long as the calls of one try may take, and nobody posts what is somebody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.delivery.leasing.lease import CALLS_OF_A_TRY, LEASE, LeaseOver, calls_within
from lti_tool.delivery.models import DeliveryState, PlatformLane
from lti_tool.delivery.reasons import Why
from lti_tool.lti.services.ags.messages import Result
from lti_tool.lti.services.deadlines import deadline, seconds_left
from lti_tool.lti.services.http import CALL_DEADLINE_S, HttpClient, PlatformTimedOut, PlatformUnreachable
from lti_tool.lti.services.refusals import PlatformRefused, Refusal

pytestmark = pytest.mark.both_databases


def works(_score):
    """The platform takes it."""


def test_the_lease_follows_from_how_long_calls_may_take():
    assert timedelta(seconds=CALLS_OF_A_TRY * CALL_DEADLINE_S) == LEASE


def test_a_killed_workers_scores_are_taken_over_once_its_lease_is_over_with_their_stamps(ledger, gradebook, clock):
    ids = [ledger.queue(user=str(user)) for user in range(3)]
    stamps = {parcel.user_id: parcel.stamp for parcel in ledger.claim()}

    clock.pass_(seconds=LEASE.total_seconds() - 1)
    assert ledger.deliver().total == 0
    clock.pass_(seconds=1)

    assert ledger.deliver().delivered == ids
    assert {score.user_id: score.timestamp for score in gradebook.scores} == stamps
    assert not any(score.new_submission for score in gradebook.scores), "the dead one may have sent them"


def test_a_sender_that_was_stopped_posts_nothing_once_another_one_has_sent_it(ledger, gradebook, clock):
    ledger.queue()
    rounds = []

    def be_stopped():
        gradebook.on_find = lambda: None
        clock.pass_(seconds=LEASE.total_seconds())
        rounds.append(ledger.deliver())

    gradebook.on_find = be_stopped
    ledger.deliver()

    assert [len(each.delivered) for each in rounds] == [1]
    assert len(gradebook.scores) == 1
    assert ledger.row().state == DeliveryState.DELIVERED


def test_a_sender_whose_lease_ran_out_leaves_the_score_to_another_try_and_says_so(ledger, gradebook, clock):
    delivery_id = ledger.queue()
    stamped = clock()
    gradebook.on_find = lambda: clock.pass_(seconds=LEASE.total_seconds())

    assert ledger.deliver().later == [delivery_id]

    assert gradebook.scores == []
    assert (ledger.row().reason.code, ledger.row().in_doubt) == (Why.LATE, False)
    gradebook.on_find = lambda: None
    clock.pass_(minutes=1)
    assert ledger.deliver().delivered == [delivery_id]
    assert gradebook.scores[0].timestamp > stamped
    assert gradebook.scores[0].new_submission, "nothing of it was ever sent"


def test_scores_that_wait_their_turn_at_a_slow_platform_are_held_on_to(ledger, gradebook, clock):
    ids = [ledger.queue(user=str(user)) for user in range(6)]
    gradebook.on_post = lambda _score: clock.pass_(seconds=14)

    assert ledger.deliver().delivered == ids
    assert len(gradebook.scores) == len(ids)
    assert [each.outcome for each in ledger.tries()] == ["delivered"] * len(ids)


def test_scores_that_another_worker_took_over_meanwhile_are_not_sent_twice(ledger, gradebook, clock):
    ids = [ledger.queue(user=str(user)) for user in range(3)]
    rounds = []

    def be_stopped(_score):
        gradebook.on_post = works
        clock.pass_(seconds=LEASE.total_seconds())
        rounds.append(ledger.deliver())

    gradebook.on_post = be_stopped
    first = ledger.deliver()

    sent = [score.user_id for score in gradebook.scores]
    assert sorted(sent[1:]) == ["0", "1", "2"], "the first was in the air when its sender stopped, and is repeated"
    assert first.total == 1
    assert sorted(rounds[0].delivered) == ids
    assert ledger.row(ids[0]).state == DeliveryState.DELIVERED


@pytest.mark.parametrize("held", [None, Result(28, 40)], ids=["unreadable", "readable"])
def test_a_repeat_carries_the_same_stamp_and_a_gradebook_that_has_it_is_believed(ledger, gradebook, clock, held):
    delivery_id = ledger.queue("7/10")
    gradebook.results_readable = held is not None
    gradebook.on_post = lose_the_answer
    assert ledger.deliver().later == [delivery_id]

    gradebook.on_post = refuse_as_old
    clock.pass_(minutes=1)
    ledger.deliver()
    gradebook.result = held
    gradebook.on_post = works
    clock.pass_(minutes=1)
    ledger.deliver()

    assert ledger.row().state == DeliveryState.DELIVERED
    first, *repeats = [(score.timestamp, score.new_submission) for score in gradebook.scores]
    assert first[1]
    assert repeats[0] == (first[0], False)
    assert all(stamp > first[0] for stamp, _new in repeats[1:]), "what was refused as old is stamped later"
    assert len(repeats) == (2 if held is None else 1)


def test_a_score_that_changed_while_one_was_in_doubt_is_stamped_anew(ledger, gradebook, clock):
    ledger.queue("5/10")
    gradebook.on_post = lose_the_answer
    ledger.deliver()
    gradebook.on_post = works

    clock.pass_(minutes=1)
    ledger.queue("9/10")
    ledger.deliver()

    assert [score.score_given for score in gradebook.scores] == [50, 90]
    assert gradebook.scores[1].timestamp == clock()


def lose_the_answer(_score):
    raise PlatformUnreachable


def refuse_as_old(_score):
    raise PlatformRefused(Refusal(409, "Refusing score with an earlier timestamp"))


def test_no_call_begins_or_goes_on_after_the_lease_however_long_one_may_take(clock):
    with calls_within(clock() + timedelta(seconds=2), clock()), deadline(CALL_DEADLINE_S):
        assert seconds_left() <= 2
    with pytest.raises(LeaseOver), calls_within(clock(), clock()):
        raise AssertionError("it is over")
    with pytest.raises(PlatformTimedOut), deadline(0):
        HttpClient(allow_private=True).get("http://127.0.0.1:9/")


def test_what_waited_its_turn_until_the_lane_was_paused_is_given_back_untried(ledger, gradebook, clock):
    ids = [ledger.queue(user=str(user)) for user in range(3)]

    def be_slow(_score):
        clock.pass_(seconds=20)
        ledger.change(PlatformLane, paused_until=clock() + timedelta(minutes=1))

    gradebook.on_post = be_slow
    assert ledger.deliver().delivered == ids[:1]

    for waiting in ids[1:]:
        row = ledger.row(waiting)
        assert (row.state, row.tries, row.in_doubt, row.lease_until) == (DeliveryState.DUE, 0, False, None)
