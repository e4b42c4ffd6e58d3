import gzip
import itertools
import os
import threading

import pytest

from lti_tool.errors import ToolError
from lti_tool.lti.services import http as http_module
from lti_tool.lti.services.http import (
    MAXIMUM_BODY_BYTES,
    AddressNotAllowed,
    AnswerTooLarge,
    PlatformTimedOut,
    PlatformUnreachable,
    build_session,
    is_public,
)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "169.254.169.254",
        "10.1.2.3",
    ],
)
def test_a_private_address_is_not_called_however_it_is_written(host, platform):
    port = platform.url.rsplit(":", 1)[1]

    with pytest.raises(AddressNotAllowed):
        build_session(allow_private=False).get(f"http://{host}:{port}/")

    assert platform.seen == []


@pytest.mark.parametrize(
    "address", ["fec0::1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "224.0.0.1", "100.64.0.1"]
)
def test_addresses_that_are_not_global_are_not_public(address):
    with pytest.raises(AddressNotAllowed):
        build_session(allow_private=False).get(f"http://{f'[{address}]' if ':' in address else address}/")


def test_public_addresses_are_public():
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")
    assert is_public("::ffff:8.8.8.8")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://lms.example/",
        "file:///etc/passwd",
        "lms.example",
        "http://",
        "http://[zz]/",
        "http://x:99999/",
        "http://\udcff/",
    ],
)
@pytest.mark.parametrize("allow_private", [True, False])
def test_only_well_formed_http_urls_are_called(url, allow_private):
    with pytest.raises(PlatformUnreachable):
        build_session(allow_private).get(url)


def test_an_operator_may_allow_private_addresses(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(body=b"hello")

    assert http.get(platform.url).content == b"hello"


def test_every_failure_is_a_tool_error_in_words(http):
    with pytest.raises(ToolError, match=r"could not be reached\.$"):
        http.get("http://127.0.0.1:9/")


def test_a_redirect_is_never_followed_and_its_body_never_read_whole(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(302, headers={"Location": f"{platform.url}/elsewhere"}, body=b"moved")

    response = http.get(f"{platform.url}/start", headers={"Authorization": "Bearer secret"}, allow_redirects=True)

    assert response.status_code == 302
    assert platform.paths() == ["GET /start"]


@pytest.mark.parametrize("status", [200, 302, 500])
def test_a_body_that_never_ends_is_cut_off(platform, http, make_answer, status):
    platform.answer = lambda seen: make_answer(
        status, headers={"Location": "/elsewhere"}, chunks=itertools.repeat(b"x" * 65_536)
    )

    with pytest.raises(AnswerTooLarge):
        http.get(platform.url)


def test_a_compressed_bomb_is_cut_off(platform, http, make_answer):
    bomb = gzip.compress(b"\0" * (20 * MAXIMUM_BODY_BYTES))
    platform.answer = lambda seen: make_answer(headers={"Content-Encoding": "gzip"}, body=bomb)

    with pytest.raises(AnswerTooLarge):
        http.get(platform.url)


def test_a_body_just_within_the_cap_arrives_whole(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(body=b"x" * MAXIMUM_BODY_BYTES)

    assert len(http.get(platform.url).content) == MAXIMUM_BODY_BYTES


def test_an_answer_that_drips_runs_into_the_deadline(platform, http, make_answer, monkeypatch):
    monkeypatch.setattr(http_module, "BODY_DEADLINE_S", -1)
    platform.answer = lambda seen: make_answer(body=b"drip")

    with pytest.raises(PlatformTimedOut):
        http.get(platform.url)


def test_a_platform_that_says_nothing_runs_into_the_read_timeout(platform, http, make_answer):
    answered = threading.Event()
    platform.answer = lambda seen: (answered.wait(5), make_answer())[1]

    with pytest.raises(PlatformTimedOut):
        http.get(platform.url, timeout=(1, 0.05))
    answered.set()


def test_a_timeout_of_none_does_not_mean_for_ever(platform, http, monkeypatch):
    asked = []
    adapter = http.get_adapter(platform.url)
    send = adapter.send
    monkeypatch.setattr(
        adapter, "send", lambda *args, **kwargs: (asked.append(kwargs["timeout"]), send(*args, **kwargs))[1]
    )

    http.get(platform.url, timeout=None)

    assert asked == [(http_module.CONNECT_TIMEOUT_S, http_module.READ_TIMEOUT_S)]


def test_proxies_of_the_environment_are_ignored(platform, http, make_answer, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
    platform.answer = lambda seen: make_answer(body=b"direct")

    assert http.get(platform.url).content == b"direct"


def test_cookies_are_not_kept_between_calls(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(headers={"Set-Cookie": "who=you; Path=/"})

    http.get(platform.url)
    http.get(platform.url)

    assert "Cookie" not in platform.seen[1].headers


def test_the_tool_says_who_it_is(platform, http):
    http.get(platform.url)

    assert platform.seen[0].headers["User-Agent"].startswith("LibraryServiceLTI/")


def test_a_connection_is_kept_for_the_next_call(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(body=b"hello")
    for _ in range(3):
        http.get(platform.url)

    assert len({seen.peer for seen in platform.seen}) == 1
