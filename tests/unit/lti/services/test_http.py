"""The one way out, over real sockets: who is called, for how long, and what is taken of the answer."""

import gzip
import itertools
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
from flask import Flask

from lti_tool.errors import ToolError
from lti_tool.lti.services import connections, deadlines
from lti_tool.lti.services.http import (
    CALL_DEADLINE_S,
    MAXIMUM_BODY_BYTES,
    MAXIMUM_LIST_BYTES,
    AddressNotAllowed,
    AnswerTooLarge,
    HttpClient,
    PlatformNotTrusted,
    PlatformTimedOut,
    PlatformUnreachable,
    TooManyCalls,
)
from tests.browser.webkit.https import Certificate
from tests.support.ports import find_free_port

# Who may be called


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
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_private_address_is_not_called_however_it_is_written(scheme, host, platform):
    port = platform.url.rsplit(":", 1)[1]

    with pytest.raises(AddressNotAllowed):
        HttpClient(allow_private=False).get(f"{scheme}://{host}:{port}/")

    assert platform.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://lms.example/",
        "file:///etc/passwd",
        "lms.example",
        "//lms.example/",
        "http://",
        "http://[zz]/",
        "http://x:99999/",
        "http://\udcff/",
        "https://a..example/",
        "https://a\0b.example/",
    ],
)
@pytest.mark.parametrize("allow_private", [True, False])
def test_only_well_formed_http_urls_are_called(url, allow_private):
    with pytest.raises(AddressNotAllowed):
        HttpClient(allow_private=allow_private).get(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://127.0.0.1:9/", "http://no-such-host.invalid/"])
def test_a_closed_port_or_an_unknown_name_is_a_platform_that_cannot_be_reached(url, http):
    with pytest.raises(ToolError, match=r"could not be reached\.$"):
        http.get(url)


@pytest.fixture
def names(monkeypatch) -> list[str]:
    """A DNS in which lms.example is this machine; the names that it was asked for."""
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def answer(host, *args, **options):
        asked.append(host)
        return look_up("127.0.0.1" if host == "lms.example" else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_a_name_is_looked_up_once_for_a_connection_and_the_host_header_bears_it(platform, http, names):
    port = platform.url.rsplit(":", 1)[1]

    for _ in range(3):
        http.get(f"http://lms.example:{port}/")

    assert names == ["lms.example"]
    assert {seen.headers["Host"] for seen in platform.seen} == {f"lms.example:{port}"}


def test_a_name_of_a_private_address_is_refused(platform, names):
    with pytest.raises(AddressNotAllowed):
        HttpClient(allow_private=False).get(platform.url.replace("127.0.0.1", "lms.example"))

    assert platform.seen == []


def test_an_address_that_is_dead_gives_way_to_the_next(platform, http, monkeypatch):
    alive = ("127.0.0.1", int(platform.url.rsplit(":", 1)[1]))
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in (("127.0.0.1", find_free_port()), alive)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: both)

    assert http.get("http://lms.example/").status_code == 200


def test_the_host_proves_its_name(tmp_path, names):
    certificate, port = Certificate.make(tmp_path), find_free_port()
    site = Flask("an LMS")
    site.add_url_rule("/", "home", lambda: "hello")
    stranger, friend = HttpClient(allow_private=True), HttpClient(allow_private=True)
    friend.trust(str(certificate.chain))

    with certificate.serve(site, port):
        assert friend.get(f"https://localhost:{port}/").text == "hello"
        with pytest.raises(PlatformNotTrusted):
            friend.get(f"https://lms.example:{port}/")
        with pytest.raises(PlatformNotTrusted):
            stranger.get(f"https://localhost:{port}/")


# For how long


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A platform below HTTP: what it does with each connection, until its caller hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            connection = listener.accept()[0]
            with connection, suppress(OSError):
                answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)  # wakes a thread that nobody ever called
    listener.close()
    thread.join(30)
    assert not thread.is_alive(), "the caller did not hang up"


def dripping(start: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            threading.Event().wait(0.01)

    return answer


def says_nothing(connection: socket.socket) -> None:
    while connection.recv(1000):
        pass


HANGING = {
    "silence": ("http", says_nothing),
    "a status line that drips": ("http", dripping(b"HTTP/1.1 200 ", b"x")),
    "a header that drips": ("http", dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x")),
    "a hundred answers before the answer": ("http", dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    "a body that drips": ("http", dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x")),
    "a body without a length": ("http", dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"x")),
    "a chunk's size that drips": ("http", dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0")),
    "trailers": ("http", dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n")),
    "no handshake": ("https", says_nothing),
    "a handshake that drips": ("https", dripping(b"\x16\x03\x03\x40\x00\x02\x00\x3f\x00", b"\0")),
}


@pytest.mark.parametrize("name", HANGING)
def test_one_deadline_ends_all_of_a_call(name):
    scheme, answer = HANGING[name]

    with serving(answer) as place, pytest.raises(PlatformTimedOut):
        HttpClient(allow_private=True, deadline_s=0.2).get(f"{scheme}://{place}/")


def test_a_name_that_took_too_long_to_look_up_is_not_called(platform, monkeypatch):
    look_up, client = socket.getaddrinfo, HttpClient(allow_private=True, deadline_s=0.05)

    def dawdle(*args, **options):
        threading.Event().wait(0.1)
        return look_up(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", dawdle)
    with pytest.raises(PlatformTimedOut):
        client.get(platform.url)

    assert platform.seen == []


def test_each_call_has_a_deadline_of_its_own_on_a_kept_connection(platform, http, make_answer, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(deadlines, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def answer_after(seconds: float) -> None:
        platform.answer = lambda seen: (now.append(now.pop() + seconds), make_answer(body=b"slow"))[1]

    answer_after(CALL_DEADLINE_S - 1)
    assert [http.get(platform.url).content for _ in range(4)] == [b"slow"] * 4
    assert len({seen.peer for seen in platform.seen}) == 1

    answer_after(CALL_DEADLINE_S + 1)
    with pytest.raises(PlatformTimedOut):
        http.get(platform.url)


def test_pages_that_wait_for_platforms_leave_threads_for_others(platform, make_answer):
    client, server = HttpClient(allow_private=True, most_from_pages=1), Flask("a server")
    called, may_answer = threading.Event(), threading.Event()
    platform.answer = lambda seen: (called.set(), may_answer.wait(30), make_answer(body=b"late"))[2]
    said = []

    def load_page() -> None:
        with server.test_request_context():
            said.append(client.get(platform.url).content)

    page = threading.Thread(target=load_page)
    page.start()
    assert called.wait(30)
    with server.test_request_context(), pytest.raises(TooManyCalls, match="Too many pages are waiting"):
        client.get(platform.url)
    may_answer.set()
    page.join()
    load_page()

    assert said == [b"late", b"late"]


def test_only_pages_are_counted(platform, http, make_answer):
    client, both_called = HttpClient(allow_private=True, most_from_pages=1), threading.Barrier(2)
    platform.answer = lambda seen: (both_called.wait(30), make_answer(body=b"met"))[1]
    said = []
    lanes = [threading.Thread(target=lambda: said.append(client.get(platform.url).content)) for _ in range(2)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()

    assert said == [b"met", b"met"]


# What is sent, and what is taken of the answer


def test_what_is_sent_arrives_as_it_was(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(201, headers={"X-Said": "yes"}, body=b"hello")
    url = f"{platform.url}/scores?type_id=1&a=%20b"

    answer = http.request("POST", url, data=b"{}", headers={"Authorization": "Bearer x", "Content-Type": "a/b"})

    assert (answer.status_code, answer.content, answer.headers["x-said"], answer.url) == (201, b"hello", "yes", url)
    (seen,) = platform.seen
    assert (seen.method, seen.target, seen.body) == ("POST", "/scores?type_id=1&a=%20b", b"{}")
    assert (seen.headers["Authorization"], seen.headers["Content-Type"]) == ("Bearer x", "a/b")
    assert seen.headers["User-Agent"].startswith("LibraryServiceLTI/")


def test_a_form_is_sent_as_one(platform, http):
    http.post(platform.url, data={"a": "ü &", "b": "1"})

    (seen,) = platform.seen
    assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert seen.body == b"a=%C3%BC+%26&b=1"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(platform, http, make_answer, status):
    platform.answer = lambda seen: make_answer(status, headers={"Location": f"{platform.url}/elsewhere"}, body=b"moved")

    assert http.get(f"{platform.url}/start", headers={"Authorization": "Bearer secret"}).status_code == status
    assert platform.paths() == ["GET /start"]


def test_an_answer_that_asks_for_another_try_is_an_answer(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(503, headers={"Retry-After": "1"})

    assert http.get(platform.url).status_code == 503
    assert len(platform.seen) == 1


@pytest.mark.parametrize("status", [200, 302, 500])
def test_a_body_that_never_ends_is_cut_off(platform, http, make_answer, status):
    platform.answer = lambda seen: make_answer(
        status, headers={"Location": "/elsewhere"}, chunks=itertools.repeat(b"x" * 65_536)
    )

    with pytest.raises(AnswerTooLarge):
        http.get(platform.url)


def test_a_compressed_bomb_is_cut_off_and_an_honest_one_is_read(platform, http, make_answer):
    zipped = {"Content-Encoding": "gzip"}
    platform.answer = lambda seen: make_answer(headers=zipped, body=gzip.compress(b"\0" * (20 * MAXIMUM_BODY_BYTES)))
    with pytest.raises(AnswerTooLarge):
        http.get(platform.url)

    platform.answer = lambda seen: make_answer(headers=zipped, body=gzip.compress(b"hello"))
    assert http.get(platform.url).content == b"hello"


def test_a_body_just_within_the_cap_arrives_whole(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(body=b"x" * MAXIMUM_BODY_BYTES)

    assert len(http.get(platform.url).content) == MAXIMUM_BODY_BYTES


def test_a_registered_platforms_list_may_be_longer(platform, http, make_answer):
    platform.answer = lambda seen: make_answer(body=b"x" * (3 * MAXIMUM_BODY_BYTES))

    answer = http.request("GET", platform.url, data=None, headers={}, most_bytes=MAXIMUM_LIST_BYTES)
    assert len(answer.content) == 3 * MAXIMUM_BODY_BYTES


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Length": "100", "Connection": "close"}, b"x"),
        ({"Content-Encoding": "gzip"}, b"no gzip"),
        ({"Transfer-Encoding": "chunked"}, b"zz\r\n"),
    ],
)
def test_half_an_answer_is_none(platform, http, make_answer, headers, body):
    platform.answer = lambda seen: make_answer(headers=headers, chunks=iter([body]))

    with pytest.raises(PlatformUnreachable, match=r"could not be reached\.$"):
        http.get(platform.url)


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


# Connections


def test_a_connection_is_kept_for_the_next_call_and_replaced_where_the_other_side_closed_it(
    platform, http, make_answer
):
    platform.answer = lambda seen: make_answer(body=b"hello")
    for _ in range(3):
        http.get(platform.url)
    assert len({seen.peer for seen in platform.seen}) == 1

    platform.answer = lambda seen: make_answer(chunks=iter([b"bye"]))
    assert [http.get(platform.url).content for _ in range(2)] == [b"bye", b"bye"]


def test_an_old_connection_is_replaced(platform, http, monkeypatch):
    monkeypatch.setattr(connections, "LONGEST_KEPT_S", 0)

    for _ in range(3):
        http.get(platform.url)

    assert len({seen.peer for seen in platform.seen}) == 3


def test_a_call_that_ran_out_of_time_leaves_no_connection_to_the_next(platform, make_answer):
    client, may_answer = HttpClient(allow_private=True, deadline_s=0.2), threading.Event()
    platform.answer = lambda seen: (may_answer.wait(30), make_answer(body=seen.path.encode()))[1]
    with pytest.raises(PlatformTimedOut):
        client.get(f"{platform.url}/first")
    may_answer.set()

    assert client.get(f"{platform.url}/second").content == b"/second"
