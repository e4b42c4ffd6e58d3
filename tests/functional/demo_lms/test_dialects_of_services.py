"""How other LMSs' services answer: lists in pages, what is refused and in which words, what becomes of a grade."""

from __future__ import annotations

import dataclasses

import pytest

from lti_tool.demo_lms.oidc.messages import review_claims
from lti_tool.demo_lms.vocabulary import CLAIM, LINEITEM_CONTAINER_TYPE

from .wire import SCORE, Wire


@pytest.mark.parametrize(
    ("name", "query", "rows", "link"),
    [
        ("canvas", "", 10, 'line_items?limit=10&page=2>; rel="next", '),
        ("canvas", "limit=500", 26, ""),
        ("moodle", "", 26, ""),
        ("moodle", "limit=10&from=10", 10, "limit=10&amp;from=20>; rel=“next”"),
        ("brightspace", "", 26, ""),
        ("sakai", "limit=10", 26, ""),
    ],
)
def test_lists_come_in_the_pages_of_the_lms(name: str, query: str, rows: int, link: str) -> None:
    wire = Wire(name)
    wire.crowd(25)

    answer = wire.items(query)

    assert len(answer.get_json(force=True)) == rows
    said = answer.headers.get("Link", "").encode("latin-1").decode()
    assert link in said
    assert ("next" in said) == bool(link)


@pytest.mark.parametrize(
    ("name", "person", "status", "words"),
    [
        ("canvas", "rosa", 422, "not a student"),
        ("canvas", "nobody", 422, "not a student"),
        ("moodle", "rosa", 400, "Incorrect score received"),
        ("blackboard", "nobody", 400, "User could not be found"),
        ("brightspace", "rosa", 422, "unprocessable"),
        ("brightspace", "nobody", 404, "does not exist"),
        ("sakai", "nobody", 400, "does not belong to site"),
        ("sakai", "rosa", 200, ""),
    ],
)
def test_who_is_not_graded_is_refused_in_the_words_of_the_lms(name: str, person: str, status: int, words: str) -> None:
    answer = Wire(name).score(person)

    assert answer.status_code == status
    assert words in answer.status + answer.text


@pytest.mark.parametrize(
    ("name", "again", "earlier"),
    [("canvas", 200, 400), ("moodle", 409, 409), ("blackboard", 409, 409), ("sakai", 200, 200)],
)
def test_timestamps_are_compared_as_the_lms_does(name: str, again: int, earlier: int) -> None:
    wire = Wire(name)
    assert wire.score().status_code == 200

    assert wire.score().status_code == again
    assert wire.score(timestamp="2026-10-01T08:00:00Z").status_code == earlier


def test_canvas_counts_submissions_and_says_when_they_are_used_up() -> None:
    wire = Wire("canvas")
    wire.platform.gradebook.save(dataclasses.replace(wire.item, attempts_allowed=1))
    submission = "https://canvas.instructure.com/lti/submission"

    assert wire.score().status_code == 200
    assert wire.score(**{submission: {"new_submission": False}}).status_code == 200
    refused = wire.score()

    assert refused.status_code == 422
    assert "maximum number of allowed attempts" in refused.get_json(force=True)["errors"]["message"]


def test_canvas_refuses_a_course_that_is_over_and_a_column_for_what_is_no_assignment() -> None:
    wire = Wire("canvas")
    assert wire.make(resourceLinkId="nothing").status_code == 404
    assert wire.make().status_code == 201

    wire.platform.concluded.add("front-desk")

    assert wire.items().status_code == 422


def test_canvas_opens_what_a_score_named_as_its_submission() -> None:
    wire = Wire("canvas")
    url = "http://localhost:8000/lti/launch?attempt=7"
    wire.score(
        **{
            "https://canvas.instructure.com/lti/submission": {
                "submission_type": "basic_lti_launch",
                "submission_data": url,
            }
        }
    )
    people = wire.platform.people

    claims = review_claims(wire.platform, people["rosa"], wire.link, people["kwame"], None)

    assert claims[CLAIM + "target_link_uri"] == url
    assert claims[CLAIM + "message_type"] == "LtiResourceLinkRequest"


@pytest.mark.parametrize(("name", "kept"), [("canvas", 8.0), ("moodle", 77), ("sakai", 8.0)])
def test_a_teachers_grade_gives_way_or_stays(name: str, kept: float) -> None:
    wire, kwame = Wire(name), "kwame"
    sub = wire.platform.people[kwame].sub
    wire.score(scoreGiven=1)
    wire.platform.gradebook.grade_by_hand(wire.item.id, sub, 77)

    later = "2099-11-01T08:00:00Z"
    assert wire.score(timestamp=later, scoreGiven=8, scoreMaximum=100).status_code == 200

    assert wire.platform.grade(kwame, wire.link.id) == kept


@pytest.mark.parametrize(("name", "status"), [("moodle", 500), ("canvas", 403)])
def test_a_locked_grade_is_refused(name: str, status: int) -> None:
    wire = Wire(name)
    wire.score()
    wire.platform.gradebook.lock_grade(wire.item.id, wire.platform.people["kwame"].sub)

    assert wire.score(timestamp="2099-11-01T08:00:00Z").status_code == status
    assert wire.platform.grade("kwame", wire.link.id) == 80


def test_results_are_what_each_lms_makes_of_them() -> None:
    canvas, moodle, blackboard, sakai = (Wire(name) for name in ("canvas", "moodle", "blackboard", "sakai"))
    for wire in (canvas, moodle, blackboard, sakai):
        wire.score(comment="Well done")
    sub = blackboard.platform.people["kwame"].sub

    canvas.score("lars")
    assert "<http://main.example/api/lti/courses/" in canvas.results("limit=1").headers["Link"]
    assert moodle.results("limit=10").status_code == 404
    assert moodle.results().get_json(force=True)[0]["timestamp"] == SCORE["timestamp"]
    assert "comment" in blackboard.results().get_json(force=True)[0]
    assert "comment" not in blackboard.results(f"user_id={sub}").get_json(force=True)[0]
    assert len(sakai.results("user_id=nobody").get_json(force=True)) == len(sakai.course.roles)


def test_a_line_item_that_a_tool_makes_is_what_each_lms_makes_of_it() -> None:
    moodle, blackboard, sakai = (Wire(name) for name in ("moodle", "blackboard", "sakai"))
    assert moodle.make(resourceLinkId=moodle.link.id).get_json(force=True)["resourceLinkId"] == moodle.link.id
    assert "resourceLinkId" not in blackboard.make(resourceLinkId=blackboard.link.id).get_json(force=True)

    taken_over = sakai.make(label="Yes, and!")

    assert taken_over.status_code == 200
    assert taken_over.get_json(force=True)["scoreMaximum"] == 10
    assert len(sakai.items().get_json(force=True)) == 1


@pytest.mark.parametrize(
    ("name", "no_token", "no_scope"), [("canvas", 401, 401), ("moodle", 401, 403), ("sakai", 403, 400)]
)
def test_tokens_are_refused_with_the_status_of_the_lms(name: str, no_token: int, no_scope: int) -> None:
    wire = Wire(name)
    url = wire.platform.line_items_url(wire.course)

    assert wire.client.get(url).status_code == no_token
    assert wire.call("GET", url, scopes=(), headers={"Accept": LINEITEM_CONTAINER_TYPE}).status_code == no_scope


def test_moodle_knows_one_media_type_at_a_time_and_calls_everything_html() -> None:
    wire = Wire("moodle")
    url = wire.platform.line_items_url(wire.course)

    assert wire.read(url, f"{LINEITEM_CONTAINER_TYPE}, */*").status_code == 400
    assert wire.read(url, LINEITEM_CONTAINER_TYPE).mimetype == "text/html"
