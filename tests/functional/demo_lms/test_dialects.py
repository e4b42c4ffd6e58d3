"""The ways of other LMSs, on the wire: what a launch says, how lists come in pages, what is refused and how."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from lti_tool.cli.demo import IMITATED
from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms, dialects
from lti_tool.demo_lms.dialects import DIALECTS
from lti_tool.demo_lms.dialects.dialect import Feature
from lti_tool.demo_lms.oidc.messages import launch_claims_by_id, review_claims
from lti_tool.demo_lms.state.gradebook import LineItem
from lti_tool.demo_lms.vocabulary import (
    AGS_CLAIM,
    AGS_SCOPES,
    CLAIM,
    LINEITEM_CONTAINER_TYPE,
    LINEITEM_TYPE,
    MEMBERSHIP_CONTAINER_TYPE,
    RESULT_CONTAINER_TYPE,
    SCOPE_MEMBERSHIP_READONLY,
    SCORE_TYPE,
)
from tests.support.door import PLATFORM_KEY

SEEN = "observed on a running Moodle 4.1.10"
LINES = 150
GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
EVERY = pytest.mark.parametrize("name", list(DIALECTS))
SCORE: dict[str, Any] = {
    "scoreGiven": 8,
    "scoreMaximum": 10,
    "activityProgress": "Completed",
    "gradingProgress": "FullyGraded",
    "timestamp": "2026-11-01T08:00:00.500Z",
}


class Wire:
    """An imitated LMS in memory, and a tool that has every scope."""

    def __init__(self, name: str) -> None:
        settings = DemoSettings(signing_key=PLATFORM_KEY, imitates=name, main_domain="http://main.example")
        lms = create_demo_lms(settings)
        self.platform: Platform = lms.extensions["demo_lms"]
        self.client = lms.test_client()
        self.course = self.platform.courses["front-desk"]
        [self.link] = self.platform.links_in("front-desk")

    @property
    def item(self) -> LineItem:
        [item] = self.platform.gradebook.line_items("front-desk")
        return item

    def call(
        self, method: str, url: str, scopes: Any = (*AGS_SCOPES, SCOPE_MEMBERSHIP_READONLY), **request: Any
    ) -> Any:
        token = self.platform.access_tokens.issue(frozenset(scopes))
        headers = {"Authorization": f"Bearer {token}"} | request.pop("headers", {})
        return self.client.open(url, method=method, headers=headers, **request)

    def read(self, url: str, accept: str) -> Any:
        return self.call("GET", url, headers={"Accept": accept})

    def items(self, query: str = "") -> Any:
        url = self.platform.line_items_url(self.course)
        joint = "&" if "?" in url else "?"
        return self.read(url + (joint + query if query else ""), LINEITEM_CONTAINER_TYPE)

    def results(self, query: str = "") -> Any:
        return self.read(f"{self._under('results')}&{query}", RESULT_CONTAINER_TYPE)

    def score(self, person: str = "kwame", **changes: Any) -> Any:
        known = self.platform.people.get(person)
        body = SCORE | {"userId": known.sub if known else person} | changes
        return self.call("POST", self._under("scores"), headers={"Content-Type": SCORE_TYPE}, json=body)

    def make(self, **body: Any) -> Any:
        url = self.platform.line_items_url(self.course)
        sent = {"label": "Extra", "scoreMaximum": 10} | body
        return self.call("POST", url, headers={"Content-Type": LINEITEM_TYPE}, json=sent)

    def crowd(self, count: int) -> None:
        for number in range(count):
            self.platform.gradebook.add("front-desk", f"Column {number}", 10)

    def _under(self, part: str) -> str:
        """A service of the column's, with the query that Moodle's addresses have."""
        base, _, query = self.platform.line_item_url(self.item).partition("?")
        return f"{base}/{part}?{query}"


@EVERY
def test_each_way_says_where_it_is_known_from(name: str) -> None:
    source = Path(dialects.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")

    assert source.count("\n") <= LINES
    for fact in DIALECTS[name].facts:
        assert fact.source == SEEN or re.fullmatch(r"https://[\w.-]+\.\w+/\S+", fact.source), fact
        assert fact.source != SEEN or name == "moodle"


def test_the_command_knows_the_same_ones() -> None:
    assert list(IMITATED) == list(DIALECTS)


@pytest.mark.parametrize(
    ("name", "issuer", "user", "context", "line_item"),
    [
        ("canvas", "https://canvas.instructure.com", GUID, r"[0-9a-f]{40}", r"/api/lti/courses/\d+/line_items/\d+"),
        ("moodle", "http://127.0.0.1:8001", r"\d+", r"\d+", r"/mod/lti/services.php/\d+/lineitems/\d+/lineitem"),
        (
            "blackboard",
            "https://blackboard.com",
            r"[0-9a-f]{32}",
            r"[0-9a-f]{32}",
            r".*/courses/_\d+_1/lineItems/_\d+_1",
        ),
        (
            "brightspace",
            "http://127.0.0.1:8001",
            rf"{GUID}_\d+",
            r"\d+",
            rf".*/deployment/{GUID}/orgunit/\d+/lineitems/.*",
        ),
        ("sakai", "http://127.0.0.1:8001", GUID, GUID, rf"/imsblis/lti13/lineitems/{GUID}/\d+"),
    ],
)
def test_ids_have_the_shape_that_the_lms_gives_them(
    name: str, issuer: str, user: str, context: str, line_item: str
) -> None:
    wire = Wire(name)
    claims = launch_claims_by_id(wire.platform, "kwame", wire.link.id)

    path = claims[AGS_CLAIM]["lineitem"].removeprefix("http://127.0.0.1:8001").partition("?")[0]
    assert claims["iss"] == issuer
    assert re.fullmatch(user, claims["sub"])
    assert re.fullmatch(context, claims[CLAIM + "context"]["id"])
    assert re.fullmatch(line_item, path)
    assert wire.read(claims[AGS_CLAIM]["lineitem"], LINEITEM_TYPE).get_json(force=True)["label"] == "Yes, and!"
    members = wire.read(wire.platform.memberships_url(wire.course), MEMBERSHIP_CONTAINER_TYPE).get_json(force=True)[
        "members"
    ]
    assert claims["sub"] in [member["user_id"] for member in members]


@pytest.mark.parametrize(
    ("name", "person", "launched", "listed"),
    [
        ("canvas", "tomas", "Instructor#TeachingAssistant", "Instructor#TeachingAssistant"),
        ("canvas", "ada", "institution/person#Administrator", None),
        ("canvas", "test", "lti/system/person#TestUser", None),
        ("moodle", "noor", "membership#Instructor", "Learner"),
        ("blackboard", "kwame", "institution/person#Student", "institution/person#Student"),
        ("brightspace", "ada", "membership#Administrator", "membership#Administrator"),
        ("sakai", "rosa", "Instructor", "Instructor"),
    ],
)
def test_roles_are_spelled_as_the_lms_does(name: str, person: str, launched: str, listed: str | None) -> None:
    wire = Wire(name)
    sub = wire.platform.people[person].sub
    roles = launch_claims_by_id(wire.platform, person, wire.link.id)[CLAIM + "roles"]
    answer = wire.read(wire.platform.memberships_url(wire.course), MEMBERSHIP_CONTAINER_TYPE).get_json(force=True)
    rows = {member["user_id"]: member["roles"] for member in answer["members"]}

    assert any(role.endswith(launched) for role in roles)
    assert (listed is None) == (sub not in rows)
    assert listed is None or any(role.endswith(listed) for role in rows[sub])


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


@EVERY
def test_variables_that_the_lms_does_not_know_are_sent_as_they_stand(name: str) -> None:
    wire = Wire(name)
    link = dataclasses.replace(wire.link, custom={"history": "$Context.id.history", "until": "$Nobody.knows"})
    wire.platform.links[link.id] = link

    custom = launch_claims_by_id(wire.platform, "kwame", link.id)[CLAIM + "custom"]

    assert custom == {"history": "", "until": "$Nobody.knows"}


@EVERY
def test_its_pages_say_that_it_is_an_imitation_and_of_what(name: str) -> None:
    wire, dialect = Wire(name), DIALECTS[name]

    for path in ("/", "/tools", "/as/rosa/courses/front-desk", "/imitation"):
        assert f"This is not {dialect.title}" in wire.client.get(path).text, path

    facts = wire.client.get("/imitation").text
    unknown = sum(not dialect.said_of(feature) for feature in Feature)
    assert facts.count("<em>not known</em>") == unknown + 1
    assert all(fact.source in facts for fact in dialect.facts)


@pytest.mark.parametrize(
    ("name", "door", "form"),
    [
        ("canvas", "from-json", {"url": "https://elsewhere.example/canvas.json"}),
        ("blackboard", "by-hand", {"login_url": "https://elsewhere.example/login"}),
    ],
)
def test_another_tool_than_its_own_is_not_registered(name: str, door: str, form: dict[str, str]) -> None:
    wire = Wire(name)

    refused = wire.client.post(f"/tools/{door}", data=form)

    assert refused.status_code == 400
    assert "It begins with http://localhost:8000/" in refused.text
    assert len(wire.platform.tools.all) == 1


def test_json_that_makes_no_developer_key_is_told_so() -> None:
    wire = Wire("canvas")
    wire.platform.tool_keys.fetch = lambda _url: {"title": "Half a tool"}

    refused = wire.client.post("/tools/from-json", data={"url": "http://localhost:8000/lti/canvas.json"})

    assert refused.status_code == 400
    assert "No developer key can be made" in refused.text


def test_only_instructors_grade_by_hand_and_only_what_was_graded() -> None:
    wire = Wire("moodle")
    form = {"action": "grade", "learner": "kwame", "item": wire.item.id, "points": "77"}
    desk = "/as/{}/courses/front-desk/desk"

    assert wire.client.post(desk.format("kwame"), data=form).status_code == 403
    assert "no grade in this column yet" in wire.client.post(desk.format("rosa"), data=form).text
    wire.score()
    assert wire.client.post(desk.format("rosa"), data=form | {"points": "many"}).status_code == 400

    done = wire.client.post(desk.format("rosa"), data=form, follow_redirects=True)

    assert "entered the grade of Kwame Mensah for “Yes, and!”: 77." in done.text
    assert wire.platform.grade("kwame", wire.link.id) == 77
    assert wire.platform.events.newest_first()[0].kind_name == "by_hand"
