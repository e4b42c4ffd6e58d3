"""The lean way out keeps the promises of the other one."""

import gzip
import itertools
import os
import threading

import pytest

from lti_tool.lti.services import http as limits
from lti_tool.lti.services.http import (
    MAXIMUM_BODY_BYTES,
    AddressNotAllowed,
    AnswerTooLarge,
    PlatformTimedOut,
    PlatformUnreachable,
)
from lti_tool.lti.services.lean_http import LeanSession


@pytest.fixture
def session():
    return LeanSession(allow_private=True)


@pytest.fixture
def get(session):
    return lambda url, **headers: session.request("GET", url, data=None, headers=headers)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "0x7f.1", "169.254.1.1"])
def test_a_private_address_is_not_called_however_it_is_written(host, platform):
    port = platform.url.rsplit(":", 1)[1]

    with pytest.raises(AddressNotAllowed):
        LeanSession(allow_private=False).request("GET", f"http://{host}:{port}/", data=None, headers={})

    assert platform.seen == []


@pytest.mark.parametrize("address", ["fec0::1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1"])
def test_addresses_that_are_not_global_are_not_public(address):
    host = f"[{address}]" if ":" in address else address

    with pytest.raises(AddressNotAllowed):
        LeanSession(allow_private=False).request("GET", f"http://{host}/", data=None, headers={})


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "lms.example",
        "http://",
        "http://[zz]/",
        "http://x:99999/",
        "http://\udcff/",
    ],
)
def test_only_well_formed_http_urls_are_called(url, get):
    with pytest.raises(PlatformUnreachable):
        get(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://no-such-host.invalid/"])
def test_a_closed_port_or_an_unknown_name_is_a_platform_that_cannot_be_reached(url, get):
    with pytest.raises(PlatformUnreachable, match=r"could not be reached\.$"):
        get(url)


def test_what_is_sent_arrives_as_it_was(platform, session, make_answer):
    platform.answer = lambda seen: make_answer(201, headers={"X-Said": "yes"}, body=b"hello")
    url = f"{platform.url}/scores?type_id=1&a=%20b"

    answer = session.request("POST", url, data=b"{}", headers={"Authorization": "Bearer x", "Content-Type": "a/b"})

    assert (answer.status_code, answer.content, answer.headers["x-said"], answer.url) == (201, b"hello", "yes", url)
    (seen,) = platform.seen
    assert (seen.method, seen.target, seen.body) == ("POST", "/scores?type_id=1&a=%20b", b"{}")
    assert (seen.headers["Authorization"], seen.headers["Content-Type"]) == ("Bearer x", "a/b")
    assert seen.headers["User-Agent"].startswith("LibraryServiceLTI/")


def test_a_redirect_is_never_followed(platform, get, make_answer):
    platform.answer = lambda seen: make_answer(302, headers={"Location": f"{platform.url}/elsewhere"}, body=b"moved")

    assert get(f"{platform.url}/start", Authorization="Bearer secret").status_code == 302
    assert platform.paths() == ["GET /start"]


@pytest.mark.parametrize("status", [200, 302, 500])
def test_a_body_that_never_ends_is_cut_off(platform, get, make_answer, status):
    platform.answer = lambda seen: make_answer(status, chunks=itertools.repeat(b"x" * 65_536))

    with pytest.raises(AnswerTooLarge):
        get(platform.url)


def test_a_compressed_bomb_is_cut_off_and_an_honest_one_is_read(platform, get, make_answer):
    zipped = {"Content-Encoding": "gzip"}
    platform.answer = lambda seen: make_answer(headers=zipped, body=gzip.compress(b"\0" * (20 * MAXIMUM_BODY_BYTES)))
    with pytest.raises(AnswerTooLarge):
        get(platform.url)

    platform.answer = lambda seen: make_answer(headers=zipped, body=gzip.compress(b"hello"))
    assert get(platform.url).content == b"hello"


def test_half_an_answer_is_none(platform, get, make_answer):
    platform.answer = lambda seen: make_answer(
        headers={"Content-Length": "100", "Connection": "close"}, chunks=iter([b"x"])
    )

    with pytest.raises(PlatformUnreachable):
        get(platform.url)


def test_an_answer_that_drips_runs_into_the_deadline(platform, get, make_answer, monkeypatch):
    monkeypatch.setattr(limits, "BODY_DEADLINE_S", -1)
    platform.answer = lambda seen: make_answer(body=b"drip")

    with pytest.raises(PlatformTimedOut):
        get(platform.url)


def test_a_platform_that_says_nothing_runs_into_the_read_timeout(platform, get, make_answer, monkeypatch):
    monkeypatch.setattr(limits, "READ_TIMEOUT_S", 0.05)
    answered = threading.Event()
    platform.answer = lambda seen: (answered.wait(5), make_answer())[1]

    with pytest.raises(PlatformTimedOut):
        get(platform.url)
    answered.set()


def test_proxies_of_the_environment_are_ignored(platform, get, make_answer, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
    platform.answer = lambda seen: make_answer(body=b"direct")

    assert get(platform.url).content == b"direct"


def test_a_connection_is_kept_for_the_next_call_and_replaced_where_the_other_side_closed_it(platform, get, make_answer):
    for _ in range(3):
        get(platform.url)
    assert len({seen.peer for seen in platform.seen}) == 1

    platform.answer = lambda seen: make_answer(chunks=iter([b"bye"]))
    assert get(platform.url).content == b"bye"
    assert get(platform.url).content == b"bye"
