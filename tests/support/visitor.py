"""A person with a browser, without a browser: follows redirects, posts forms, keeps cookies, on both sites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import Client, TestResponse

MAXIMUM_STEPS = 12
LAUNCH = re.compile(r'<body\b[^>]*\bdata-launch="([^"]*)"')


@dataclass
class Page:
    """What the visitor sees."""

    url: str
    response: TestResponse
    method: str
    sent: dict[str, object]

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page, parsed; that takes longer than most pages take to be made, so what only goes on does without."""
        return BeautifulSoup(self.html, "html.parser")

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    def lacks(self, *words: str) -> list[str]:
        """Those of the words that the page does not say."""
        return [each for each in words if each not in self.text]

    @property
    def heading(self) -> str:
        heading = self.soup.find("h1")
        return " ".join(heading.get_text(" ").split()) if heading else ""

    @property
    def launch_id(self) -> str:
        found = LAUNCH.search(self.html)
        return found[1] if found else ""

    def form(self, button: str | None = None) -> Tag:
        """The form with this button, else the only one in the page's main part."""
        forms = self.soup.select("main form") or self.soup.select("form")
        if button:
            forms = [each for each in self.soup.select("form") if button in each.get_text(" ")]
        assert len(forms) == 1, f"{len(forms)} forms with {button!r} on {self.url}: {self.text[:300]}"
        return forms[0]

    def link(self, words: str) -> str:
        found = [each for each in self.soup.find_all("a") if words in " ".join(each.get_text(" ").split())]
        assert found, f"no link {words!r} on {self.url}: {self.text[:300]}"
        return urljoin(self.url, str(found[0]["href"]))


class Visitor:
    """One browser: `tool` and `lms` keep their own cookies, as two sites do.

    `goes_on` has the forms that scripts send at once, by the words that no page without them has.
    """

    goes_on: ClassVar = {"autopost": "form#autopost", "data-return-form": "form[data-return-form]"}

    def __init__(self, tool: Flask, lms: Flask, tool_url: str, lms_url: str) -> None:
        self.tool_url, self.lms_url = tool_url, lms_url
        self.tool, self.lms = tool.test_client(), lms.test_client()

    def get(self, url: str) -> Page:
        """Open an address and end where a browser would: after redirects and pages that post themselves."""
        return self._settle(self._request("GET", url, {}))

    def post(self, url: str, data: dict[str, object], **headers: str) -> Page:
        return self._settle(self._request("POST", url, data, headers))

    def submit(self, page: Page, button: str, values: dict[str, object] | None = None) -> Page:
        """Fill the form with this button, and press it."""
        form = page.form(button)
        pressed = next(each for each in form.select("button") if button in each.get_text(" "))
        data = fields_of(form) | (values or {})
        if pressed.get("name"):
            data[str(pressed["name"])] = str(pressed.get("value", ""))
        return self.post(urljoin(page.url, str(form.get("action", ""))), data)

    def launch(self, person: str, course: str, link: str) -> Page:
        """Click a placed link in the demo LMS."""
        return self.get(f"{self.lms_url}/as/{person}/courses/{course}/links/{link}/launch")

    def add_content(self, person: str, course: str) -> Page:
        """Press “Add content” in the demo LMS."""
        return self.get(f"{self.lms_url}/as/{person}/courses/{course}/add/launch")

    def capture_launch(self, person: str, course: str, link: str) -> tuple[str, dict[str, object]]:
        """Go as far as the LMS's own form to us, and hand it back instead of posting it."""
        url = f"{self.lms_url}/as/{person}/courses/{course}/links/{link}/launch"
        page = self._request("GET", url, {})
        for _ in range(MAXIMUM_STEPS):
            step = self._next_step(page)
            assert step is not None, page.text
            if step[1].endswith("/lti/launch"):
                return step[1], step[2]
            page = self._request(*step)
        raise AssertionError("the LMS never posted a launch")

    def _settle(self, page: Page) -> Page:
        for _ in range(MAXIMUM_STEPS):
            step = self._next_step(page)
            if step is None:
                return page
            page = self._request(*step)
        raise AssertionError(f"still going after {MAXIMUM_STEPS} steps at {page.url}")

    def _next_step(self, page: Page) -> tuple[str, str, dict[str, object]] | None:
        if page.status in (301, 302, 303, 307, 308):
            target = urljoin(page.url, page.response.headers["Location"])
            if page.status in (307, 308):
                return page.method, target, page.sent
            return "GET", target, {}
        form = self._form_that_goes_on(page)
        if form is not None:
            return "POST", urljoin(page.url, str(form["action"])), fields_of(form)
        return None

    def _form_that_goes_on(self, page: Page) -> Tag | None:
        """The form that a script of the page sends at once; a page without the mark of one is not parsed for it."""
        marked = [form for mark, form in self.goes_on.items() if mark in page.html]
        return page.soup.select_one(", ".join(marked)) if marked else None

    def _request(self, method: str, url: str, data: dict[str, object], headers: dict[str, str] | None = None) -> Page:
        client: Client = self.lms if url.startswith(self.lms_url) else self.tool
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        base = f"{parts.scheme}://{parts.netloc}"
        response = client.open(path, method=method, base_url=base, data=data or None, headers=headers or {})
        return Page(url, response, method, data)


def fields_of(form: Tag) -> dict[str, object]:
    """What a browser would send of a form as it stands, without any button."""
    values: dict[str, list[str]] = {}
    for each in form.select("input[name], textarea[name]"):
        if each.get("type") in ("checkbox", "radio") and not each.has_attr("checked"):
            continue
        values.setdefault(str(each["name"]), []).append(str(each.get("value", "")))
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}
