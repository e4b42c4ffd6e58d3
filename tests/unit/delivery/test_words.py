import pytest

from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.reasons import ResultNotRead
from lti_tool.delivery.words import GradeKind, describe, format_points
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.lti.services.score_refusals import ScoreRefusal
from lti_tool.reasons import Reason, said_then

CONCLUDED = ScoreRefusal.COURSE_CONCLUDED
pytestmark = pytest.mark.both_databases


def delivery(state):
    return ScoreDelivery(
        score_given=66.6667, score_maximum=100, state=state, reason=said_then("secret of the instructor")
    )


@pytest.mark.parametrize(
    ("state", "kind", "words", "final"),
    [
        (DeliveryState.DELIVERED, GradeKind.DELIVERED, "is in your gradebook", True),
        (DeliveryState.DUE, GradeKind.ON_ITS_WAY, "is on its way", False),
        (DeliveryState.SENDING, GradeKind.ON_ITS_WAY, "is on its way", False),
        (DeliveryState.FAILED, GradeKind.FAILED, "could not be delivered; your instructor can see why", True),
    ],
)
def test_the_learner_reads_where_the_grade_is_and_how_much(state, kind, words, final):
    described = describe(delivery(state), graded=True)

    assert (described.kind, described.final) == (kind, final)
    assert words in described.words
    assert "66.67 of 100" in described.words
    assert "secret" not in described.words


def test_a_grade_that_the_lms_keeps_for_nobody_is_no_failure():
    ended = ScoreDelivery(score_given=80, score_maximum=100, state=DeliveryState.FAILED, reason=Reason(CONCLUDED))

    described = describe(ended, graded=True)

    assert (described.kind, described.final) == (GradeKind.NOT_GRADED, True)
    assert "Your course has ended in your LMS" in described.words


def test_of_a_score_that_is_held_no_learner_reads_that_it_failed():
    held = delivery(DeliveryState.FAILED)
    held.reason = ResultNotRead(PlatformUnreachable()).reason

    described = describe(held, graded=True)

    assert (described.kind, described.final) == (GradeKind.HELD, True)
    assert described.words == "Your score, 66.67 of 100, is kept here; your instructor decides when it is sent."


def test_an_ungraded_activity_says_so():
    assert describe(None, graded=False).kind == GradeKind.NOT_GRADED
    assert describe(None, graded=True).kind == GradeKind.NOT_SENT


@pytest.mark.parametrize(("points", "text"), [(70.0, "70"), (7.5, "7.5"), (0.0, "0"), (100, "100"), (66.6667, "66.67")])
def test_points_have_no_more_decimals_than_they_need(points, text):
    assert format_points(points) == text
