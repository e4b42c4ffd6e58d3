"""The demo LMS over real HTTP, with the tool's keys fetched over real HTTP."""

import gc
import http.client
import json
import socket
import struct
import threading
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask, jsonify

from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.demo_lms.state.people import LARS
from lti_tool.demo_lms.vocabulary import SCOPE_SCORE, SCORE_TYPE

from .little_tool import LittleTool


@pytest.fixture
def served_platform() -> Iterator[tuple[Platform, str]]:
    """A platform that is served, whose tool serves its keys."""
    tool_app = Flask("little tool")
    with serve_in_thread(tool_app, "127.0.0.1", 0) as tool_server:
        app = create_demo_lms(DemoSettings(tool_url=tool_server.url))
        platform: Platform = app.extensions["demo_lms"]
        tool_app.add_url_rule("/lti/jwks.json", "jwks", lambda: jsonify(LittleTool(platform).jwks()))
        with serve_in_thread(app, "127.0.0.1", 0) as server:
            yield platform, server.url


def fetch_token(platform: Platform, url: str) -> str:
    form = urlencode(LittleTool(platform).token_form(SCOPE_SCORE)).encode()
    with urllib.request.urlopen(f"{url}/oauth/token", form) as answer:
        return str(json.load(answer)["access_token"])


def test_a_token_is_fetched_over_http(served_platform: tuple[Platform, str]) -> None:
    assert fetch_token(*served_platform)


def test_a_dropped_score_is_kept_and_never_answered(served_platform: tuple[Platform, str]) -> None:
    platform, url = served_platform
    item = platform.gradebook.for_link("yes-and")
    assert item is not None
    score = {
        "userId": LARS.sub,
        "timestamp": "2026-11-23T17:53:48Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "scoreGiven": 1,
        "scoreMaximum": 2,
    }
    headers = {"Authorization": f"Bearer {fetch_token(platform, url)}", "Content-Type": SCORE_TYPE}
    platform.faults.drop_after_score = 1
    connection = http.client.HTTPConnection(urlsplit(url).netloc)

    path = f"/courses/front-desk/lineitems/{item.id}/lineitem/scores?type_id=1"
    connection.request("POST", path, json.dumps(score), headers)
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    connection.close()

    assert platform.grade("lars", "yes-and") == 50


def test_one_assertion_used_by_many_at_once_gets_one_token(served_platform: tuple[Platform, str]) -> None:
    platform, url = served_platform
    form = urlencode(LittleTool(platform).token_form(SCOPE_SCORE)).encode()
    statuses = []

    def ask() -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc)
        connection.request("POST", "/oauth/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
        statuses.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] + [400] * 7


def test_a_stopped_server_answers_nobody() -> None:
    server = serve_in_thread(create_demo_lms(DemoSettings()), "127.0.0.1", 0)
    server.stop()

    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(server.url)


def test_a_taken_port_is_an_error_that_a_program_can_catch() -> None:
    app = create_demo_lms(DemoSettings())

    with serve_in_thread(app, "127.0.0.1", 0) as server, pytest.raises(OSError, match="is taken"):
        serve_in_thread(app, "127.0.0.1", int(server.url.rpartition(":")[2]))


def test_a_browser_that_hangs_up_leaves_no_file_open(served_platform: tuple[Platform, str]) -> None:
    where = urlsplit(served_platform[1])
    assert where.hostname is not None
    for _ in range(20):
        with socket.create_connection((where.hostname, where.port or 80)) as caller:
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a farewell
            caller.sendall(b"GET /static/icon.svg HTTP/1.1\r\nHost: lms\r\n\r\n")
            assert caller.recv(1) == b"H"
    with urllib.request.urlopen(f"{served_platform[1]}/static/icon.svg") as answer:
        assert answer.read().startswith(b"<svg")
    gc.collect()  # warnings are errors: a file that was left open fails the test
