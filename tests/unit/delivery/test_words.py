import pytest

from lti_tool.delivery.models import DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.reasons import ResultNotRead, Why
from lti_tool.delivery.telling.standing import Standing
from lti_tool.delivery.telling.words import describe, format_points
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.lti.services.score_refusals import ScoreRefusal
from lti_tool.reasons import Reason, said_then
from tests.support.clock import NOON

pytestmark = pytest.mark.both_databases
NOT_GRADED = "Not graded here: your course keeps no grade of yours for this activity."


def delivery(state, reason=None, **facts):
    reason = reason or said_then("secret of the instructor")
    return ScoreDelivery(score_given=66.6667, score_maximum=100, state=state, reason=reason, **facts)


@pytest.mark.parametrize(
    ("sent", "kind", "words", "final"),
    [
        (delivery(DeliveryState.DELIVERED), Standing.ACCEPTED, "Your LMS accepted your score", True),
        (delivery(DeliveryState.DELIVERED, read_back=ReadBack.EMPTY), Standing.ACCEPTED, "accepted", True),
        (
            delivery(DeliveryState.DELIVERED, read_back=ReadBack.THERE),
            Standing.IN_GRADEBOOK,
            "is in your gradebook",
            True,
        ),
        (delivery(DeliveryState.DUE), Standing.ON_ITS_WAY, "is on its way", False),
        (delivery(DeliveryState.SENDING), Standing.ON_ITS_WAY, "is on its way", False),
        (
            delivery(DeliveryState.FAILED),
            Standing.FAILED,
            "could not be delivered; your instructor can see why",
            True,
        ),
    ],
)
def test_the_learner_reads_where_the_grade_is_and_how_much(sent, kind, words, final):
    described = describe(sent, graded=True)

    assert (described.kind, described.final) == (kind, final)
    assert words in described.words
    assert "66.67 of 100" in described.words
    assert "secret" not in described.words


@pytest.mark.parametrize(
    ("sent", "kind", "words"),
    [
        (
            delivery(DeliveryState.DELIVERED, read_back=ReadBack.CHANGED, read_back_given=30.8, read_back_maximum=40.0),
            Standing.CHANGED,
            "Your instructor entered another grade: 30.8 of 40.",
        ),
        (
            delivery(DeliveryState.FAILED, Reason("changed_there", {"theirs_given": 95.0, "theirs_maximum": 100.0})),
            Standing.CHANGED,
            "Your instructor entered another grade: 95 of 100.",
        ),
        (
            delivery(DeliveryState.FAILED, Reason("changed_there")),
            Standing.CHANGED,
            "Your instructor entered another grade.",
        ),
        (
            delivery(DeliveryState.FAILED, Reason(Why.LOCKED)),
            Standing.LOCKED,
            "Your instructor locked this grade in your gradebook, so it stays as it is there.",
        ),
        (
            delivery(DeliveryState.FAILED, Reason(ScoreRefusal.NOT_GRADED_HERE)),
            Standing.NOT_GRADED,
            "Your LMS does not count you among the learners of this course, so it keeps no grade for you.",
        ),
        (
            delivery(DeliveryState.FAILED, Reason(ScoreRefusal.COURSE_CONCLUDED)),
            Standing.NOT_GRADED,
            "Your course has ended in your LMS, which takes no more grades. Your score is kept here.",
        ),
        (delivery(DeliveryState.FAILED, Reason("no_line_item")), Standing.NOT_GRADED, NOT_GRADED),
        (delivery(DeliveryState.FAILED, Reason("column_refused")), Standing.NOT_GRADED, NOT_GRADED),
    ],
)
def test_a_learner_is_not_alarmed_about_what_is_fine(sent, kind, words):
    described = describe(sent, graded=True)

    assert (described.kind, described.words, described.final) == (kind, words, True)


def test_a_page_asks_again_until_the_first_two_looks_were_made():
    waiting = delivery(DeliveryState.DELIVERED, look_at=NOON, looks=1)
    for_hours = delivery(DeliveryState.DELIVERED, look_at=NOON, looks=2)

    assert [describe(each, graded=True).final for each in (waiting, for_hours)] == [False, True]


def test_of_a_score_that_is_held_no_learner_reads_that_it_failed():
    held = delivery(DeliveryState.FAILED, ResultNotRead(PlatformUnreachable()).reason)

    described = describe(held, graded=True)

    assert (described.kind, described.final) == (Standing.HELD, True)
    assert described.words == "Your score, 66.67 of 100, is kept here; your instructor decides when it is sent."


def test_an_ungraded_activity_says_so():
    assert describe(None, graded=False).kind == Standing.NOT_GRADED
    assert describe(None, graded=True).kind == Standing.NOT_SENT


@pytest.mark.parametrize(("points", "text"), [(70.0, "70"), (7.5, "7.5"), (0.0, "0"), (100, "100"), (66.6667, "66.67")])
def test_points_have_no_more_decimals_than_they_need(points, text):
    assert format_points(points) == text
