"""The tool's two doors, login and launch, knocked on by a platform that signs but does not listen.

No server runs: the platform's keys are put where the tool keeps fetched ones, so a launch takes milliseconds.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lti_tool.audit import Actor
from lti_tool.competencies.folding import fold_waiting
from lti_tool.db import Base, utcnow
from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.demo_lms.oidc.messages import deep_linking_claims_by_id, launch_claims_by_id, override
from lti_tool.grading.handing_in import settle_run_out
from lti_tool.lti.models import PlatformKeySet, Registration, SetupRefusal
from lti_tool.lti.registering.registrations import save_registration
from lti_tool.work.models import ChoreTurn
from tests.support.visitor import Page

PLATFORM_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SUB_TEACHING_ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
LMS_URL = "http://127.0.0.1:8001"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
Fields = dict[str, Any]
Teach = Callable[["Door", Path], None]  # lets the tool serve a course, written to a folder


def make_platform(tool_url: str, lms_url: str = LMS_URL) -> Platform:
    """A platform in memory; no server answers for it."""
    lms = create_demo_lms(DemoSettings(base_url=lms_url, tool_url=tool_url, signing_key=PLATFORM_KEY))
    platform: Platform = lms.extensions["demo_lms"]
    return platform


def set_up_door(app: Flask) -> Door:
    """Register a fresh platform with the tool."""
    platform = make_platform(app.extensions["settings"].base_url)
    with app.extensions["lti"].session_factory() as session:
        return Door(app, platform, register_with_keys(session, platform))


def register_with_keys(session: Session, platform: Platform, **facts: Any) -> int:
    """Register a platform as if its keys had been fetched already."""
    facts = {"deployment_ids": [platform.deployment_id], "client_id": platform.client_id, **facts}
    saved = save_registration(
        session,
        platform.issuer,
        facts.pop("client_id"),
        actor=Actor.operator(),
        now=utcnow(),
        auth_login_url=facts.pop("auth_login_url", platform.auth_login_url),
        token_url=platform.token_url,
        jwks_url=platform.jwks_url,
        **facts,
    )
    keys = {"url": platform.jwks_url, **platform.keys.jwks()}
    session.add(PlatformKeySet(registration_id=saved.registration.id, jwks=keys, fetched_at=utcnow()))
    session.commit()
    return int(saved.registration.id)


@dataclass
class Login:
    """A login that left for the platform: what the tool sent along."""

    url: str
    sent: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.sent = dict(parse_qsl(urlsplit(self.url).query))

    @property
    def nonce(self) -> str:
        return self.sent["nonce"]

    @property
    def state(self) -> str:
        return self.sent["state"]


@dataclass
class Door:
    """The tool, a registered platform, and the steps between them, each of which a test can bend."""

    app: Flask
    platform: Platform
    registration_id: int

    @cached_property
    def url(self) -> str:
        base: str = self.app.extensions["settings"].base_url
        return base

    @property
    def kid(self) -> str:
        return self.platform.keys.current.kid

    @property
    def launch_url(self) -> str:
        return f"{self.url}/lti/launch"

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def session(self) -> Session:
        """A session apart from the application's."""
        session: Session = self.app.extensions["lti"].session_factory()
        return session

    def settle_run_out(self) -> int:
        """Run the sweep as the executor does."""
        with self.app.app_context():
            return settle_run_out(self.session, utcnow())

    def fold(self) -> int:
        """Count what was handed in, as the background does."""
        with self.app.app_context():
            return fold_waiting(self.session, utcnow())

    def registration(self, session: Session) -> Registration:
        return session.get_one(Registration, self.registration_id)

    def login_fields(self, **overrides: str | None) -> dict[str, str]:
        """What a platform sends to begin a login; None leaves a field out."""
        fields = {
            "iss": self.platform.issuer,
            "login_hint": "somebody",
            "target_link_uri": self.launch_url,
            "client_id": self.platform.client_id,
            "lti_message_hint": '{"hint": "opaque & verbatim"}',
            "lti_deployment_id": self.platform.deployment_id,
        }
        return {name: value for name, value in (fields | overrides).items() if value is not None}

    def knock(self, browser: FlaskClient, method: str = "POST", **overrides: str | None) -> TestResponse:
        """One login request, its answer not followed."""
        fields = self.login_fields(**overrides)
        query, form = (None, fields) if method == "POST" else (fields, None)
        return browser.open("/lti/login", method=method, base_url=self.url, query_string=query, data=form)

    def begin(self, browser: FlaskClient, method: str = "POST", **overrides: str | None) -> Login:
        """A login up to the redirect to the platform, the cookie check included."""
        answer = self.knock(browser, method, **overrides)
        if answer.status_code == 307:
            data = self.login_fields(**overrides) if method == "POST" else None
            answer = browser.open(answer.location, method=method, base_url=self.url, data=data)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return Login(answer.location)

    def claims(self, login: Login, person: str = "mei-ling", link: str = "yes-and", **overrides: Any) -> Fields:
        return override(launch_claims_by_id(self.platform, person, link, login.nonce), overrides)

    def post(self, browser: FlaskClient, form: Fields | None = None, **request: Any) -> Page:
        """One POST to the launch URL, its answer not followed."""
        answer = browser.post("/lti/launch", base_url=self.url, data=form, **request)
        return Page(self.launch_url, answer, "POST", form or {})

    def send(self, browser: FlaskClient, login: Login, claims: Fields, **signing: Any) -> Page:
        """Sign claims, however odd, and post them with the login's state."""
        token = self.platform.sign(claims, **signing) if signing else sign_anything(claims, self.kid)
        return self.post(browser, {"id_token": token, "state": login.state})

    def launch(self, browser: FlaskClient, person: str = "mei-ling", link: str = "yes-and", **overrides: Any) -> Page:
        """A whole launch up to the answer to its POST."""
        login = self.begin(browser)
        return self.send(browser, login, self.claims(login, person, link, **overrides))

    def choose_content(self, browser: FlaskClient, person: str = "rosa", **overrides: Any) -> Page:
        """A whole deep linking request up to the answer to its POST."""
        login = self.begin(browser)
        claims = override(deep_linking_claims_by_id(self.platform, person, "front-desk", login.nonce), overrides)
        return self.send(browser, login, claims)

    def open(self, browser: FlaskClient, page: Page) -> Page:
        """Follow an accepted launch to the page that it opens."""
        assert page.status == 303, f"{page.status} {page.text}"
        return self.get(browser, page.response.location)

    def get(self, browser: FlaskClient, path: str, **request: Any) -> Page:
        answer = browser.get(path, base_url=self.url, **request)
        return Page(f"{self.url}{path}", answer, "GET", {})

    def enter(self, browser: FlaskClient, person: str = "mei-ling", **overrides: Any) -> Page:
        """Launch, and be on the first page."""
        return self.open(browser, self.launch(browser, person, **overrides))


def sign_anything(claims: object, kid: str) -> str:
    """RS256 by hand: PyJWT refuses to sign some of what a platform may send."""
    parts = ({"typ": "JWT", "alg": "RS256", "kid": kid}, claims)
    signed = ".".join(encode_part(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{encode_part(PLATFORM_KEY.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def encode_part(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def count_rows(session: Session) -> dict[str, int]:
    """How many rows each table holds, without those that the tool writes for itself.

    No transaction stays open: SQLite has one writer.
    """
    own = {SetupRefusal.__tablename__, ChoreTurn.__tablename__}
    tables = [table for table in Base.metadata.tables.values() if table.name not in own]
    counted = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    session.rollback()
    return counted
