"""Shared links are looked at without ever calling what is not public, and without following where they lead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, redirect, request

from lti_tool.community.link_check import look_at
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.lti.services.http import HttpClient
from tests.support.ports import find_free_port

CALLS: list[str] = []


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    app, port = Flask("a site"), find_free_port()

    @app.route("/fine")
    def fine() -> str:
        return "A policy"

    @app.route("/status/<int:code>")
    def status(code: int) -> tuple[str, int]:
        return "", code

    @app.route("/no-head", methods=["GET"])
    def no_head() -> tuple[str, int]:
        return ("A policy", 200) if request.method == "GET" else ("", 403)

    @app.route("/large", methods=["GET"])
    def large() -> tuple[bytes, int]:
        return (b"x" * 1_500_000, 200) if request.method == "GET" else (b"", 403)

    @app.route("/inward")
    def inward() -> object:
        return redirect(f"http://127.0.0.1:{port}/secret", 302)

    @app.route("/secret")
    def secret() -> str:
        CALLS.append("secret")
        return ""

    with serve_in_thread(app, "127.0.0.1", port):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/fine", "link_works"),
        ("/no-head", "link_works"),
        ("/large", "link_works"),
        ("/status/404", "link_not_found"),
        ("/status/410", "link_not_found"),
        ("/status/401", "link_not_for_us"),
        ("/status/503", "link_site_broken"),
        ("/inward", "link_leads_on"),
    ],
)
def test_what_a_site_answers(path: str, found: str, site: str) -> None:
    assert look_at(HttpClient(allow_private=True), site + path) == found
    assert CALLS == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.0.0.1/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://0/",
        "ftp://example.org/",
    ],
)
def test_only_public_addresses_are_called(address: str) -> None:
    assert look_at(HttpClient(allow_private=False), address) == "link_not_public"


def test_a_site_that_is_not_there_is_said_so() -> None:
    nowhere = f"http://127.0.0.1:{find_free_port()}/"

    assert look_at(HttpClient(allow_private=True), nowhere) == "link_unreachable"
