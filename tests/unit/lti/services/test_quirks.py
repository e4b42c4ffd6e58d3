import pytest

from lti_tool.lti.services import quirks


def test_moodles_link_header_is_mended_and_a_plain_one_left_alone():
    assert quirks.mend_link_header("<a?b&amp;c>; rel=“next”") == '<a?b&c>; rel="next"'
    assert quirks.mend_link_header('<a?b&c>; rel="next"') == '<a?b&c>; rel="next"'


def test_canvas_throttling_is_known_by_body_or_quota():
    assert quirks.is_throttled_by_canvas(403, {}, "403 Forbidden (Rate Limit Exceeded)")
    assert quirks.is_throttled_by_canvas(403, {"X-Rate-Limit-Remaining": "0"}, "")
    assert not quirks.is_throttled_by_canvas(404, {"X-Rate-Limit-Remaining": "0"}, "")


def test_moodle_echoes_the_score_in_its_reason():
    assert quirks.cut_echoed_request('Incorrect score received{"userId": "3"}') == "Incorrect score received"


def test_moodle_says_of_a_locked_grade_nothing_but_500_and_an_empty_list():
    """Recorded from Moodle 4.1.10; what breaks there says so, or is a page."""
    score = {"Content-Type": "application/vnd.ims.lis.v1.score+json; charset=utf-8"}
    assert quirks.is_locked_by_moodle(500, score, "[]")
    assert not quirks.is_locked_by_moodle(500, score, '{"status": 500, "reason": "Error writing to database"}')
    assert not quirks.is_locked_by_moodle(500, {"Content-Type": "text/html"}, "[]")
    assert not quirks.is_locked_by_moodle(409, score, "[]")


def test_brightspace_is_known_by_where_it_grants_tokens():
    assert quirks.is_brightspace("https://auth.brightspace.com/core/connect/token")
    assert not quirks.is_brightspace("https://auth.brightspace.com.evil.example/core/connect/token")


@pytest.mark.parametrize("new", [True, False])
def test_canvas_is_told_whether_a_score_is_a_new_submission(new):
    assert quirks.canvas_submission(new) == {"https://canvas.instructure.com/lti/submission": {"new_submission": new}}


@pytest.mark.parametrize(
    ("status", "detail", "stale"), [(409, "", True), (400, "timestamp is older", True), (400, "", False)]
)
def test_a_stale_timestamp_is_409_or_said_in_words(status, detail, stale):
    assert quirks.is_stale_timestamp(status, detail) is stale
