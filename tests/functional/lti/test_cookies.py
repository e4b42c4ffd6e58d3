"""The cookie is proven before the login leaves; what it looks like, and which headers go with every page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.settings import Settings
from tests.support.closing import close_app
from tests.support.databases import SECRET
from tests.support.door import Door, set_up_door
from tests.support.visitor import Page, fields_of

HTTPS = "https://training.example"


def page_of(answer: TestResponse) -> Page:
    return Page("", answer, "POST", {})


@pytest.fixture
def https_door(database_url: str) -> Iterator[Door]:
    """The tool as browsers reach it in production."""
    app = create_app(Settings(database_url=database_url, secret_key=SECRET, base_url=HTTPS))
    yield set_up_door(app)
    close_app(app)


# The cookie check


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_first_login_goes_once_round_to_see_the_cookie_come_back(door: Door, method: str) -> None:
    browser = door.browser()

    first = door.knock(browser, method)
    form = door.login_fields() if method == "POST" else None
    second = browser.open(first.location, method=method, base_url=door.url, data=form)

    assert first.status_code == 307
    assert first.location.startswith("/lti/login?")
    assert second.status_code == 302
    assert second.location.startswith(door.platform.auth_login_url)
    assert not second.headers.getlist("Set-Cookie")


def test_a_browser_that_has_the_cookie_takes_no_extra_step(door: Door) -> None:
    browser = door.browser()
    door.begin(browser)

    assert door.knock(browser).status_code == 302


def test_a_cookie_that_is_none_of_ours_is_replaced(door: Door) -> None:
    browser = door.browser()
    browser.set_cookie("lti_tool_browser", "<script>", domain="localhost")

    assert door.knock(browser).status_code == 307


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_cookie_lost_in_a_frame_offers_the_same_login_in_a_new_tab(door: Door, method: str) -> None:
    fields = door.login_fields(lti_message_hint='a "quoted" & <odd> hint')
    query, data = (fields, None) if method == "GET" else (None, fields)
    went_round = door.app.test_client(use_cookies=False).open(
        "/lti/login", method=method, base_url=door.url, query_string=query, data=data
    )

    answer = door.app.test_client(use_cookies=False).open(
        went_round.location, method=method, base_url=door.url, data=data, headers={"Sec-Fetch-Dest": "iframe"}
    )

    page = page_of(answer)
    form = page.form("Open in a new tab")
    assert page.status == 200
    assert form["target"] == "_blank"
    in_the_tab = fields_of(form)
    assert in_the_tab.pop("lti_tool_return_hash") not in page.text.replace(str(form), ""), "the tab has only the hash"
    assert in_the_tab == fields | {"lti_tool_in_tab": "1"}
    assert not answer.headers.getlist("Set-Cookie")


def test_the_click_runs_the_same_login_in_the_tab(door: Door) -> None:
    frame = door.app.test_client(use_cookies=False)
    lost = frame.post(
        frame.post("/lti/login", data=door.login_fields(), base_url=door.url).location,
        data=door.login_fields(),
        base_url=door.url,
    )
    fields = fields_of(page_of(lost).form("Open in a new tab"))

    tab = door.browser()
    first = tab.post("/lti/login", data=fields, base_url=door.url)
    second = tab.post(first.location, data=fields, base_url=door.url)

    assert second.status_code == 302
    assert "lti_tool_in_tab" not in second.location


@pytest.mark.parametrize("sign", ["in_tab", "document"])
def test_a_cookie_lost_in_a_tab_says_that_cookies_are_blocked(door: Door, sign: str) -> None:
    tab = door.app.test_client(use_cookies=False)
    fields = door.login_fields() | ({"lti_tool_in_tab": "1"} if sign == "in_tab" else {})
    headers = {"Sec-Fetch-Dest": "document"} if sign == "document" else {}
    first = tab.post("/lti/login", data=fields, base_url=door.url, headers=headers)

    page = page_of(tab.post(first.location, data=fields, base_url=door.url, headers=headers))

    assert page.status == 403
    assert page.heading == "Your browser is blocking cookies"


# The cookies themselves


def attributes(cookie: str) -> set[str]:
    return set(cookie.split("; ")[1:])


EVERY_ATTRIBUTE = {"Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"}


def test_both_cookies_are_partitioned_and_end_with_the_browser(door: Door) -> None:
    browser = door.browser()
    at_login = door.knock(browser).headers.getlist("Set-Cookie")
    at_launch = door.launch(browser).response.headers.getlist("Set-Cookie")

    assert [each.split("=")[0] for each in at_login + at_launch] == ["lti_tool_browser", "lti_tool_session"]
    assert all(attributes(each) == EVERY_ATTRIBUTE for each in at_login + at_launch)


def test_over_https_siblings_cannot_set_our_cookies(https_door: Door) -> None:
    browser = https_door.browser()
    at_login = https_door.knock(browser).headers.getlist("Set-Cookie")
    at_launch = https_door.launch(browser).response.headers.getlist("Set-Cookie")

    names = [each.split("=")[0] for each in at_login + at_launch]
    assert names == ["__Host-lti_tool_browser", "__Host-lti_tool_session"]
    assert all(attributes(each) == EVERY_ATTRIBUTE for each in at_login + at_launch)


def test_cookies_do_not_grow_with_launches(door: Door) -> None:
    browser = door.browser()
    door.enter(browser)

    again = [door.launch(browser) for _ in range(3)]

    assert [each.response.headers.getlist("Set-Cookie") for each in again] == [[], [], []]


# Headers


def policy(page: Page) -> dict[str, str]:
    parts = page.response.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


def test_a_page_may_be_framed_and_is_neither_stored_nor_referred_to(door: Door) -> None:
    headers = door.enter(door.browser()).response.headers

    assert "X-Frame-Options" not in headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers, "it is served over plain http here"


@pytest.mark.parametrize("path", ["/lti/launch", "/nowhere", "/static/none.css", "/healthz"])
def test_over_https_a_browser_never_comes_by_http_again(https_door: Door, path: str) -> None:
    answer = https_door.browser().get(path, base_url=HTTPS)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_listed_frame_origins_may_frame_every_page_and_nobody_else(door: Door) -> None:
    with door.session() as session:
        door.registration(session).frame_origins = ["https://one.example", "https://two.example:8443"]
        session.commit()
    browser = door.browser()
    page = door.enter(browser)
    missing = door.get(browser, f"/l/{page.launch_id}/lessons/none")

    assert missing.status == 404
    for each in (page, missing):
        assert policy(each)["frame-ancestors"] == "https://one.example https://two.example:8443"


def test_without_listed_origins_any_https_site_and_the_platforms_own_may_frame(door: Door) -> None:
    assert policy(door.enter(door.browser()))["frame-ancestors"] == "https: http://127.0.0.1:8001"


def test_scripts_and_forms_are_our_own(door: Door) -> None:
    found = policy(door.enter(door.browser()))

    assert found["default-src"] == "'none'"
    assert found["script-src"] == "'self'"
    assert found["form-action"] == "'self'"


def test_the_launch_address_opened_by_hand_says_where_to_start(door: Door) -> None:
    page = door.get(door.browser(), "/lti/launch")

    assert page.status == 200
    assert page.heading == "Open this from your course"


# Forms over HTTPS


def submit_over_https(door: Door, referer: str | None) -> TestResponse:
    browser = door.browser()
    page = door.enter(browser)
    form = page.form("Leave")
    headers = {"Referer": referer} if referer else {}
    return browser.post(str(form["action"]), base_url=HTTPS, data=fields_of(form), headers=headers)


def test_a_form_over_https_passes_with_our_own_referer(https_door: Door) -> None:
    assert submit_over_https(https_door, f"{HTTPS}/l/somewhere").status_code == 200


@pytest.mark.parametrize("referer", ["https://evil.example/", "http://training.example/", None])
def test_a_form_over_https_fails_with_a_foreign_referer_or_none(https_door: Door, referer: str | None) -> None:
    page = page_of(submit_over_https(https_door, referer))

    assert page.status == 400
    assert page.heading == "Please open this from your course"
