"""The deep linking return: what is placed, what is dropped and what is refused."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.oidc.messages import deep_linking_claims_by_id, launch_claims_by_id
from lti_tool.demo_lms.vocabulary import CLAIM, DL_CLAIM

from .conftest import NOON, Clock
from .little_tool import STRANGERS_KEY, TOOL, LittleTool

RETURN = "/courses/front-desk/deep-link-return"
ITEM = {
    "type": "ltiResourceLink",
    "title": "Hard conversations",
    "text": "Saying no without closing the door.",
    "url": f"{TOOL}/lti/launch",
    "custom": {"module": "hard-conversations"},
    "lineItem": {"label": "Quiz", "scoreMaximum": 40, "resourceId": "hard", "tag": "quiz"},
}


@pytest.fixture
def data(platform: Platform) -> str:
    """The data of an open request of Rosa's."""
    settings = deep_linking_claims_by_id(platform, "rosa", "front-desk")[DL_CLAIM + "deep_linking_settings"]
    return str(settings["data"])


def send(lms: FlaskClient, tool: LittleTool, claims: dict[str, Any]) -> TestResponse:
    return lms.post(RETURN, data={"JWT": tool.sign(claims), "told": "yes"}, headers={"Origin": TOOL})


def test_chosen_content_is_placed_with_its_line_item(
    lms: FlaskClient, platform: Platform, tool: LittleTool, data: str
) -> None:
    page = send(lms, tool, tool.selection(data, [ITEM, ITEM | {"title": "Ungraded", "lineItem": {"scoreMaximum": 1}}]))

    hard, ungraded = platform.links_in("front-desk")[1:]
    line_item = platform.gradebook.for_link(hard.id)
    assert page.status_code == 200
    assert f'target="_top" href="/as/rosa/courses/front-desk?added={hard.id},{ungraded.id}"' in page.text
    assert (hard.title, hard.custom, hard.text) == (ITEM["title"], ITEM["custom"], ITEM["text"])
    assert line_item is not None
    assert (line_item.label, line_item.score_maximum, line_item.resource_id, line_item.tag) == (
        "Quiz",
        40,
        "hard",
        "quiz",
    )
    assert (
        "lineitem"
        in launch_claims_by_id(platform, "lars", hard.id)["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]
    )


def test_an_item_without_url_opens_the_tools_launch_address(
    lms: FlaskClient, platform: Platform, tool: LittleTool, data: str
) -> None:
    send(lms, tool, tool.selection(data, [{"type": "ltiResourceLink", "title": "Bare"}]))

    link = platform.links_in("front-desk")[1]
    assert link.url == f"{TOOL}/lti/launch"
    assert platform.gradebook.for_link(link.id) is None


@pytest.mark.parametrize("items", [[], None])
def test_a_cancelled_choice_adds_nothing(
    lms: FlaskClient, platform: Platform, tool: LittleTool, data: str, items: list[Any] | None
) -> None:
    page = send(lms, tool, tool.selection(data, [], **{DL_CLAIM + "content_items": items}))

    assert page.status_code == 200
    assert "Nothing was added" in page.text
    assert len(platform.links_in("front-desk")) == 1


def test_the_tools_messages_are_shown_as_text(lms: FlaskClient, tool: LittleTool, data: str) -> None:
    messages = {DL_CLAIM + "msg": "Two <b>chosen</b>", DL_CLAIM + "errormsg": "One <i>lost</i>"}

    page = send(lms, tool, tool.selection(data, [], **messages))

    assert "Two &lt;b&gt;chosen" in page.text
    assert "One &lt;i&gt;lost" in page.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lineItem": {"scoreMaximum": 101}}, "scoreMaximum"),
        ({"lineItem": {"scoreMaximum": 0}}, "scoreMaximum"),
        ({"lineItem": {"scoreMaximum": 12.5}}, "scoreMaximum"),
        ({"lineItem": {"scoreMaximum": True}}, "scoreMaximum"),
        ({"lineItem": {}}, "scoreMaximum"),
        ({"lineItem": 10}, "lineItem"),
        ({"lineItem": {"scoreMaximum": 1, "label": "x" * 256}}, "label"),
        ({"title": "x" * 256}, "255 characters"),
        ({"title": ""}, "title"),
        ({"title": 7}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"custom": {"\ud800": "x"}}, "custom"),
        ({"type": "link"}, "ltiResourceLink"),
        ({"url": "https://elsewhere.example/"}, "url"),
        ({"url": f"{TOOL}.elsewhere.example/"}, "url"),
        ({"custom": {"module": 7}}, "custom"),
        ({"custom": []}, "custom"),
    ],
)
def test_an_item_that_the_lms_cannot_take_is_dropped_loudly(
    lms: FlaskClient, platform: Platform, tool: LittleTool, data: str, change: dict[str, Any], words: str
) -> None:
    page = send(lms, tool, tool.selection(data, [ITEM | change, ITEM]))

    event = platform.events.newest_first()[0]
    assert len(platform.links_in("front-desk")) == 2
    assert words in page.text
    assert event.outcome == "warning"
    assert "1 dropped! Item 1" in event.sentence
    assert words in event.sentence


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"aud": "somebody"},
        {"aud": ["http://127.0.0.1:8001", "somebody"]},
        {"exp": NOON - 1},
        {"exp": None},
        {"iat": None},
        {"iat": NOON + 120, "exp": NOON + 180},
        {"nonce": None},
        {CLAIM + "deployment_id": "another"},
        {CLAIM + "message_type": "LtiResourceLinkRequest"},
        {CLAIM + "version": "1.2"},
        {DL_CLAIM + "data": "made-up"},
        {DL_CLAIM + "data": None},
        {DL_CLAIM + "data": ["made-up"]},
        {DL_CLAIM + "content_items": "none"},
    ],
)
def test_a_wrong_claim_is_refused_in_words(
    lms: FlaskClient, platform: Platform, tool: LittleTool, data: str, claims: dict[str, Any]
) -> None:
    page = send(lms, tool, tool.selection(data, [ITEM], **claims))

    assert page.status_code == 400
    assert "nothing was added" in page.text
    assert len(platform.links_in("front-desk")) == 1
    assert platform.events.newest_first()[0].outcome == "refused"


@pytest.mark.parametrize("aud", ["http://127.0.0.1:8001", ["http://127.0.0.1:8001"]])
def test_the_audience_may_be_a_list_of_one(lms: FlaskClient, tool: LittleTool, data: str, aud: Any) -> None:
    assert send(lms, tool, tool.selection(data, [ITEM], aud=aud)).status_code == 200


def test_an_answer_is_taken_once(lms: FlaskClient, platform: Platform, tool: LittleTool, data: str) -> None:
    claims = tool.selection(data, [ITEM])
    send(lms, tool, claims)

    assert "already been taken" in send(lms, tool, claims).text
    assert len(platform.links_in("front-desk")) == 2


def test_the_data_of_another_courses_request_is_refused(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    settings = deep_linking_claims_by_id(platform, "kwame", "onboarding")[DL_CLAIM + "deep_linking_settings"]

    assert send(lms, tool, tool.selection(settings["data"], [ITEM])).status_code == 400


def test_a_request_is_closed_after_an_hour(lms: FlaskClient, tool: LittleTool, data: str, clock: Clock) -> None:
    clock.now += 3601

    assert send(lms, tool, tool.selection(data, [ITEM])).status_code == 400


def test_an_answer_of_a_stranger_is_refused(lms: FlaskClient, tool: LittleTool, data: str) -> None:
    forged = tool.sign(tool.selection(data, [ITEM]), key=STRANGERS_KEY)

    assert lms.post(RETURN, data={"JWT": forged, "told": "yes"}).status_code == 400
    assert lms.post(RETURN, data={"told": "yes"}).status_code == 400


def test_broken_characters_break_no_page(lms: FlaskClient, tool: LittleTool, data: str) -> None:
    claims = tool.selection(data, [ITEM | {"title": "\ud800"}], **{DL_CLAIM + "errormsg": "half a \ud83d"})

    assert "half a ?" in send(lms, tool, claims).text
    assert lms.get("/as/rosa/courses/front-desk/events").status_code == 200
