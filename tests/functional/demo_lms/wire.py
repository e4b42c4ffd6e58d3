"""An imitated LMS on the wire."""

from __future__ import annotations

from typing import Any

from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.demo_lms.state.gradebook import LineItem
from lti_tool.demo_lms.vocabulary import (
    AGS_SCOPES,
    LINEITEM_CONTAINER_TYPE,
    LINEITEM_TYPE,
    RESULT_CONTAINER_TYPE,
    SCOPE_MEMBERSHIP_READONLY,
    SCORE_TYPE,
)
from tests.support.door import PLATFORM_KEY

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
