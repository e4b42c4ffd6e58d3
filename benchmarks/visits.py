"""What a person's browser does with a link in a course: login, launch, first page; each answer is checked."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask

from benchmarks.platform import CLIENT_ID, DEPLOYMENT_ID, Platform


class WrongAnswer(Exception):
    """A server answered what it must not; a benchmark of errors would be a fast one."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    cookies: dict[str, str]
    text: str


class Door(Protocol):
    """One way to send a request to an app."""

    def send(self, method: str, path: str, form: Mapping[str, str] | None, cookies: Mapping[str, str]) -> Answer: ...


class HttpDoor:
    """A kept-alive connection to a server on this machine."""

    def __init__(self, port: int, timeout_s: float = 30) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)

    def send(self, method: str, path: str, form: Mapping[str, str] | None, cookies: Mapping[str, str]) -> Answer:
        headers = {"Cookie": _cookie_header(cookies)} if cookies else {}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        found = response.msg.get_all("Set-Cookie") or []
        return Answer(response.status, response.getheader("Location", ""), _read_cookies(found), text)

    def close(self) -> None:
        """Hang up; the next request calls again."""
        self._connection.close()


class InProcessDoor:
    """An app in this process, without a server: for counting and profiling."""

    def __init__(self, app: Flask, base_url: str) -> None:
        self._client = app.test_client(use_cookies=False)
        self._base_url = base_url

    def send(self, method: str, path: str, form: Mapping[str, str] | None, cookies: Mapping[str, str]) -> Answer:
        headers = {"Cookie": _cookie_header(cookies)} if cookies else {}
        response = self._client.open(
            path, method=method, base_url=self._base_url, data=form, headers=headers, buffered=True
        )
        location = response.headers.get("Location", "")
        found = response.headers.getlist("Set-Cookie")
        return Answer(response.status_code, location, _read_cookies(found), response.get_data(as_text=True))


@dataclass
class Visitor:
    """One person with a browser of their own, which keeps its cookies."""

    platform: Platform
    door: Door
    launch_url: str
    person: str
    cookies: dict[str, str] = field(default_factory=dict)

    def open_link(self, course: str) -> None:
        """The whole way from the click to the page."""
        self.page(self.launch(course, self.login(course)))

    def login(self, course: str) -> dict[str, str]:
        """Begin; returns the authentication request that the platform gets."""
        form = {
            "iss": self.platform.issuer,
            "login_hint": self.person,
            "target_link_uri": self.launch_url,
            "lti_message_hint": json.dumps({"cmid": course, "launchid": f"ltilaunch_{course}"}),
            "client_id": CLIENT_ID,
            "lti_deployment_id": DEPLOYMENT_ID,
        }
        answer = self._send("POST", "/lti/login", form, {302, 307})
        if answer.status == 307:  # the cookie check of a browser's first visit
            answer = self._send("POST", answer.location, form, {302})
        if not answer.location.startswith(self.platform.auth_login_url):
            raise WrongAnswer(f"the login left for {answer.location}")
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    def launch(self, course: str, asked: Mapping[str, str]) -> str:
        """Bring the platform's answer; returns the page's path."""
        token = self.platform.sign(self.person, course, asked["nonce"], self.launch_url)
        answer = self._send("POST", "/lti/launch", {"state": asked["state"], "id_token": token}, {303})
        return answer.location

    def page(self, path: str) -> str:
        """Look at the first page."""
        text = self._send("GET", path, None, {200}).text
        if "<h1>Yes, and!</h1>" not in text:
            raise WrongAnswer(f"{path} is not the module's page")
        return text

    def _send(self, method: str, location: str, form: Mapping[str, str] | None, right: set[int]) -> Answer:
        parts = urlsplit(location)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = self.door.send(method, path, form, self.cookies)
        if answer.status not in right:
            raise WrongAnswer(f"{method} {parts.path} answered {answer.status}: {answer.text[:500]}")
        self.cookies |= answer.cookies
        return answer


def repeat_visitors(people: int, courses: int, visitor: Callable[[str], Visitor]) -> list[tuple[Visitor, str]]:
    """Every person with every course, each person in one browser."""
    visitors = [visitor(f"person-{number}") for number in range(people)]
    return [(each, f"course-{number}") for number in range(courses) for each in visitors]


def _cookie_header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _read_cookies(headers: list[str]) -> dict[str, str]:
    pairs = (header.partition(";")[0].partition("=") for header in headers)
    return {name: value for name, _, value in pairs}
