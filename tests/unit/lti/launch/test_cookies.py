"""The tokens behind the two cookies."""

from __future__ import annotations

import pytest
from flask import Request, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from lti_tool.lti.launch.cookies import BrowserCookies

COOKIES = BrowserCookies(("a secret that is long enough for a test",), is_https=False)


def request_with(**cookies: str) -> Request:
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Request(EnvironBuilder(headers=[("Cookie", header)]).get_environ())


def test_a_browser_gets_back_the_token_that_it_was_given() -> None:
    response = Response()
    COOKIES.new_browser(response)
    token = response.headers["Set-Cookie"].split(";")[0].partition("=")[2]

    assert COOKIES.browser(request_with(lti_tool_browser=token)) == token


def test_no_two_browsers_get_the_same_token() -> None:
    given_out = set()
    for _ in range(100):
        response = Response()
        COOKIES.new_browser(response)
        given_out.add(response.headers["Set-Cookie"])

    assert len(given_out) == 100


@pytest.mark.parametrize("token", ["", "short", "x" * 42, "x" * 44, "x" * 42 + "/", "<script>".ljust(43, "x")])
def test_a_token_of_another_form_is_none(token: str) -> None:
    request = request_with(lti_tool_browser=token, lti_tool_session=token)

    assert (COOKIES.browser(request), COOKIES.session(request)) == (None, None)


def test_a_session_token_is_the_same_for_a_person_in_a_browser_and_for_nobody_else() -> None:
    token = COOKIES.session_token("browser", "person")

    assert token == COOKIES.session_token("browser", "person")
    assert COOKIES.session(request_with(lti_tool_session=token)) == token
    others = [
        COOKIES.session_token("browser", "another"),
        COOKIES.session_token("another", "person"),
        COOKIES.session_token("browserp", "erson"),
        BrowserCookies(("another secret, as long as the first",), is_https=False).session_token("browser", "person"),
    ]
    assert token not in others


@given(st.text(), st.text(), st.text(), st.text())
def test_a_browsers_token_does_not_tell_its_session_or_its_forms(a: str, b: str, c: str, d: str) -> None:
    if (a, b) != (c, d) and "\0" not in a + b + c + d:
        assert COOKIES.session_token(a, b) != COOKIES.session_token(c, d)
    assert COOKIES.csrf_secret(a) != COOKIES.session_token(a, b)


def test_over_https_the_names_have_the_prefix_that_siblings_cannot_set() -> None:
    https = BrowserCookies(("a secret that is long enough for a test",), is_https=True)

    assert (https.browser_name, https.session_name) == ("__Host-lti_tool_browser", "__Host-lti_tool_session")
