"""A platform's no, as each platform says it: what it means, and what instructor and learner read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from lti_tool.delivery.reasons import Why, advise, say
from lti_tool.delivery.telling.not_graded import FOR_INSTRUCTORS, say_to_learner
from lti_tool.delivery.tries.failures import explain
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, read_refusal
from lti_tool.lti.services.score_refusals import BRIGHTSPACE, ROWS, Row, ScoreRefusal
from lti_tool.reasons import Reason, wording_of
from lti_tool.site.language import locale_of
from lti_tool.text.web_address import is_web_address
from tests.unit.lti.services.test_refusals import make_response

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BRIGHTSPACES_TOKENS = "https://auth.brightspace.com/core/connect/token"
OTHERS_TOKENS = "https://lms.example/token"
AS_IT_COMES = [  # what each platform's own source or a thread shows: status, reason phrase, body
    (400, 'Incorrect score received{"userId": "3"}', "", ScoreRefusal.NOT_GRADED_HERE),
    (403, "Line item does not exist.", "", ScoreRefusal.COLUMN_GONE),
    (404, "Not Found: Grade item 7 doesn't exist.", "", ScoreRefusal.COLUMN_GONE),
    (
        422,
        "",
        '{"errors":{"type":"unprocessable_entity","message":"User not found in course or is not a student"}}',
        ScoreRefusal.NO_STUDENT_OR_UNPUBLISHED,
    ),
    (
        422,
        "",
        '{"errors":{"type":"unprocessable_entity","message":"This course has concluded. AGS requests will no longer '
        'be accepted for this course."}}',
        ScoreRefusal.COURSE_CONCLUDED,
    ),
    (
        422,
        "",
        '{"errors":{"type":"unprocessable_entity","message":"The maximum number of allowed attempts has been reached '
        'for this submission"}}',
        ScoreRefusal.ATTEMPTS_USED_UP,
    ),
    (
        422,
        "",
        '{"errors":[{"field":"grade","message":"cannot be changed at this time: This assignment is still '
        'unpublished","error_code":null}]}',
        ScoreRefusal.ASSIGNMENT_UNPUBLISHED,
    ),
    (412, "", '{"errors":{"message":"Tool does not have permission to view line_item"}}', ScoreRefusal.NOT_ALLOWED),
    (403, "", '{"detail": "User in requested score is not enrolled in the org unit"}', ScoreRefusal.NOT_KNOWN_THERE),
    (404, "", '{"detail": "User in requested score does not exist"}', ScoreRefusal.NOT_KNOWN_THERE),
    (400, "", '{"status": 400, "message": "User could not be found: _12_1"}', ScoreRefusal.NOT_KNOWN_THERE),
    (400, "", '{"error": "User does not belong to site"}', ScoreRefusal.NOT_KNOWN_THERE),
]


@pytest.fixture(params=["es", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("lti_tool")
    Babel(app, locale_selector=lambda: locale_of(request.param))
    with app.test_request_context():
        yield request.param


@pytest.mark.parametrize(("status", "phrase", "body", "meaning"), AS_IT_COMES)
def test_a_no_is_understood_as_it_comes(status: int, phrase: str, body: str, meaning: ScoreRefusal) -> None:
    refusal = read_refusal(make_response(status, body=body.encode(), reason=phrase), NOW)

    setback = explain(PlatformRefused(refusal), OTHERS_TOKENS)

    assert setback.reason.code == meaning
    assert setback.patience is None, "asking again changes nothing"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.platform}-{row.status}-{row.words[:30]}")
def test_each_row_has_a_source_and_is_the_one_that_is_found(row: Row) -> None:
    tokens = BRIGHTSPACES_TOKENS if row.platform == BRIGHTSPACE else OTHERS_TOKENS

    setback = explain(PlatformRefused(Refusal(row.status, f"Well: {row.words.title()}.")), tokens)

    assert setback.reason.code == row.meaning
    assert is_web_address(row.source)
    assert wording_of(row.meaning) is not None


def test_the_docs_have_each_row() -> None:
    text = (Path(__file__).parents[3] / "docs/grades.md").read_text(encoding="utf-8")
    written = {tuple(line.split(" | ")) for line in text.splitlines() if "| [source](" in line}

    assert written == {
        (
            f"| {row.platform}",
            f"{row.status} {f'“{row.words}”' if row.words else '(its only meaning)'}",
            f"`{row.meaning}`",
            f"[source]({row.source}) |",
        )
        for row in ROWS
    }


@pytest.mark.parametrize("status", sorted({row.status for row in ROWS}))
def test_other_words_mean_nothing_of_the_kind(status: int) -> None:
    code = explain(PlatformRefused(Refusal(status, "ScoreMaximum must be positive")), OTHERS_TOKENS).reason.code

    assert code in {Why.REFUSED, Why.NOT_ALLOWED, Why.CELL_GONE}


@pytest.mark.parametrize("code", FOR_INSTRUCTORS)
def test_instructor_and_learner_read_what_it_means_in_their_language(language: str, code: str) -> None:
    reason = Reason(code, {"http_status": 422, "detail": "no"})

    told, learned = say(reason), say_to_learner(reason)

    assert "HTTP 422: no" in told
    assert advise(reason, is_waiting=False)
    assert ("learning platform" in told) == (language == "en")
    assert ("Your" in learned) == (language == "en")
    assert ("Su" in learned) == (language == "es")
    assert "422" not in learned
