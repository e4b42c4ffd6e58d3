import pytest

from lti_tool.delivery.backoff import CONFLICT, OUTAGE, SERVER_ERROR
from lti_tool.delivery.reasons import explain
from lti_tool.lti.services.ags import NoLineItem
from lti_tool.lti.services.http import AddressNotAllowed, AnswerTooLarge, PlatformTimedOut, PlatformUnreachable
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenRefused

pytestmark = pytest.mark.both_databases


def refused(status, detail="", **facts):
    return PlatformRefused(Refusal(status, detail, **facts))


@pytest.mark.parametrize(
    ("error", "patience", "rests", "words"),
    [
        (PlatformUnreachable(), OUTAGE, True, "could not be reached"),
        (PlatformTimedOut(), OUTAGE, True, "took too long"),
        (AddressNotAllowed(), None, False, "LTI_TOOL_ALLOW_PRIVATE_PLATFORMS"),
        (AnswerTooLarge(), SERVER_ERROR, False, "larger than"),
        (NoLineItem(), None, False, "Turn grading on"),
        (TokenRefused(Refusal(400, "invalid_client")), OUTAGE, True, "invalid_client"),
        (TokenRefused(Refusal(503)), OUTAGE, True, "HTTP 503"),
        (refused(429, throttled=True), OUTAGE, True, "slow down"),
        (refused(403, throttled=True), OUTAGE, True, "slow down"),
        (refused(502), OUTAGE, True, "not available at the moment"),
        (refused(503), OUTAGE, True, "not available at the moment"),
        (refused(504), OUTAGE, True, "not available at the moment"),
        (refused(500), SERVER_ERROR, False, "locked"),
        (refused(408), OUTAGE, True, "not available at the moment"),
        (refused(409, "Refusing score with an earlier timestamp"), CONFLICT, False, "newer"),
        (refused(400, "timestamp must be later"), CONFLICT, False, "newer"),
        (refused(400, "Incorrect score received"), None, False, "not teachers"),
        (refused(400, "User could not be found: _1"), None, False, "those who left"),
        (refused(400, "scoreGiven missing"), None, False, "scoreGiven missing"),
        (refused(401), OUTAGE, True, "does not let this tool use its gradebook"),
        (refused(403), None, False, "does not allow"),
        (refused(404), None, False, "no longer exists"),
        (refused(302), None, False, "has moved"),
        (refused(418, "teapot"), None, False, "teapot"),
    ],
)
def test_each_failure_has_words_and_a_way_on(error, patience, rests, words):
    setback = explain(error)

    assert (setback.patience, setback.rests_platform) == (patience, rests)
    assert words in setback.reason
