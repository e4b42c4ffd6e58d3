"""The secret key is changed while people work: what the former one signed is read until it is taken off the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.app import create_app
from lti_tool.lti.models import User
from lti_tool.settings import Settings
from tests.functional.lti.test_sessions import assert_closed, make_older
from tests.support.closing import close_app
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.visitor import Page

NEW = "the secret that comes after it and signs from now on"
Listing = Callable[..., None]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def browser(door: Door) -> FlaskClient:
    return door.browser()


@pytest.fixture
def now_listed(door: Door, browser: FlaskClient, settings: Settings) -> Iterator[Listing]:
    """Start the tool anew with these secrets; the browser stays."""
    started: list[Flask] = []

    def restart(*secrets: str) -> None:
        door.app = browser.application = create_app(settings.model_copy(update={"secret_key": secrets}))
        started.append(door.app)

    yield restart
    for app in started:
        close_app(app)


def choose_language(door: Door, browser: FlaskClient, page: Page, language: str) -> Page:
    """Save something with a form of a page that is open."""
    path = f"/l/{page.launch_id}/language"
    answer = browser.post(path, base_url=door.url, data={"csrf_token": csrf(page), "language": language})
    return Page(path, answer, "POST", {})


def language_kept(door: Door) -> str | None:
    with door.session() as session:
        return session.scalar(select(User.language))


def test_pages_that_are_open_go_on_and_save_until_the_secret_is_dropped(
    door: Door, browser: FlaskClient, now_listed: Listing, settings: Settings
) -> None:
    page = door.enter(browser)

    now_listed(NEW, *settings.secret_key)
    assert door.get(browser, page.path).status == 200
    assert choose_language(door, browser, page, "es").status == 303
    assert language_kept(door) == "es"

    now_listed(NEW)
    assert_closed(door.get(browser, page.path))
    assert choose_language(door, browser, page, "en").status in (400, 403)
    assert language_kept(door) == "es"

    again = door.enter(browser)
    assert choose_language(door, browser, again, "en").status == 303


def test_what_begins_under_the_new_secret_outlives_the_former(
    door: Door, browser: FlaskClient, now_listed: Listing, settings: Settings
) -> None:
    now_listed(NEW, *settings.secret_key)
    page = door.enter(browser)

    now_listed(NEW)

    assert door.get(browser, page.path).status == 200
    assert choose_language(door, browser, page, "es").status == 303


def test_another_launch_closes_no_page_that_is_open_and_later_takes_up_the_new_secret(
    door: Door, browser: FlaskClient, now_listed: Listing, settings: Settings
) -> None:
    page = door.enter(browser)

    now_listed(NEW, *settings.secret_key)
    second = door.enter(browser)
    assert door.get(browser, page.path).status == 200

    for each in (page, second):
        make_older(door, each, created_at=timedelta(hours=13))
    third = door.enter(browser)
    now_listed(NEW)
    assert door.get(browser, third.path).status == 200


def test_a_login_that_is_under_way_arrives_until_the_secret_is_dropped(
    door: Door, browser: FlaskClient, now_listed: Listing, settings: Settings
) -> None:
    arrives, late = door.begin(browser), door.begin(browser)

    now_listed(NEW, *settings.secret_key)
    assert door.send(browser, arrives, door.claims(arrives)).status == 303

    now_listed(NEW)
    refused = door.send(browser, late, door.claims(late))
    assert refused.status >= 400
    assert "login" in refused.text


def test_one_persons_session_is_no_other_browsers(door: Door, browser: FlaskClient) -> None:
    """The session's cookie alone, carried elsewhere, opens nothing: it belongs to the browser's own."""
    page = door.enter(browser)
    session = browser.get_cookie("lti_tool_session")
    assert session is not None
    elsewhere = door.browser()
    door.begin(elsewhere)
    elsewhere.set_cookie("lti_tool_session", session.value)

    assert_closed(door.get(elsewhere, page.path))
