import itertools
import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from lti_tool.delivery import lanes
from lti_tool.delivery.leasing.lease import LEASE
from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.delivery.reasons import GIVEN_UP_AFTER, Why
from lti_tool.lti.models import Deployment, Registration, ResourceLink, Status
from lti_tool.lti.services.ags.errors import LineItemsUnreadable, NoLineItem
from lti_tool.lti.services.ags.messages import Result
from lti_tool.lti.services.http import PlatformTimedOut, PlatformUnreachable
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenRefused
from lti_tool.placements.models import Placement
from lti_tool.reasons import Reason, said_then

pytestmark = pytest.mark.both_databases

OTHER_COLUMN = "https://lms.example/items/2?type_id=1"


def fail(error):
    def on_post(_score):
        raise error

    return on_post


def refuse(status, detail="", **facts):
    return fail(PlatformRefused(Refusal(status, detail, **facts)))


def works(_score):
    return


def test_a_due_score_arrives(ledger, gradebook, clock):
    delivery_id = ledger.queue("7/10")

    assert ledger.deliver().delivered == [delivery_id]

    (score,) = gradebook.scores
    assert (score.user_id, score.score_given, score.score_maximum) == ("5", 70, 100)
    assert (score.activity_progress, score.grading_progress) == ("Completed", "FullyGraded")
    assert (score.timestamp, score.submitted_at, score.started_at) == (
        clock(),
        clock(),
        clock() - timedelta(minutes=10),
    )
    row = ledger.row()
    assert (row.state, row.delivered_at, row.lease_until, row.tries) == (DeliveryState.DELIVERED, clock(), None, 1)


def test_a_delivered_score_is_not_sent_again(ledger, gradebook, clock):
    ledger.queue()
    ledger.deliver()
    clock.pass_(days=1)

    assert ledger.deliver().total == 0
    assert len(gradebook.scores) == 1


def test_a_score_is_stamped_when_its_turn_comes_not_when_it_was_queued(ledger, gradebook, clock):
    ledger.queue()
    clock.pass_(hours=3)
    its_turn = clock()
    gradebook.on_find = lambda: clock.pass_(seconds=7)

    ledger.deliver()

    assert gradebook.scores[0].timestamp == its_turn


@pytest.mark.parametrize(
    "error",
    [
        PlatformUnreachable(),
        PlatformTimedOut(),
        PlatformRefused(Refusal(500)),
        PlatformRefused(Refusal(502)),
        PlatformRefused(Refusal(503)),
        PlatformRefused(Refusal(429, throttled=True)),
        PlatformRefused(Refusal(403, throttled=True)),
        PlatformRefused(Refusal(401)),
        TokenRefused(Refusal(400, "invalid_client")),
    ],
)
def test_a_passing_trouble_is_tried_again_and_then_arrives(ledger, gradebook, clock, error):
    delivery_id = ledger.queue()
    gradebook.on_post = fail(error)

    assert ledger.deliver().later == [delivery_id]
    row = ledger.row()
    assert row.state == DeliveryState.DUE
    assert clock() < row.next_try_at <= clock() + timedelta(seconds=2)
    assert row.reason

    assert ledger.deliver().total == 0
    clock.pass_(seconds=2)
    gradebook.on_post = works
    assert ledger.deliver().delivered == [delivery_id]
    assert not ledger.row().reason


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422])
def test_a_refusal_is_kept_with_its_reason(ledger, gradebook, status):
    delivery_id = ledger.queue()
    gradebook.on_post = refuse(status, "because I say so")

    assert ledger.deliver().failed == [delivery_id]
    row = ledger.row()
    assert row.state == DeliveryState.FAILED
    assert row.reason.params == {"http_status": status, "detail": "because I say so"}


def test_retry_after_is_honoured(ledger, gradebook, clock):
    ledger.queue()
    gradebook.on_post = refuse(429, throttled=True, retry_after=timedelta(minutes=10))

    ledger.deliver()

    assert ledger.row().next_try_at == clock() + timedelta(minutes=10)


def test_a_locked_grade_is_given_up_with_a_reason_after_twelve_tries(ledger, gradebook, clock):
    ledger.queue()
    gradebook.on_post = refuse(500)
    for _ in range(12):
        ledger.deliver()
        clock.pass_(hours=1)

    row = ledger.row()
    assert (row.state, row.tries, len(gradebook.scores)) == (DeliveryState.FAILED, 12, 12)
    assert row.reason == Reason(Why.FAILED, {"http_status": 500, "detail": "", GIVEN_UP_AFTER: 12})


def test_an_outage_of_two_days_loses_nothing(ledger, gradebook, clock):
    ledger.queue()
    gradebook.on_post = fail(PlatformUnreachable())
    for _ in range(48):
        ledger.deliver()
        clock.pass_(hours=1)
    gradebook.on_post = works

    assert len(ledger.deliver().delivered) == 1


def test_what_a_crash_left_behind_is_sent_after_its_lease(ledger, gradebook, clock):
    delivery_id = ledger.queue()
    assert ledger.claim()

    stamped = clock()
    clock.pass_(seconds=LEASE.total_seconds() - 1)
    assert ledger.deliver().total == 0
    clock.pass_(seconds=1)
    assert ledger.deliver().delivered == [delivery_id]
    assert gradebook.scores[0].timestamp == stamped, "the dead one may have sent it: a repeat is the same score"


def test_a_score_that_changes_while_it_is_sent_stays_due_and_follows(ledger, gradebook, clock):
    delivery_id = ledger.queue("5/10")
    gradebook.on_post = lambda _score: ledger.queue("9/10")
    ledger.deliver()

    row = ledger.row()
    assert (row.state, row.score_given, row.lease_until) == (DeliveryState.DUE, 90, None)

    gradebook.on_post = works
    clock.pass_(seconds=1)
    assert ledger.deliver().delivered == [delivery_id]
    assert [score.score_given for score in gradebook.scores] == [50, 90]


def test_two_scores_of_one_person_are_never_in_the_air_together(ledger, gradebook, clock):
    ledger.queue("5/10")
    rounds = []

    def overtake(_score):
        ledger.queue("9/10")
        clock.pass_(seconds=30)
        gradebook.on_post = works
        rounds.append(ledger.deliver().total)

    gradebook.on_post = overtake
    ledger.deliver()

    assert rounds == [0]
    assert [score.score_given for score in gradebook.scores] == [50]


def test_a_failure_of_a_score_that_changed_meanwhile_says_nothing_about_the_new_one(ledger, gradebook):
    ledger.queue("5/10")

    def change_and_refuse(_score):
        ledger.queue("9/10")
        raise PlatformRefused(Refusal(400))

    gradebook.on_post = change_and_refuse
    ledger.deliver()

    assert (ledger.row().state, ledger.row().tries, ledger.row().reason) == (DeliveryState.DUE, 0, Reason())


def test_a_sender_whose_lease_ran_out_may_not_overwrite_the_next_ones_work(ledger, clock):
    ledger.queue()
    (slow,) = ledger.claim()
    clock.pass_(seconds=LEASE.total_seconds())
    (quick,) = ledger.claim(holder="a third worker")

    ledger.record(slow)
    assert ledger.row().lease_until == quick.lease_until
    assert ledger.row().state == DeliveryState.SENDING


def test_scores_of_one_person_are_a_second_apart_and_strictly_later(ledger, gradebook, clock):
    for number in range(1, 9):
        ledger.queue(f"{number}/10")
        ledger.deliver()
        clock.pass_(seconds=0.4)

    stamps = [score.timestamp for score in gradebook.scores]
    assert len(stamps) >= 2
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in itertools.pairwise(stamps))


def test_a_clock_that_is_set_back_still_stamps_later(ledger, gradebook, clock):
    ledger.queue("1/10")
    ledger.deliver()
    before = clock()
    clock.pass_(hours=-1)

    ledger.queue("2/10")
    ledger.deliver()

    assert gradebook.scores[1].timestamp == before + timedelta(seconds=1)


def test_a_conflict_over_the_same_score_means_it_arrived(ledger, gradebook):
    delivery_id = ledger.queue("7/10")
    gradebook.on_post = refuse(409, "Refusing score with an earlier timestamp")
    gradebook.result = Result(28, 40)

    assert ledger.deliver().delivered == [delivery_id]


@pytest.mark.parametrize("result", [None, Result(1, 40), Result(None, None)])
@pytest.mark.parametrize(("status", "detail"), [(409, ""), (400, "timestamp is not newer")])
def test_a_conflict_over_another_score_is_tried_again_with_a_later_stamp(
    ledger, gradebook, clock, result, status, detail
):
    delivery_id = ledger.queue("7/10")
    gradebook.on_post = refuse(status, detail)
    gradebook.result = result

    assert ledger.deliver().later == [delivery_id]
    gradebook.on_post = works
    clock.pass_(seconds=2)
    assert ledger.deliver().delivered == [delivery_id]
    assert gradebook.scores[1].timestamp > gradebook.scores[0].timestamp


def test_a_platform_whose_clock_is_ahead_gets_a_stamp_after_its_own(ledger, gradebook, clock):
    ledger.queue("7/10")
    ahead = clock() + timedelta(hours=1)
    gradebook.on_post = refuse(409)
    gradebook.result = Result(1, 40, timestamp=ahead)
    ledger.deliver()

    gradebook.on_post = works
    clock.pass_(seconds=2)
    ledger.deliver()

    assert gradebook.scores[1].timestamp == ahead + timedelta(seconds=1)


def test_a_conflict_that_never_ends_is_given_up(ledger, gradebook, clock):
    ledger.queue("7/10")
    gradebook.on_post = refuse(409, "earlier timestamp")
    gradebook.results_readable = False
    for _ in range(12):
        ledger.deliver()
        clock.pass_(hours=1)

    assert ledger.row().state == DeliveryState.FAILED
    assert ledger.row().reason.code == Why.NEWER_SCORE


def test_a_deleted_column_is_looked_for_once_more(ledger, gradebook):
    delivery_id = ledger.queue()
    gradebook.successor = OTHER_COLUMN
    gradebook.on_post = lambda _score: refuse(404)(_score) if len(gradebook.scores) == 1 else None

    assert ledger.deliver().delivered == [delivery_id]
    assert gradebook.posted_to == [gradebook.column, OTHER_COLUMN]
    with ledger.session_factory() as session:
        assert session.query(ResourceLink).one().lineitem_url == OTHER_COLUMN


@pytest.mark.parametrize("successor", [None, "the same"])
def test_a_deleted_column_without_a_successor_is_said_in_words(ledger, gradebook, successor):
    ledger.queue()
    gradebook.successor = gradebook.column if successor else None
    gradebook.on_post = refuse(404, "Grade item 2 doesn't exist")

    assert len(ledger.deliver().failed) == 1
    assert ledger.row().reason.code == Why.CELL_GONE
    assert len(gradebook.scores) == 1


def test_a_list_of_columns_that_cannot_be_read_hides_no_deleted_column(ledger, gradebook):
    """What is told is what the platform said of the score: else a column would seem to be wanting that is there."""
    ledger.queue()

    def unreadable():
        raise LineItemsUnreadable

    gradebook.on_look_up, gradebook.on_post = unreadable, refuse(404, "Grade item 2 doesn't exist")

    assert len(ledger.deliver().failed) == 1
    assert ledger.row().reason.code == Why.CELL_GONE


def test_a_column_that_was_found_is_remembered_before_anything_is_sent(ledger, gradebook):
    ledger.change(ResourceLink, lineitem_url=None)
    ledger.queue()
    gradebook.on_post = fail(PlatformUnreachable())

    ledger.deliver()

    with ledger.session_factory() as session:
        assert session.query(ResourceLink).one().lineitem_url == gradebook.column
    assert gradebook.looked_for == [
        {
            "resource_link_id": "link-1",
            "resource_id": "yes-and",
            "tag": "quiz",
            "label": "Yes, and!",
            "score_maximum": 100,
        }
    ]


def test_only_one_delivery_at_a_time_looks_for_a_links_column(ledger, clock):
    ledger.change(ResourceLink, lineitem_url=None)
    first, second = ledger.queue(user="5"), ledger.queue(user="6")

    assert [parcel.delivery_id for parcel in ledger.claim()] == [first]
    clock.pass_(seconds=20)
    ledger.change(PlatformLane, held_until=None)
    assert ledger.claim() == []
    ledger.change(ResourceLink, lineitem_url=OTHER_COLUMN)
    clock.pass_(seconds=20)
    ledger.change(PlatformLane, held_until=None)
    assert [parcel.delivery_id for parcel in ledger.claim()] == [second]


def test_no_column_and_no_way_to_one_is_a_failure_in_words(ledger, gradebook):
    ledger.queue()

    def none_there():
        raise NoLineItem

    gradebook.on_find = none_there
    assert len(ledger.deliver().failed) == 1
    assert ledger.row().reason == NoLineItem().reason


def test_a_persons_comment_is_sent_back_with_the_next_score(ledger, gradebook, clock):
    ledger.queue("5/10")
    ledger.deliver()
    gradebook.result = Result(50, 100, comment="Lovely work")
    clock.pass_(minutes=1)
    ledger.queue("9/10")
    ledger.deliver()

    assert [score.comment for score in gradebook.scores] == [None, "Lovely work"]


@pytest.mark.parametrize("ends", ["unheard", "killed"])
@pytest.mark.parametrize(("theirs", "is_ours"), [(90, True), (60, False), (95, False)])
def test_a_score_of_ours_that_may_have_arrived_unheard_is_no_persons(ledger, gradebook, clock, ends, theirs, is_ours):
    ledger.queue("2/10")
    ledger.deliver()
    clock.pass_(minutes=1)
    ledger.queue("9/10")
    if ends == "killed":
        ledger.claim()
    gradebook.on_post = fail(PlatformUnreachable())
    ledger.deliver()
    gradebook.on_post, gradebook.result = works, Result(theirs, 100)

    ledger.queue("3/10")
    clock.pass_(minutes=10)
    tally = ledger.deliver()

    assert (len(tally.delivered), len(tally.failed)) == ((1, 0) if is_ours else (0, 1))
    assert (ledger.row().doubted == []) == is_ours


def test_what_was_claimed_and_given_back_is_not_doubted(ledger, gradebook):
    first, second = ledger.queue("5/10", user="5"), ledger.queue("5/10", user="6")

    def change_the_other_and_fail(_score):
        ledger.queue("9/10", user="6")
        raise PlatformUnreachable

    gradebook.on_post = change_the_other_and_fail
    ledger.deliver()

    assert (ledger.row(first).in_doubt, ledger.row(second).in_doubt, ledger.row(second).doubted) == (True, False, [])


def test_only_the_first_delivery_is_a_new_submission(ledger, gradebook, clock):
    for score in ("5/10", "9/10"):
        ledger.queue(score)
        ledger.deliver()
        clock.pass_(minutes=1)

    assert [score.new_submission for score in gradebook.scores] == [True, False]


def test_a_platform_that_is_down_is_left_alone_by_its_other_scores_but_not_by_other_platforms(
    ledger, gradebook, clock, another_placement
):
    for user in ("5", "6", "7"):
        ledger.queue(user=user)
    elsewhere = ledger.queue(placement_id=another_placement)
    gradebook.on_post = lambda _score: fail(PlatformUnreachable())(_score) if len(gradebook.scores) == 1 else None

    tally = ledger.deliver()

    assert (len(tally.later), tally.delivered) == (1, [elsewhere])
    clock.pass_(seconds=2)
    assert len(ledger.deliver().delivered) == 3


def test_waiting_for_a_platform_counts_as_no_try(ledger, gradebook):
    first, second = ledger.queue(user="5"), ledger.queue(user="6")
    gradebook.on_post = fail(PlatformUnreachable())

    ledger.deliver()

    assert sorted([ledger.row(first).tries, ledger.row(second).tries]) == [0, 1]


@pytest.mark.parametrize("model", [Registration, Deployment])
def test_a_disabled_platform_is_not_called_and_its_scores_wait(ledger, gradebook, model):
    ledger.queue()
    ledger.change(model, status=Status.DISABLED)

    assert ledger.deliver().total == 0
    ledger.change(model, status=Status.ACTIVE)
    assert len(ledger.deliver().delivered) == 1


@pytest.mark.timeout(60)
def test_senders_that_race_never_send_a_score_twice(ledger, gradebook):
    for user in range(20):
        ledger.queue(user=str(user))
    start = threading.Barrier(4)
    errors = []

    def race():
        start.wait()
        try:
            ledger.deliver()
        except OperationalError as error:  # pragma: no cover
            errors.append(error)

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sorted(int(score.user_id) for score in gradebook.scores) == list(range(20))


def test_no_transaction_is_open_while_the_platform_is_called(ledger, gradebook, session_factory):
    ledger.queue()
    gradebook.on_post = lambda _score: ledger.change(ScoreDelivery, reason=said_then("written meanwhile"))

    assert len(ledger.deliver().delivered) == 1


def test_an_error_of_our_own_is_kept_in_the_ledger_and_does_not_stop_the_others(ledger, gradebook, caplog):
    bad, good = ledger.queue(user="5"), ledger.queue(user="6")
    gradebook.on_post = lambda score: fail(KeyError("oops"))(score) if score.user_id == "5" else None

    tally = ledger.deliver()

    assert (tally.later, tally.delivered) == ([bad], [good])
    assert ledger.row(bad).reason.code == Why.OUR_FAULT
    assert "oops" in caplog.text


def test_a_round_stops_when_told(ledger, gradebook):
    for user in ("5", "6"):
        ledger.queue(user=user)

    assert ledger.deliver(should_stop=lambda: len(gradebook.scores) == 1).total == 1


def test_the_next_moment_to_look_is_the_earliest_due_or_lease(ledger, clock, session_factory):
    def next_due():
        with session_factory() as session:
            return lanes.find_next_due_at(session)

    assert next_due() is None
    ledger.queue()
    assert next_due() == clock()
    (parcel,) = ledger.claim()
    assert next_due() == parcel.lease_until


def test_canvas_is_told_where_graders_open_the_work_and_others_are_not(ledger, gradebook, another_placement):
    with ledger.session_factory() as session:
        session.get_one(
            Placement, ledger.placement_id
        ).resource_link.context.deployment.registration.issuer = "https://canvas.instructure.com"
        session.commit()
    in_canvas = ledger.queue()
    ledger.queue(placement_id=another_placement)

    ledger.deliver()

    address = f"https://tool.example/lti/launch?score={in_canvas}"
    assert sorted(score.work_url for score in gradebook.scores) == ["", address]
    said = next(json.loads(score.to_json()) for score in gradebook.scores if score.work_url)
    assert said["https://canvas.instructure.com/lti/submission"] == {
        "new_submission": True,
        "submission_type": "basic_lti_launch",
        "submission_data": address,
    }
