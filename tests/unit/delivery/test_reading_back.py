"""What may be said of a score that was taken: only what the gradebook showed when it was looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lti_tool.delivery import lanes
from lti_tool.delivery.models import DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.reading_back.verdicts import AGAIN, FIRST_LOOK
from lti_tool.delivery.telling.standing import Standing, standing, standing_of, theirs
from lti_tool.lti.models import Deployment, ResourceLink, Status
from lti_tool.lti.services.ags.messages import Result
from lti_tool.lti.services.ags.vocabulary import SCORE_SCOPE
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.lti.services.pages import BrokeOff, GoesRound
from lti_tool.lti.services.refusals import PlatformRefused, Refusal
from lti_tool.placements.models import Placement
from lti_tool.reasons import Reason
from tests.support.clock import NOON

OURS, BETTER, BLANK = Result(70, 100), Result(90, 100), Result(None, None)


@pytest.fixture
def look(ledger, clock):
    """Let time pass until the next look, and make it; what is said of the score then."""

    def look(**span):
        clock.pass_(**(span or {"seconds": 1}))
        ledger.deliver()
        return ledger.standing()

    return look


@pytest.fixture
def delivered(ledger, gradebook):
    delivery_id = ledger.queue("7/10")
    ledger.deliver()
    gradebook.held["5"] = OURS
    return delivery_id


@pytest.fixture
def seen(delivered, look):
    assert look() == Standing.IN_GRADEBOOK
    return delivered


def refuse(error):
    def on_read():
        raise error

    return on_read


def test_a_score_is_accepted_until_it_was_read_back(ledger, gradebook, delivered, look):
    assert ledger.standing() == Standing.ACCEPTED
    assert gradebook.read == []

    assert look() == Standing.IN_GRADEBOOK
    assert look(days=7) == Standing.IN_GRADEBOOK
    assert gradebook.read == ["5"]


@pytest.mark.parametrize("held", [Result(28, 40), Result(0.7, 1), Result(7.0004, 10)])
def test_the_columns_own_scale_makes_no_other_grade(gradebook, delivered, look, held):
    gradebook.held["5"] = held

    assert look() == Standing.IN_GRADEBOOK


def test_a_platform_that_keeps_whole_points_made_no_other_grade_of_two_thirds(ledger, gradebook, look):
    ledger.queue("2/3")
    ledger.deliver()
    gradebook.held["5"] = Result(67, 100)

    assert look() == Standing.IN_GRADEBOOK


def test_a_grade_entered_over_ours_is_a_persons_when_a_second_look_still_shows_it(ledger, gradebook, seen, look):
    ledger.queue("9/10")
    gradebook.held["5"] = Result(77, 100)
    gradebook.on_post = lambda _score: None  # Moodle answers 200 and keeps what was entered
    ledger.change(ScoreDelivery, may_overwrite=True)
    ledger.deliver()

    assert ledger.standing() == Standing.ACCEPTED
    assert look() == Standing.ACCEPTED
    assert look(seconds=59) == Standing.ACCEPTED
    assert look(seconds=1) == Standing.CHANGED
    assert theirs(ledger.row()) == (77, 100)
    reads = len(gradebook.read)
    look(days=30)
    assert len(gradebook.read) == reads


@pytest.mark.parametrize("held", [OURS, BLANK])
def test_the_old_number_or_a_blank_may_be_a_slow_platform_and_is_looked_at_only_so_often(
    ledger, gradebook, seen, clock, held
):
    ledger.queue("9/10")
    ledger.deliver()
    gradebook.held["5"] = held
    before = len(gradebook.read)

    for wait in (timedelta(seconds=1), *AGAIN, timedelta(days=30)):
        clock.now += wait
        ledger.deliver()
        assert ledger.standing() == Standing.ACCEPTED

    assert len(gradebook.read) - before == 1 + len(AGAIN)
    assert len(gradebook.scores) == 2


def test_a_slow_platform_is_believed_when_it_shows_the_score(gradebook, delivered, look):
    gradebook.held["5"] = BLANK
    assert look() == Standing.ACCEPTED

    gradebook.held["5"] = OURS
    assert look(minutes=1) == Standing.IN_GRADEBOOK


def test_where_results_may_not_be_read_a_score_stays_accepted(ledger, gradebook, look):
    ledger.change(ResourceLink, ags_scopes=[SCORE_SCOPE])
    delivery_id = ledger.queue("7/10")
    ledger.deliver()
    ledger.look_again(delivery_id)

    assert look(days=1) == Standing.ACCEPTED
    assert gradebook.read == []


@pytest.mark.parametrize("held", [BLANK, None])
def test_what_a_reset_emptied_is_sent_once_more_when_the_person_hands_in_again(ledger, gradebook, seen, look, held):
    gradebook.held = {"5": held} if held else {}
    assert look(days=1) == Standing.IN_GRADEBOOK

    ledger.look_again(seen)
    assert look() == Standing.ON_ITS_WAY
    ledger.deliver()
    assert [score.score_given for score in gradebook.scores] == [70, 70]
    assert not gradebook.scores[1].new_submission

    for _ in range(8):  # a platform that never shows it is not sent it for ever
        look(days=1)
    assert len(gradebook.scores) == 2


def test_an_equal_attempt_leaves_a_persons_grade_and_says_it(ledger, gradebook, seen, look):
    gradebook.held["5"] = Result(77, 100)
    ledger.look_again(seen)

    assert look() == Standing.ACCEPTED
    assert look(minutes=1) == Standing.CHANGED
    ledger.look_again(seen)
    assert look() == Standing.CHANGED
    assert len(gradebook.scores) == 1


def test_scores_from_before_are_accepted_until_the_person_comes_back(ledger, gradebook, delivered, look):
    ledger.change(ScoreDelivery, look_at=None)  # as a version before left it
    assert look(days=30) == Standing.ACCEPTED

    ledger.look_again(delivered)
    assert look() == Standing.IN_GRADEBOOK


def test_a_grade_that_a_person_raised_is_theirs_and_no_failure(ledger, gradebook, seen):
    ledger.queue("8/10")
    gradebook.held["5"] = Result(95, 100)
    ledger.deliver()

    assert ledger.standing() == Standing.CHANGED
    assert theirs(ledger.row()) == (95, 100)


def test_a_locked_grade_is_told_after_a_second_try_and_tried_again_another_day(ledger, gradebook, clock, look):
    def locked(_score):
        raise PlatformRefused(Refusal(500, is_locked=True))

    gradebook.on_post = locked
    ledger.queue("7/10")
    ledger.deliver()
    assert ledger.standing() == Standing.ON_ITS_WAY
    assert look(seconds=4) == Standing.LOCKED
    assert len(gradebook.scores) == 2
    assert ledger.row().again_at == clock() + timedelta(days=1)


def test_what_is_seen_in_doubt_needs_no_second_read(ledger, gradebook, clock):
    ledger.queue("7/10")
    ledger.claim()
    clock.pass_(minutes=5)
    gradebook.held["5"] = OURS
    ledger.deliver()

    assert (ledger.standing(), gradebook.read, gradebook.scores) == (Standing.IN_GRADEBOOK, ["5"], [])


@pytest.mark.both_databases
def test_one_read_of_a_column_serves_many_and_few_are_asked_for_one_by_one(ledger, gradebook, clock):
    for number in range(20):
        ledger.queue("7/10", user=str(number))
        gradebook.held[str(number)] = OURS
    ledger.deliver()
    clock.pass_(seconds=1)
    ledger.deliver()
    assert gradebook.read == ["everybody"]

    gradebook.read.clear()
    for number in range(3):
        ledger.queue("7/10", user=f"late-{number}")
    ledger.deliver()
    clock.pass_(seconds=1)
    ledger.deliver()
    assert sorted(gradebook.read) == ["late-0", "late-1", "late-2"]


@pytest.mark.parametrize("people", [20, 3])
def test_who_may_be_in_what_was_not_read_is_looked_at_later_and_not_called_blank(ledger, gradebook, clock, people):
    """Of a whole column that was read, and of people who were asked for one by one."""
    ids = [ledger.queue("7/10", user=str(number)) for number in range(people)]
    gradebook.held["0"] = OURS
    gradebook.gap = GoesRound(params={"pages": 2})
    ledger.deliver()
    clock.pass_(seconds=1)
    ledger.deliver()

    found = [(standing_of(row), row.read_back, row.look_at is None) for row in map(ledger.row, ids)]
    later = (Standing.ACCEPTED, ReadBack.UNKNOWN, False)
    assert found == [(Standing.IN_GRADEBOOK, ReadBack.THERE, True)] + [later] * (people - 1)


def test_a_list_that_broke_off_as_the_platform_went_down_ends_the_looking(ledger, gradebook, clock):
    ledger.queue("7/10", user="1"), ledger.queue("7/10", user="2")
    gradebook.gap = BrokeOff(PlatformRefused(Refusal(503)), page=2)
    ledger.deliver()
    clock.pass_(seconds=1)
    ledger.deliver()

    assert len(gradebook.read) == 1


@pytest.mark.both_databases
def test_due_scores_go_first(ledger, gradebook, delivered, clock):
    """Those that were due before, and those that fall due while column after column is read."""
    clock.pass_(seconds=1)
    read_before_posts = []
    gradebook.on_post = lambda _score: read_before_posts.append(len(gradebook.read))
    other = ledger.queue("8/10", placement_id=add_link(ledger))
    ledger.deliver()
    assert (read_before_posts, gradebook.read) == ([0], ["5", "5"])

    ledger.look_again(delivered), ledger.look_again(other)
    clock.pass_(seconds=1)
    gradebook.on_read = lambda: ledger.queue("9/10", user="in a hurry")
    ledger.deliver()
    assert (read_before_posts, len(gradebook.read)) == ([0], 3)
    gradebook.on_read = lambda: None
    ledger.deliver()
    assert (read_before_posts, len(gradebook.read)) == ([0, 3], 5)


def add_link(ledger):
    """Another link of the same course, on the same lane."""
    with ledger.session_factory() as session:
        known = session.get_one(Placement, ledger.placement_id).resource_link
        names = ("context_id", "lineitem_url", "lineitems_url", "ags_scopes")
        link = ResourceLink(id_on_platform="link-2", **{name: getattr(known, name) for name in names})
        placement = Placement(
            resource_link=link, context_id=link.context_id, module_id="greeting", score_maximum=100, created_at=NOON
        )
        session.add(placement)
        session.commit()
        return placement.id


def test_a_look_says_nothing_of_a_score_that_changed_meanwhile(ledger, gradebook, delivered, look):
    gradebook.on_read = lambda: ledger.queue("9/10")

    assert look() == Standing.ON_ITS_WAY
    row = ledger.row()
    assert (row.read_back, row.look_at, row.state) == (ReadBack.UNKNOWN, None, DeliveryState.DUE)


@pytest.mark.both_databases
def test_a_look_that_was_out_takes_nothing_from_a_hand_in_meanwhile(ledger, gradebook, delivered, clock, look):
    gradebook.held = {}
    gradebook.on_read = lambda: ledger.look_again(delivered)
    assert look() == Standing.ACCEPTED
    assert ledger.row().look_at == clock()

    gradebook.on_read = lambda: None
    assert look() == Standing.ON_ITS_WAY


@pytest.mark.parametrize("error", [PlatformUnreachable(), PlatformRefused(Refusal(503)), PlatformRefused(Refusal(500))])
def test_a_column_that_cannot_be_read_now_is_read_later_and_keeps_no_score_waiting(
    ledger, gradebook, delivered, look, error
):
    gradebook.on_read = refuse(error)
    assert look() == Standing.ACCEPTED
    assert ledger.lane().paused_until is None
    assert look(seconds=59) == Standing.ACCEPTED
    assert gradebook.read == ["5"]

    gradebook.on_read = lambda: None
    assert look(seconds=1) == Standing.IN_GRADEBOOK


def test_a_column_that_may_not_be_read_is_not_asked_for_ever(gradebook, delivered, look):
    gradebook.on_read = refuse(PlatformRefused(Refusal(404)))
    look()
    look(days=30)

    assert gradebook.read == ["5"]


def test_a_platform_that_is_away_for_good_is_not_asked_for_ever(gradebook, delivered, look):
    gradebook.on_read = refuse(PlatformUnreachable())
    for _ in range(30):
        look(days=1)

    assert len(gradebook.read) == 1 + len(AGAIN)


def test_a_platform_that_asks_to_slow_down_is_left_alone(ledger, gradebook, delivered, clock, look):
    wait = timedelta(minutes=20)
    gradebook.on_read = refuse(PlatformRefused(Refusal(429, throttled=True, retry_after=wait)))
    look()

    assert ledger.lane().paused_until >= clock() + wait
    assert ledger.row().look_at == clock() + wait


def test_a_deployment_that_is_shut_out_is_not_read(ledger, gradebook, delivered, look):
    ledger.change(Deployment, status=Status.DISABLED)

    assert look() == Standing.ACCEPTED
    assert gradebook.read == []
    assert ledger.row().look_at is None


@pytest.mark.both_databases
def test_the_thread_that_delivers_wakes_in_time_to_look(ledger, delivered, clock, look):
    def next_due_at():
        with ledger.session_factory() as session:
            return lanes.find_next_due_at(session)

    assert next_due_at() == clock() + FIRST_LOOK
    look()
    assert next_due_at() is None


@pytest.mark.both_databases
def test_pages_and_statements_say_the_same(ledger, delivered):
    """Whatever a row says, SQL counts it where a page shows it."""
    reasons = ["", "changed_there", "grade_locked", "not_graded_here", "no_line_item", "column_refused", "score_failed"]
    reasons += ["result_not_read", "course_concluded"]
    for state in DeliveryState:
        for read_back in ReadBack:
            for code in reasons:
                ledger.change(ScoreDelivery, state=state, read_back=read_back, reason=Reason(code))
                with ledger.session_factory() as session:
                    row, said = session.execute(
                        select(ScoreDelivery, standing()).options(joinedload(ScoreDelivery.placement))
                    ).one()
                    assert standing_of(row).value == said
