import pytest

from lti_tool.delivery.reasons import Why
from lti_tool.delivery.tries.backoff import CONFLICT, OUTAGE, SERVER_ERROR
from lti_tool.delivery.tries.failures import explain
from lti_tool.lti.services.ags.errors import LineItemsUnreadable, NoLineItem, ScoresNotAllowed
from lti_tool.lti.services.http import AddressNotAllowed, AnswerTooLarge, PlatformTimedOut, PlatformUnreachable
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenMissing, TokenRefused


def refused(status, detail="", **facts):
    return PlatformRefused(Refusal(status, detail, **facts))


@pytest.mark.parametrize(
    ("error", "patience", "rests", "code"),
    [
        (PlatformUnreachable(), OUTAGE, True, "platform_unreachable"),
        (PlatformTimedOut(), OUTAGE, True, "platform_timed_out"),
        (AddressNotAllowed(), None, False, "address_not_allowed"),
        (AnswerTooLarge(), SERVER_ERROR, False, "answer_too_large"),
        (NoLineItem(), None, False, "no_line_item"),
        (LineItemsUnreadable(), None, False, "line_items_unreadable"),
        (ScoresNotAllowed(), None, False, "scores_not_allowed"),
        (TokenRefused(Refusal(400, "invalid_client")), OUTAGE, True, Why.NO_ACCESS),
        (TokenRefused(Refusal(503)), OUTAGE, True, Why.NO_ACCESS),
        (TokenMissing(Refusal(200)), OUTAGE, True, Why.NO_TOKEN),
        (refused(429, throttled=True), OUTAGE, True, Why.SLOW_DOWN),
        (refused(403, throttled=True), OUTAGE, True, Why.SLOW_DOWN),
        (refused(502), OUTAGE, True, Why.NOT_AVAILABLE),
        (refused(503), OUTAGE, True, Why.NOT_AVAILABLE),
        (refused(504), OUTAGE, True, Why.NOT_AVAILABLE),
        (refused(500), SERVER_ERROR, False, Why.FAILED),
        (refused(408), OUTAGE, True, Why.NOT_AVAILABLE),
        (refused(409, "Refusing score with an earlier timestamp"), CONFLICT, False, Why.NEWER_SCORE),
        (refused(400, "timestamp must be later"), CONFLICT, False, Why.NEWER_SCORE),
        (refused(400, "Incorrect score received"), None, False, Why.NOT_GRADED_HERE),
        (refused(400, "scoreGiven missing"), None, False, Why.REFUSED),
        (refused(401), OUTAGE, True, Why.NO_ACCESS),
        (refused(403), None, False, Why.NOT_ALLOWED),
        (refused(404), None, False, Why.CELL_GONE),
        (refused(410), None, False, Why.COLUMN_GONE),
        (refused(302), None, False, Why.MOVED),
        (refused(418, "teapot"), None, False, Why.REFUSED),
    ],
)
def test_each_failure_has_a_code_and_a_way_on(error, patience, rests, code):
    setback = explain(error)

    assert (setback.patience, setback.rests_platform) == (patience, rests)
    assert setback.reason.code == code


def test_what_the_platform_said_is_a_fact_of_its_own():
    setback = explain(refused(418, "teapot (we say). Really"))

    assert setback.http_status == 418
    assert setback.reason.params == {"http_status": 418, "detail": "teapot (we say). Really"}
