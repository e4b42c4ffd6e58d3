"""Deep linking 2.0: the answer that the platform gets, to the letter."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient

from lti_tool.lti.registering.tool_facts import DATE_VARIABLES, as_parameters
from lti_tool.lti.services.deep_linking import ContentItem
from tests.support.door import ROLE, SUB_TEACHING_ASSISTANT, Door
from tests.support.visitor import Page, fields_of

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RETURN = "https://lms.example:8443/return?course=2&<x>"
SETTINGS: dict[str, Any] = {"accept_types": ["ltiResourceLink"], "deep_link_return_url": RETURN}
MODULE = "culture-of-yes"
REVIEW = {"reviewableStatus": ["InProgress", "Submitted", "Completed"]}


def open_picker(door: Door, browser: FlaskClient, **settings: Any) -> Page:
    return door.open(browser, door.choose_content(browser, deep_linking_settings=SETTINGS | settings))


def pick(door: Door, browser: FlaskClient, page: Page, **fields: Any) -> Page:
    """Press the picker's button and stay on the page that goes back to the platform."""
    data = {"csrf_token": fields_of(page.form("Add to course"))["csrf_token"], **fields}
    answer = browser.post(page.path, base_url=door.url, data=data)
    return Page(page.url, answer, "POST", data)


def read_answer(door: Door, page: Page) -> dict[str, Any]:
    """The response's claims, its signature checked with our published keys."""
    assert page.status == 200, page.text
    token = str(fields_of(page.form())["JWT"])
    header = jwt.get_unverified_header(token)
    keys = {key["kid"]: key for key in door.browser().get("/lti/jwks.json", base_url=door.url).get_json()["keys"]}
    assert header["alg"] == "RS256"
    claims: dict[str, Any] = jwt.decode(
        token, jwt.PyJWK(keys[header["kid"]]), ["RS256"], audience=door.platform.issuer, issuer=door.platform.client_id
    )
    return claims


def test_the_answer_says_who_to_whom_and_what(door: Door) -> None:
    browser = door.browser()
    page = pick(door, browser, open_picker(door, browser, data="op@que ü"), module=MODULE, score_maximum="40")

    claims = read_answer(door, page)

    nonce, iat, exp = claims.pop("nonce"), claims.pop("iat"), claims.pop("exp")
    (item,) = claims.pop(f"{DL}content_items")
    assert len(nonce) >= 22
    assert iat <= time.time() < exp <= time.time() + 300
    assert claims == {
        "iss": door.platform.client_id,
        "aud": door.platform.issuer,
        f"{LTI}deployment_id": door.platform.deployment_id,
        f"{LTI}message_type": "LtiDeepLinkingResponse",
        f"{LTI}version": "1.3.0",
        f"{DL}data": "op@que ü",
        f"{DL}msg": "Added: Yes, and!.",
    }
    assert item.pop("text")
    assert item == {
        "type": "ltiResourceLink",
        "title": "Yes, and!",
        "url": door.launch_url,
        "custom": {"module": MODULE, "score_maximum": "40"} | as_parameters(DATE_VARIABLES),
        "lineItem": {
            "label": "Yes, and!",
            "scoreMaximum": 40,
            "resourceId": MODULE,
            "tag": "quiz",
            "submissionReview": REVIEW,
        },
    }


@pytest.mark.parametrize("data", ["", "x" * 5000, '<script>"&', {"a": [1, 2.5]}, 0, False])
def test_data_is_echoed_exactly(door: Door, data: object) -> None:
    browser = door.browser()

    claims = read_answer(door, pick(door, browser, open_picker(door, browser, data=data), cancel="1"))

    assert claims[f"{DL}data"] == data


def test_data_that_was_absent_stays_absent(door: Door) -> None:
    browser = door.browser()

    assert f"{DL}data" not in read_answer(door, pick(door, browser, open_picker(door, browser), cancel="1"))


def test_cancel_sends_no_items(door: Door) -> None:
    browser = door.browser()

    page = pick(door, browser, open_picker(door, browser), cancel="1", module=MODULE)

    assert read_answer(door, page)[f"{DL}content_items"] == []


def test_a_platform_that_takes_no_line_item_gets_none(door: Door) -> None:
    browser = door.browser()
    page = pick(door, browser, open_picker(door, browser, accept_lineitem=False), module=MODULE, score_maximum="5")

    assert "lineItem" not in read_answer(door, page)[f"{DL}content_items"][0]


@pytest.mark.parametrize("maximum", ["0", "101", "1.5", "-1", "abc", "²", "9" * 300])
def test_a_maximum_that_moodle_would_drop_is_asked_for_again(door: Door, maximum: str) -> None:
    browser = door.browser()

    page = pick(door, browser, open_picker(door, browser), module=MODULE, score_maximum=maximum)

    assert page.status == 400
    assert "whole number from 1 to 100" in page.text


def test_a_platform_that_takes_one_link_gets_one(door: Door) -> None:
    browser = door.browser()
    page = open_picker(door, browser, accept_multiple=False)

    assert page.soup.select_one("input[type=radio][name=module]")
    assert page.heading == "Add a module to your course"


def test_a_platform_that_takes_no_links_is_told_so_there_and_in_its_own_log(door: Door) -> None:
    browser = door.browser()
    page = open_picker(door, browser, accept_types=["html"])
    assert "does not accept links" in page.text
    token = fields_of(page.form("Back to your course"))["csrf_token"]
    chosen = browser.post(page.path, base_url=door.url, data={"csrf_token": token, "module": MODULE})
    assert chosen.status_code == 400

    answer = browser.post(page.path, base_url=door.url, data={"csrf_token": token, "cancel": "1"})

    claims = read_answer(door, Page(page.url, answer, "POST", {}))
    assert claims[f"{DL}content_items"] == []
    assert "does not accept links" in claims[f"{DL}errormsg"]
    assert claims[f"{DL}errorlog"] == claims[f"{DL}errormsg"]


def test_a_choice_that_was_cancelled_is_no_error(door: Door) -> None:
    browser = door.browser()

    claims = read_answer(door, pick(door, browser, open_picker(door, browser), cancel="1"))

    assert not {f"{DL}msg", f"{DL}errormsg", f"{DL}errorlog"} & claims.keys()


@pytest.mark.parametrize(("auto_create", "is_told"), [(False, True), (True, False), (None, False)])
def test_a_platform_that_asks_once_more_is_announced(door: Door, auto_create: bool | None, is_told: bool) -> None:
    page = open_picker(door, door.browser(), auto_create=auto_create)

    assert ("once more before adding" in page.text) is is_told


def test_several_modules_go_in_one_answer_and_media_types_of_files_change_nothing(door: Door) -> None:
    browser = door.browser()
    page = open_picker(
        door, browser, accept_media_types="image/*,text/html", accept_presentation_document_targets=["window"]
    )

    claims = read_answer(door, pick(door, browser, page, module=[MODULE, "service-every-time"]))

    assert [item["custom"]["module"] for item in claims[f"{DL}content_items"]] == ["service-every-time", MODULE]
    assert all(item["window"] == {"targetName": "_blank"} for item in claims[f"{DL}content_items"])


@pytest.mark.parametrize("role", [ROLE + "Learner", SUB_TEACHING_ASSISTANT, ROLE + "Mentor"])
def test_only_those_who_may_configure_choose_content(door: Door, role: str) -> None:
    browser = door.browser()

    page = door.open(browser, door.choose_content(browser, "rosa", roles=[role]))

    assert page.status == 403
    assert page.heading == "For instructors"


def test_a_picker_is_used_once(door: Door) -> None:
    browser = door.browser()
    picker = open_picker(door, browser)
    pick(door, browser, picker, module=MODULE)

    assert pick(door, browser, picker, module=MODULE).status == 403
    assert door.get(browser, picker.path).status == 403


def test_only_the_page_that_goes_back_may_post_to_the_platform(door: Door) -> None:
    browser = door.browser()
    picker = open_picker(door, browser)
    going_back = pick(door, browser, picker, cancel="1")

    assert "form-action 'self';" in picker.response.headers["Content-Security-Policy"]
    assert "form-action 'self' https://lms.example:8443;" in going_back.response.headers["Content-Security-Policy"]
    assert going_back.form()["action"] == RETURN
    assert "&lt;x&gt;" in going_back.response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "lessons/l1", "instructor", "instructor/module"])
def test_a_deep_linking_visit_opens_no_page_of_a_link(door: Door, path: str) -> None:
    browser = door.browser()
    picker = open_picker(door, browser)

    page = door.get(browser, f"/l/{picker.launch_id}/{path}")

    assert page.status in (200, 404), page.text
    assert page.status == 404 or path == "instructor/module"


def test_a_visit_to_a_link_opens_no_picker(door: Door) -> None:
    browser = door.browser()
    home = door.enter(browser, "rosa")

    assert door.get(browser, f"/l/{home.launch_id}/deep-linking").status == 404


def test_a_lesson_is_read_before_it_is_placed_and_nothing_in_it_can_be_done(door: Door) -> None:
    browser = door.browser()
    picker = open_picker(door, browser)
    address = str(picker.soup.select_one("[data-read]")["data-read"])

    lesson = door.get(browser, address)

    assert lesson.status == 200
    assert lesson.soup.select_one("[data-lesson-text] .prose")
    assert "Something to do:" in lesson.text
    assert lesson.soup.select("main form, main input, main textarea") == []
    assert lesson.link("Back to the modules").endswith(picker.path)


@pytest.mark.parametrize("lesson_id", ["nothing", "culture-of-yes", "l1"])
def test_a_lesson_that_is_none_is_not_found(door: Door, lesson_id: str) -> None:
    browser = door.browser()
    picker = open_picker(door, browser)

    page = door.get(browser, f"{picker.path}/lessons/{lesson_id}")

    assert (page.status, "no such lesson" in page.text) == (404, True)


def test_a_visit_to_a_link_reads_no_lesson_of_the_picker(door: Door) -> None:
    browser = door.browser()
    home = door.enter(browser, "rosa")

    assert door.get(browser, f"/l/{home.launch_id}/deep-linking/lessons/culture-of-yes.l1").status == 404


def test_a_title_is_cut_to_what_moodle_stores() -> None:
    item = ContentItem(title="t" * 300, text="", url="https://tool.example/lti/launch", custom={}, line_item=None)

    assert item.to_dict()["title"] == "t" * 255


@pytest.mark.parametrize("key", ["module", "Module", "MODULE"])
def test_a_link_made_by_hand_names_its_module_in_any_case(door: Door, key: str) -> None:
    page = door.enter(door.browser(), custom={key: MODULE})

    assert page.heading == "Yes, and!"


def test_a_link_made_by_hand_greets_a_learner_who_came_first_and_asks_its_instructor(door: Door) -> None:
    early = door.enter(door.browser(), custom={})
    home = door.enter(door.browser(), "rosa", custom={})

    assert (early.status, early.heading) == (200, "You are early")
    assert "Nothing chosen yet" in home.text
    assert home.link("Choose a module")
