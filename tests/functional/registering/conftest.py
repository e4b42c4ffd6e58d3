"""An admin's browser on the registration page, and a platform that answers what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from urllib3 import HTTPHeaderDict

from lti_tool.audit import Actor
from lti_tool.db import utcnow
from lti_tool.lti.registering.inviting import make_invitation
from lti_tool.lti.services.http import Answer
from tests.support.visitor import Page, fields_of

ISSUER = "https://lms.example.org"
CONFIGURATION_URL = f"{ISSUER}/.well-known/openid-configuration"


def configuration(**changes: Any) -> dict[str, Any]:
    """A plain platform's configuration; None leaves a field out."""
    document = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/auth",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/jwks",
        "registration_endpoint": f"{ISSUER}/register",
    }
    return {name: value for name, value in (document | changes).items() if value is not None}


def answer(body: object = None, status: int = 200) -> Answer:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Answer(status, "", HTTPHeaderDict(), content, ISSUER)


def refuse_to_connect(error: Exception) -> Callable[..., Answer]:
    def fail(*_args: object, **_options: object) -> Answer:
        raise error

    return fail


@dataclass
class Line:
    """Stands where the tool calls out: what was asked, and what is answered."""

    configuration: Callable[..., Answer] = field(default=lambda *_a, **_k: answer(configuration()))
    registration: Callable[..., Answer] = field(default=lambda *_a, **_k: answer({"client_id": "abc"}))
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def get(self, url: str, headers: dict[str, str]) -> Answer:
        self.asked.append((url, headers))
        return self.configuration(url)

    def post(self, url: str, data: bytes, headers: dict[str, str]) -> Answer:
        self.asked.append((url, headers))
        self.sent.append(json.loads(data))
        return self.registration(url)


@dataclass
class Admin:
    """An LMS admin who was given a link."""

    app: Flask
    browser: FlaskClient

    @property
    def base_url(self) -> str:
        url: str = self.app.extensions["settings"].base_url
        return url

    def invite(self, lasts: timedelta = timedelta(days=7), **options: Any) -> str:
        with self.app.extensions["lti"].session_factory() as session:
            code = make_invitation(session, actor=Actor.operator(), now=utcnow(), lasts=lasts, **options)
            session.commit()
        return code

    def open(self, code: str, url: str = CONFIGURATION_URL, token: str = "a-token") -> Page:
        """What the LMS frames after the link was pasted."""
        query = {"invitation": code, "openid_configuration": url, "registration_token": token}
        path = f"/lti/register?{urlencode({name: value for name, value in query.items() if value})}"
        return Page(self.base_url + path, self.browser.get(path, base_url=self.base_url), "GET", {})

    def confirm(self, page: Page, origin: str | None = None, button: str = "Register", **changes: object) -> Page:
        data = fields_of(page.form(button)) | changes
        headers = {"Origin": origin or self.base_url}
        done = self.browser.post("/lti/register", base_url=self.base_url, data=data, headers=headers)
        return Page(f"{self.base_url}/lti/register", done, "POST", data)


@pytest.fixture
def admin(app: Flask) -> Admin:
    return Admin(app, app.test_client())


@pytest.fixture
def line(app: Flask) -> Line:
    line = Line()
    app.extensions["lti"].http = line
    return line
