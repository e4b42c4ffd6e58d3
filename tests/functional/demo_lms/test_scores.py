"""The score and result services."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.state.people import KWAME, LARS, PRIYA, ROSA
from lti_tool.demo_lms.vocabulary import (
    RESULT_CONTAINER_TYPE,
    SCOPE_RESULT_READONLY,
    SCOPE_SCORE,
    SCORE_TYPE,
)
from tests.support.examples import examples

from .little_tool import LittleTool

SCORE = {
    "userId": LARS.sub,
    "timestamp": "2026-11-23T17:53:48.065Z",
    "activityProgress": "Completed",
    "gradingProgress": "FullyGraded",
    "scoreGiven": 7,
    "scoreMaximum": 10,
}


class Scores:
    """Calls the score and result services of the first link's line item."""

    def __init__(self, lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
        item = platform.gradebook.for_link("yes-and")
        assert item is not None
        self.lms, self.item = lms, item
        self.base = f"/courses/front-desk/lineitems/{item.id}/lineitem"
        self.headers = tool.bearer(lms, SCOPE_SCORE, SCOPE_RESULT_READONLY)

    def send(self, **changes: Any) -> Any:
        """Send the standard score with changes; None leaves a field out."""
        body = {name: value for name, value in (SCORE | changes).items() if value is not None}
        headers = self.headers | {"Content-Type": SCORE_TYPE}
        return self.lms.post(f"{self.base}/scores?type_id=1", headers=headers, json=body)

    def results(self, query: str = "") -> Any:
        headers = self.headers | {"Accept": RESULT_CONTAINER_TYPE}
        return self.lms.get(f"{self.base}/results?type_id=1{query}", headers=headers)


@pytest.fixture
def scores(lms: FlaskClient, platform: Platform, tool: LittleTool) -> Scores:
    return Scores(lms, platform, tool)


def later(seconds: int) -> str:
    return f"2026-11-23T18:00:{seconds:02}.000Z"


def test_a_score_is_scaled_to_the_line_item(scores: Scores, platform: Platform) -> None:
    assert scores.send(comment="Well heard.").status_code == 200

    assert platform.grade("lars", "yes-and") == 70
    assert platform.scores_received[0].body == SCORE | {"comment": "Well heard."}
    (result,) = scores.results().get_json()
    assert result == {
        "id": f"http://127.0.0.1:8001{scores.base}/results/{LARS.sub}?type_id=1",
        "scoreOf": f"http://127.0.0.1:8001{scores.base}?type_id=1",
        "userId": LARS.sub,
        "resultScore": 70,
        "resultMaximum": 100,
        "comment": "Well heard.",
    }


def test_a_zero_is_a_grade(scores: Scores, platform: Platform) -> None:
    scores.send(scoreGiven=0)

    assert platform.grade("lars", "yes-and") == 0
    assert scores.results().get_json()[0]["resultScore"] == 0


def test_points_beyond_the_maximum_are_kept_as_extra_credit(scores: Scores, platform: Platform) -> None:
    scores.send(scoreGiven=12)

    assert platform.grade("lars", "yes-and") == 120


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-11-23T17:53:48.065Z",
        "2026-11-23T18:53:48.065+01:00",
        "2026-11-23T17:53:48.064Z",
        "2025-01-01T00:00:00Z",
    ],
)
def test_a_score_that_is_not_later_is_a_conflict(scores: Scores, platform: Platform, timestamp: str) -> None:
    scores.send()

    assert scores.send(timestamp=timestamp, scoreGiven=1).status_code == 409
    assert platform.grade("lars", "yes-and") == 70


def test_timestamps_of_different_people_do_not_meet(scores: Scores, platform: Platform) -> None:
    scores.send()

    assert scores.send(userId=PRIYA.sub, scoreGiven=9).status_code == 200
    assert (platform.grade("lars", "yes-and"), platform.grade("priya", "yes-and")) == (70, 90)


@pytest.mark.parametrize(
    "unfinished",
    [
        {"gradingProgress": "Pending"},
        {"gradingProgress": "PendingManual"},
        {"gradingProgress": "NotReady", "activityProgress": "InProgress", "scoreGiven": None},
        {"gradingProgress": "Failed"},
        {"scoreGiven": None},
    ],
)
def test_anything_unfinished_blanks_the_grade(scores: Scores, platform: Platform, unfinished: dict[str, Any]) -> None:
    scores.send()

    assert scores.send(timestamp=later(1), **unfinished).status_code == 200
    assert platform.grade("lars", "yes-and") is None
    assert "resultScore" not in scores.results().get_json()[0]


def test_a_comment_left_by_a_person_is_erased_by_a_score_without_one(scores: Scores, platform: Platform) -> None:
    scores.send()
    platform.gradebook.leave_comment(scores.item.id, LARS.sub, "See me.")
    assert scores.results().get_json()[0]["comment"] == "See me."

    scores.send(timestamp=later(1))

    assert "comment" not in scores.results().get_json()[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("userId", None),
        ("userId", "nobody"),
        ("userId", 7),
        ("timestamp", None),
        ("timestamp", "2026-11-23T17:53:48"),
        ("timestamp", "2026-11-23"),
        ("timestamp", "2026-11-23 17:53:48Z"),
        ("timestamp", "2026-13-45T17:53:48Z"),
        ("timestamp", "now"),
        ("timestamp", 1_790_000_000),
        ("activityProgress", None),
        ("activityProgress", "Done"),
        ("gradingProgress", None),
        ("gradingProgress", "Graded"),
        ("scoreGiven", "7"),
        ("scoreGiven", -1),
        ("scoreGiven", True),
        ("scoreMaximum", None),
        ("scoreMaximum", 0),
        ("comment", 7),
        ("submission", "today"),
        ("submission", {"startedAt": "today"}),
    ],
)
def test_a_wrong_field_is_refused_by_name(scores: Scores, platform: Platform, field: str, value: Any) -> None:
    answer = scores.send(**{field: value})

    assert answer.status_code == 400
    assert field in answer.get_json()["reason"]
    assert platform.scores_received == []


def test_an_instructor_has_no_grade(scores: Scores) -> None:
    answer = scores.send(userId=ROSA.sub)

    assert answer.status_code == 400
    assert "Rosa Delgado is an instructor here" in answer.get_json()["reason"]


def test_who_teaches_elsewhere_has_grades_here(scores: Scores, platform: Platform) -> None:
    assert scores.send(userId=KWAME.sub).status_code == 200
    assert platform.grade("kwame", "yes-and") == 70


def test_results_can_be_asked_for_one_person_and_in_pages(scores: Scores) -> None:
    scores.send()
    scores.send(userId=PRIYA.sub)

    assert [result["userId"] for result in scores.results(f"&user_id={PRIYA.sub}").get_json()] == [PRIYA.sub]
    assert scores.results("&user_id=nobody").get_json() == []
    first = scores.results("&limit=1")
    assert [result["userId"] for result in first.get_json()] == [LARS.sub]
    assert 'page=2>; rel="next"' in first.headers["Link"]
    assert [result["userId"] for result in scores.results("&limit=1&page=2").get_json()] == [PRIYA.sub]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=examples(50))
@given(
    body=st.dictionaries(
        st.sampled_from([*SCORE, "comment", "submission"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
            max_leaves=4,
        ),
    )
)
def test_no_score_body_breaks_the_service(scores: Scores, body: dict[str, Any]) -> None:
    headers = scores.headers | {"Content-Type": SCORE_TYPE}

    answer = scores.lms.post(f"{scores.base}/scores?type_id=1", headers=headers, json=SCORE | body)

    assert answer.status_code in {200, 400, 409}
