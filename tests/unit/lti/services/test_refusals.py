from datetime import UTC, datetime, timedelta

import pytest
from urllib3 import HTTPHeaderDict

from lti_tool.lti.services.http import Answer
from lti_tool.lti.services.refusals import parse_retry_after, read_refusal

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def make_response(status, body=b"", reason="", **headers):
    named = HTTPHeaderDict({name.replace("_", "-"): value for name, value in headers.items()})
    return Answer(status, reason, named, body, "https://lms.example/")


def test_moodles_reason_phrase_is_the_reason_without_the_echoed_score():
    reason = 'Incorrect score received{"userId": "3", "scoreGiven": 1}'

    assert read_refusal(make_response(400, b"[]", reason), NOON).detail == "Incorrect score received"


def test_a_grade_that_moodle_locked_is_told_from_a_fault_of_its_own():
    def refused(reason):
        kind = "application/vnd.ims.lis.v1.score+json; charset=utf-8"
        return read_refusal(make_response(500, b"[]", reason, Content_Type=kind), NOON)

    assert refused("Internal Server Error").is_locked
    assert not refused("Error writing to database").is_locked


def test_a_standard_reason_phrase_says_nothing():
    assert str(read_refusal(make_response(500, b"[]", "Internal Server Error"), NOON)) == "HTTP 500"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"errors": [{"message": "not authorized"}]}', "not authorized"),
        (b'{"errors": {"type": "x", "message": "stale"}}', "stale"),
        (b'{"title": "Forbidden", "detail": "No."}', "No."),
        (
            b'{"status": 404, "reason": "Not Found: Grade item 2 doesn\'t exist"}',
            "Not Found: Grade item 2 doesn't exist",
        ),
        (b"User could not be found:", "User could not be found:"),
        (b'{"timestamp": ["Only later."], "userId": ["Missing."]}', "timestamp: Only later.; userId: Missing."),
        (b"<!DOCTYPE html><p>Error", ""),
        (b'{"errors": []}', ""),
        (b'{"error": {"no": "text"}}', ""),
        (b"\xff\xfe\x00", "\ufffd\ufffd"),
        (b"[" * 50_000, ""),
    ],
)
def test_the_most_telling_words_of_a_body_are_found(body, detail):
    assert read_refusal(make_response(400, body, "Bad Request"), NOON).detail == detail


def test_a_long_and_dirty_detail_becomes_one_short_line():
    detail = read_refusal(make_response(400, b"a\r\n\x1b[31m" + b"b" * 9000), NOON).detail

    assert detail.isprintable()
    assert len(detail) <= 300


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("Mon, 02 Mar 2026 12:01:00 GMT", 60),
        ("Mon, 02 Mar 2026 11:00:00 GMT", None),
        ("99999999999999999999", None),
        ("100000000", 86_400),
        ("-3", None),
        ("0", None),
        ("later", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(value, seconds):
    assert parse_retry_after(value, NOON) == (timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    ("status", "body", "headers", "throttled", "temporary"),
    [
        (403, b"403 Forbidden (Rate Limit Exceeded)", {}, True, True),
        (403, b"", {"X_Rate_Limit_Remaining": "0.0"}, True, True),
        (403, b"", {"X_Rate_Limit_Remaining": "599.2"}, False, False),
        (403, b"", {"X_Rate_Limit_Remaining": "many"}, False, False),
        (403, b"not yours", {}, False, False),
        (429, b"", {}, True, True),
        (503, b"", {}, False, True),
        (500, b"", {}, False, True),
        (404, b"", {}, False, False),
    ],
)
def test_throttling_is_told_from_a_refusal(status, body, headers, throttled, temporary):
    refusal = read_refusal(make_response(status, body, **headers), NOON)

    assert (refusal.throttled, refusal.is_temporary) == (throttled, temporary)
