"""An answer leaves as Werkzeug would send it, with the headers that every answer has and no page has set itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, Request, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from lti_tool.settings import Settings
from lti_tool.site.answers import Answer
from lti_tool.site.asked import Asked

EVERY_ANSWER = {
    "Content-Security-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "Cache-Control",
    "Strict-Transport-Security",
    "Vary",
    "X-Request-ID",
}
ENVIRON = EnvironBuilder().get_environ()


@pytest.fixture(autouse=True, scope="module")
def answering() -> Iterator[None]:
    app = Flask(__name__)
    app.extensions["settings"] = Settings(base_url="https://tool.example")
    with app.app_context():
        yield


def sent(answer: Response) -> list[tuple[str, str]]:
    return answer.get_wsgi_response(ENVIRON)[2]


@pytest.mark.parametrize("status", [101, 200, 204, 303, 304, 404])
@pytest.mark.parametrize("body", ["", "words", [b"a", b"stream"], None])
def test_an_answer_has_the_headers_that_werkzeug_gives_it(status: int, body: str | list[bytes] | None) -> None:
    ours, theirs = Answer(body, status), Response(body, status)

    assert [header for header in sent(ours) if header[0] not in EVERY_ANSWER] == sent(theirs)


def test_every_answer_has_its_headers_once() -> None:
    names = [name for name, _ in sent(Answer("words"))]

    assert set(names) >= EVERY_ANSWER
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["Content-Security-Policy", "cache-control", "Vary"])
def test_what_a_page_has_set_stays(name: str) -> None:
    headers = sent(Answer("words", headers={name: "its own"}))

    assert [value for said, value in headers if said.lower() == name.lower()] == ["its own"]


@given(st.text(st.characters(exclude_characters="\r\n")))
def test_a_redirect_leads_where_werkzeug_would_lead(rest: str) -> None:
    headers = {"Location": f"https://platform.example/{rest}"}

    where = [dict(sent(made("", 302, headers)))["Location"] for made in (Answer, Response)]

    assert where[0].rstrip("?#") == where[1].rstrip("?#")  # an empty query says nothing


@pytest.mark.parametrize("cookies", [None, "", "a=1; b=2; a=3", 'c="q\\073"; broken; =x', "a=\xc3\xa9; b=\xff"])
def test_cookies_are_read_as_werkzeug_reads_them(cookies: str | None) -> None:
    environ = ENVIRON | ({} if cookies is None else {"HTTP_COOKIE": cookies})

    assert Asked(environ).cookies == Request(environ).cookies
