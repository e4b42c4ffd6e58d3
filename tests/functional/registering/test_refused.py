"""Registrations that must not be, refused in words: nothing is stored, and the link stays good unless it was used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Registration, RegistrationInvitation
from lti_tool.lti.services.http import Answer, AnswerTooLarge, HttpClient, PlatformNotTrusted, PlatformTimedOut
from tests.functional.registering.conftest import (
    CONFIGURATION_URL,
    ISSUER,
    Admin,
    Line,
    answer,
    configuration,
    refuse_to_connect,
)
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Answers = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _nothing_is_registered(app: Flask) -> Any:
    yield
    with app.extensions["lti"].session_factory() as session:
        assert session.scalar(select(func.count()).select_from(Registration)) == 0


def assert_refused(page: Page, words: str) -> None:
    assert 400 <= page.status < 500, f"{page.status}: {page.text}"
    assert words in page.text
    assert page.heading
    assert "<script>alert" not in page.response.get_data(as_text=True)
    assert not page.soup.select("form[method=post]")


# The invitation


def test_a_link_nobody_made(admin: Admin, line: Line) -> None:
    assert_refused(admin.open("guessed"), "not a registration link that we made")
    assert_refused(admin.open(""), "not a registration link that we made")
    assert line.asked == [], "a stranger makes us call nobody"


def test_a_link_that_ran_out(admin: Admin, line: Line) -> None:
    assert_refused(admin.open(admin.invite(timedelta(seconds=-1))), "has expired")


def test_a_form_that_waited_until_the_link_ran_out(admin: Admin, line: Line, session: Session) -> None:
    page = admin.open(admin.invite())
    session.scalars(select(RegistrationInvitation)).one().expires_at -= timedelta(days=30)
    session.commit()

    assert_refused(admin.confirm(page), "has expired")
    assert line.sent == []


def test_a_form_of_another_site(admin: Admin, line: Line) -> None:
    page = admin.open(admin.invite())

    assert_refused(admin.confirm(page, origin="https://evil.example"), "from another site")
    assert_refused(admin.confirm(page, offer="forged"), "did not come from us")
    assert line.sent == []


# The configuration document

DOCUMENTS: dict[str, tuple[Answers, str]] = {
    "slow": (refuse_to_connect(PlatformTimedOut()), "took too long"),
    "huge": (refuse_to_connect(AnswerTooLarge()), "larger than this tool reads"),
    "untrusted certificate": (refuse_to_connect(PlatformNotTrusted()), "certificate"),
    "not json": (lambda *_: answer("<html>Sign in</html>"), "not a JSON object"),
    "a list": (lambda *_: answer([]), "not a JSON object"),
    "nothing": (lambda *_: answer(""), "not a JSON object"),
    "deeply nested": (lambda *_: answer("[" * 100_000), "not a JSON object"),
    "redirecting": (lambda *_: answer("", 302), "leads elsewhere"),
    "refused": (lambda *_: answer("no", 401), "HTTP 401"),
    "no issuer": (lambda *_: answer(configuration(issuer=None)), "issuer"),
    "an issuer that is no text": (lambda *_: answer(configuration(issuer=["https://lms.example.org"])), "issuer"),
    "an issuer too long": (lambda *_: answer(configuration(issuer=f"{ISSUER}/{'a' * 255}")), "issuer"),
    "script as endpoint": (
        lambda *_: answer(configuration(authorization_endpoint="javascript:alert(1)")),
        "authorization_endpoint",
    ),
    "NUL in an endpoint": (lambda *_: answer(configuration(jwks_uri=f"{ISSUER}/\0")), "jwks_uri"),
    "no registration endpoint": (
        lambda *_: answer(configuration(registration_endpoint=None)),
        "registration_endpoint",
    ),
    "another's issuer": (lambda *_: answer(configuration(issuer="https://bank.example")), "bank.example"),
    "its parent's issuer": (lambda *_: answer(configuration(issuer="https://example.org")), "example.org"),
    "the issuer in plain http": (lambda *_: answer(configuration(issuer="http://lms.example.org")), "lms.example.org"),
    "Canvas's issuer": (
        lambda *_: answer(configuration(issuer="https://canvas.instructure.com")),
        "canvas.instructure.com",
    ),
    "markup": (lambda *_: answer(configuration(issuer="https://<script>alert(1)</script>")), "issuer"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_configuration_document_that_is(name: str, admin: Admin, line: Line) -> None:
    line.configuration, words = DOCUMENTS[name]
    code = admin.invite()

    assert_refused(admin.open(code), words)

    line.configuration = lambda *_: answer(configuration())
    assert admin.open(code).status == 200, "the link stays good"


ADDRESSES = {
    "loopback": "http://127.0.0.1/config",
    "private": "https://10.1.2.3/config",
    "metadata": "http://169.254.169.254/latest/meta-data",
    "mapped": "http://[::ffff:127.0.0.1]/config",
}


@pytest.mark.parametrize("url", ADDRESSES.values(), ids=ADDRESSES)
def test_a_private_address_is_not_called(url: str, app: Flask, admin: Admin) -> None:
    app.extensions["lti"].http = HttpClient(allow_private=False)

    assert_refused(admin.open(admin.invite(), url), "not a public http or https address")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "lms.example.org", "https://a b.example/", "https://[", "x" * 3000]
)
def test_an_address_that_is_none(url: str, admin: Admin, line: Line) -> None:
    assert_refused(admin.open(admin.invite(), url), "not a web address")
    assert line.asked == []


def test_our_own_address_as_the_platforms_configuration(admin: Admin, line: Line) -> None:
    assert_refused(admin.open(admin.invite(), f"{admin.base_url}/lti/register"), "one of this tool's own")
    assert line.asked == []


@pytest.mark.parametrize("token", ["two\r\nlines", "x" * 20_000, "späß"])
def test_a_token_that_no_header_can_carry(token: str, admin: Admin, line: Line) -> None:
    assert_refused(admin.open(admin.invite(), token=token), "not one we can send back")
    assert line.asked == []


# The platform's answer

ANSWERS: dict[str, tuple[Answers, str]] = {
    "used in Moodle": (lambda *_: answer("token_already_used", 401), "used before"),
    "a reason of its own": (lambda *_: answer("domain_targetlinkuri_mismatch", 400), "domain_targetlinkuri_mismatch"),
    "an error page": (lambda *_: answer("<html><script>alert(1)</script></html>", 500), "HTTP 500"),
    "away": (refuse_to_connect(PlatformTimedOut()), "took too long"),
    "not json": (lambda *_: answer("<html>done</html>"), "not JSON"),
    "no client id": (lambda *_: answer({"client_name": "we"}), "without a client id"),
    "a client id too long": (lambda *_: answer({"client_id": "c" * 256}), "without a client id"),
    "a client id that is no text": (lambda *_: answer({"client_id": True}), "without a client id"),
    "a client id with NUL": (lambda *_: answer({"client_id": "a\0b"}), "without a client id"),
    "a redirect": (lambda *_: answer("", 307), "HTTP 307"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_platform_that_answers_with(name: str, admin: Admin, line: Line) -> None:
    line.registration, words = ANSWERS[name]
    page = admin.open(admin.invite())

    assert_refused(admin.confirm(page), words)
    assert admin.open(page.url.partition("invitation=")[2].partition("&")[0]).status == 200, "the link stays good"


def test_the_address_without_a_platform_explains_itself(admin: Admin, line: Line) -> None:
    page = admin.open(admin.invite(), url="")

    assert page.status == 200
    assert page.heading == "Paste this link into your LMS"
    assert CONFIGURATION_URL not in page.text
