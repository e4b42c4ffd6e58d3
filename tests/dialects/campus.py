"""The tool and an imitated LMS in one process: each reaches the other through its test client, no server runs."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from urllib3 import HTTPHeaderDict
from werkzeug.test import TestResponse

from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.telling.words import LOOKS_AWAITED
from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.demo_lms.state.courses import Link
from lti_tool.demo_lms.state.gradebook import LineItem, Result
from lti_tool.lti.services.http import Answer
from tests.support.door import PLATFORM_KEY
from tests.support.visitor import Page, Visitor

LMS_URL = "http://127.0.0.1:8001"
MAIN_DOMAIN = "http://main.lms.example:8001"
COURSE = "front-desk"
MINUTE = timedelta(minutes=1)


@dataclass
class Campus:
    """Both sides, and what their people do."""

    tool: Flask
    lms: Flask
    platform: Platform

    @property
    def tool_url(self) -> str:
        url: str = self.tool.extensions["settings"].base_url
        return url

    def visitor(self) -> Visitor:
        return Visitor(self.tool, self.lms, self.tool_url, self.platform.address)

    def command(self, line: str) -> str:
        """What an operator types; it must end well, or with the 1 that says something could not be read."""
        done = self.tool.test_cli_runner().invoke(args=shlex.split(line.removeprefix("lti-tool ")))
        assert done.exit_code in (0, 1), done.output
        return done.stdout

    def deliver(self) -> None:
        """What the lane does by itself where a server runs: deliver, and look as often as a page awaits it."""
        self.command("grades deliver")
        for _ in range(LOOKS_AWAITED):
            with self.tool.extensions["lti"].session_factory() as session:
                awaited = update(ScoreDelivery).where(ScoreDelivery.look_at.is_not(None))
                session.execute(awaited.values(look_at=utcnow()))
                session.commit()
            self.command("grades deliver")

    def compare(self) -> list[dict[str, Any]]:
        """What the gradebooks hold otherwise than the tool does."""
        found: list[dict[str, Any]] = json.loads(self.command("grades reconcile --json"))
        return found

    def at_desk(self, action: str, learner: str = "", link: Link | None = None, **fields: str) -> Page:
        """Press a button of the page on which people do things by hand."""
        rosa = self.visitor()
        desk = f"{self.platform.address}/as/rosa/courses/{link.course_id if link else COURSE}/desk"
        item = self.platform.gradebook.for_link(link.id) if link else None
        sent = {"action": action, "learner": learner, "item": item.id if item else "", **fields}
        page = rosa.post(desk, sent)
        assert page.status == 200, page.text
        return page

    def column(self, link: Link) -> LineItem:
        item = self.platform.gradebook.for_link(link.id)
        assert item is not None, f"{link.title} has no column"
        return item

    def crowd(self, link: Link, size: int) -> None:
        """Fill the first rows of a column with people whom the tool does not know."""
        item, stamp = self.column(link), "2026-01-01T00:00:00Z"
        for number in range(size):
            graded = Result(item.id, f"guest-{number}", stamp, 50, 100, None, "Completed", "FullyGraded")
            self.platform.gradebook._put(graded)

    def let_a_minute_pass(self) -> None:
        """As between two attempts: Moodle compares whole seconds, and we keep a second between two scores."""
        book = self.platform.gradebook
        for item in book.line_items(COURSE):
            for result in book.results(item.id):
                book._put(dataclasses.replace(result, received_at=result.received_at - MINUTE.seconds))
        with self.tool.extensions["lti"].session_factory() as session:
            for delivery in session.scalars(select(ScoreDelivery)):
                delivery.sent_at = delivery.sent_at and delivery.sent_at - MINUTE
                delivery.delivered_at = delivery.delivered_at and delivery.delivered_at - MINUTE
            session.commit()


def open_campus(tool: Flask, name: str) -> Campus:
    """An imitated LMS that the tool knows nothing of yet; whoever delivers is told to by hand."""
    tool.test_client().get("/healthz")  # begins what delivers
    tool.extensions["score_executor"].stop()
    tool_url = tool.extensions["settings"].base_url
    settings = DemoSettings(LMS_URL, tool_url, signing_key=PLATFORM_KEY, imitates=name, main_domain=MAIN_DOMAIN)
    lms = create_demo_lms(settings)
    platform: Platform = lms.extensions["demo_lms"]
    tool.extensions["lti"].http.request = _calling(lms.test_client())
    platform.tool_keys.fetch = _reading(tool.test_client())
    return Campus(tool, lms, platform)


def _calling(client: FlaskClient) -> Any:
    """The LMS, as the tool's way out reaches it."""

    def request(
        method: str, url: str, *, data: bytes | None, headers: Mapping[str, str], most_bytes: int = 0
    ) -> Answer:
        response = _send(client, method, url, data=data, headers=dict(headers))
        reason = response.status.partition(" ")[2]
        return Answer(response.status_code, reason, HTTPHeaderDict(response.headers), response.data, url)

    return request


def _reading(client: FlaskClient) -> Any:
    """The tool, as the LMS reads its JSON."""

    def fetch(url: str) -> dict[str, Any]:
        document: dict[str, Any] = _send(client, "GET", url).get_json()
        return document

    return fetch


def _send(client: FlaskClient, method: str, url: str, **request: Any) -> TestResponse:
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return client.open(path, method=method, base_url=f"{parts.scheme}://{parts.netloc}", **request)


def link_in(words: str) -> str:
    """The address in what a command printed."""
    found = re.search(r"^http://\S+$", words, re.MULTILINE)
    assert found, words
    return found[0]
