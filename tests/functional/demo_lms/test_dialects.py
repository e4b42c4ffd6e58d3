"""The ways of other LMSs: where each is known from, ids and roles, what its pages say and let people do."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from lti_tool.cli.demo import IMITATED
from lti_tool.demo_lms import dialects
from lti_tool.demo_lms.dialects import DIALECTS
from lti_tool.demo_lms.dialects.dialect import Feature
from lti_tool.demo_lms.oidc.messages import launch_claims_by_id
from lti_tool.demo_lms.vocabulary import (
    AGS_CLAIM,
    CLAIM,
    LINEITEM_TYPE,
    MEMBERSHIP_CONTAINER_TYPE,
)
from tests.support.command_line import CommandLine

from .wire import Wire

SEEN = ("observed on a running Moodle 4.1.10", "observed on a running Moodle 4.5.5+")
LINES = 150
GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
EVERY = pytest.mark.parametrize("name", list(DIALECTS))


@EVERY
def test_each_way_says_where_it_is_known_from(name: str) -> None:
    source = Path(dialects.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")

    assert source.count("\n") <= LINES
    for fact in DIALECTS[name].facts:
        assert fact.source in SEEN or re.fullmatch(r"https://[\w.-]+\.\w+/\S+", fact.source), fact
        assert fact.source not in SEEN or name == "moodle"


def test_the_command_knows_the_same_ones() -> None:
    assert list(IMITATED) == list(DIALECTS)


def test_it_tells_what_a_tool_must_know_before_it_serves(tmp_path: Path) -> None:
    told = CommandLine(tmp_path)("-m", "lti_tool.demo_lms", "--facts", "--as", "brightspace", program="python")

    facts = json.loads(told.stdout)
    assert facts["title"] == "Brightspace"
    assert facts["audience"] == "https://api.brightspace.com/auth/token"
    assert re.fullmatch(GUID, facts["deployment_id"])


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
