"""compose.yaml, played: the image that was built, without root, behind Caddy, beside Postgres, Redis and Celery.

`make image-test` runs this, as root, in a network and with mounts of its own. What is not compose.yaml's: Postgres and
Redis are the tests' own builds, Caddy is Debian's and trusts itself, and the platform is on this machine.
"""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask

from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.demo_lms.server import serve_in_thread
from tests.functional.registering.test_demo_lms import paste
from tests.image.building import IMAGE, buildah
from tests.image.composed import Composed
from tests.image.neighbors import caddy, client_over_tls, postgres, redis
from tests.support.door import PLATFORM_KEY
from tests.support.learners import answers, csrf, open_quiz
from tests.support.visitor import Page, Visitor
from tests.support.waiting import await_that

HOST = "training.localhost"  # Caddy makes a certificate for this one itself
LMS_PORT = 8001
TOOL, LMS = f"https://{HOST}", f"http://127.0.0.1:{LMS_PORT}"
VARIABLES = {
    "HOST": HOST,
    "SECRET_KEY": "a secret that is long enough to be one",
    "DATABASE_PASSWORD": "letters0and1digits",
}
SERVICES = ("web", "worker", "beat")
MORE_THAN_THREADS = 20
CLAIMED = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Outside of pytest's, which the next session closes to the users that Postgres and Caddy run as."""
    with TemporaryDirectory(prefix="composed-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def composed(folder: Path) -> Iterator[Composed]:
    assert socket.if_nameindex() == [(1, "lo")], "Run `make image-test`: this wants a network and mounts of its own."
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost database broker web {HOST}\n", encoding="ascii")
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    container = buildah("from", "--pull-never", IMAGE)
    root = Path(buildah("mount", container))
    (root / "etc/hosts").touch()
    composed = Composed(folder, root, VARIABLES, {"LTI_TOOL_ALLOW_PRIVATE_PLATFORMS": "true"})
    try:
        yield composed
    finally:
        composed.down()
        buildah("umount", container)
        buildah("rm", container)


@pytest.fixture
def lms() -> Iterator[Flask]:
    lms = create_demo_lms(DemoSettings(base_url=LMS, tool_url=TOOL, signing_key=PLATFORM_KEY))
    with serve_in_thread(lms, "127.0.0.1", LMS_PORT):
        yield lms


class Abroad(Visitor):
    """A person whose browser reaches the tool over TLS, and whose requests claim what only a proxy may say."""

    def __init__(self, lms: Flask, authority: Path) -> None:
        super().__init__(lms, lms, TOOL, LMS)
        self.tool = client_over_tls(TOOL, authority)

    def _request(self, method: str, url: str, data: dict[str, object], headers: dict[str, str] | None = None) -> Page:
        return super()._request(method, url, data, {"Referer": url, **CLAIMED, **(headers or {})})


def test_from_up_to_a_grade_in_the_gradebook_and_down_again(
    composed: Composed, lms: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = composed.folder
    with ExitStack() as around:
        around.enter_context(postgres(folder, "lti_tool", VARIABLES["DATABASE_PASSWORD"]))
        around.enter_context(redis(folder, composed.services["broker"]["command"]))
        authority = around.enter_context(caddy(folder, HOST))
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))  # the LMS fetches the tool's keys
        assert composed.image["User"] == "10001:10001"
        assert composed.run("upgrade", "id", "-u") == (0, "10001\n")
        assert "Read-only file system" in composed.run("upgrade", "touch", "/opt/lti-tool/x")[1]
        assert composed.run("upgrade") == (0, "The database is up to date.\n")

        running = {name: composed.start(name) for name in SERVICES}
        composed.expect_health("web", running["web"])
        register(composed, lms, authority)
        around.enter_context(slow_uploads(authority))
        learn(lms, authority)
        await_that(lambda: platform_of(lms).grade("mei-ling", "yes-and") == 80)
        ask_what_only_a_proxy_decides(authority)
        said = {name: composed.stop(name, service) for name, service in running.items()}

    assert {name: text for name, text in said.items() if "Traceback" in text} == {}


def register(composed: Composed, lms: Flask, authority: Path) -> None:
    """The operator's link, pasted by the LMS's admin."""
    status, said = composed.run("web", "lti-tool", "registrations", "invite", "--auto-approve")
    link = re.search(rf"^{re.escape(TOOL)}/lti/register\?invitation=\S+$", said, re.MULTILINE)
    assert link, (status, said)
    admin = Abroad(lms, authority)
    page = admin.submit(paste(admin, link[0]), "Register")
    assert page.heading == "Your LMS and this tool know each other", page.text


def learn(lms: Flask, authority: Path) -> None:
    learner = Abroad(lms, authority)
    page = learner.launch("mei-ling", "front-desk", "yes-and")
    assert page.heading == "Yes, and!", page.text
    assert page.url.startswith(f"{TOOL}/l/")
    without_referer = learner.tool.post(f"{page.path}attempts", base_url=TOOL, data={"csrf_token": csrf(page)})
    assert without_referer.status_code == 400, "the tool knows that this is https, and by what name"
    quiz = open_quiz(learner, page)
    result = learner.submit(quiz, "Submit your answers", answers(quiz, right=8))
    assert "8 of 10" in result.text


@contextmanager
def slow_uploads(authority: Path) -> Iterator[None]:
    """More people than the tool has threads send half of a form, and then nothing: that is the proxy's to bear."""
    trusting = ssl.create_default_context(cafile=authority)
    half = f"POST /lti/launch HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    half += "Content-Length: 100000\r\n\r\nstate=" + "x" * 50_000  # so much that a proxy would pass some of it on
    with ExitStack() as open_ones:
        for _ in range(MORE_THAN_THREADS):
            plain = open_ones.enter_context(socket.create_connection((HOST, 443), timeout=60))
            open_ones.enter_context(trusting.wrap_socket(plain, server_hostname=HOST)).sendall(half.encode())
        yield


def ask_what_only_a_proxy_decides(authority: Path) -> None:
    browser = client_over_tls(TOOL, authority)

    assert browser.get("/readyz", base_url=TOOL).status_code == 200
    assert browser.get("/metrics", base_url=TOOL).status_code == 404
    assert browser.post("/lti/launch", base_url=TOOL, data=b"x" * 10_000_000).status_code == 413
    with closing(HTTPConnection(HOST, timeout=60)) as plain:
        plain.request("GET", "/readyz")
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (308, f"{TOOL}/readyz")


def platform_of(lms: Flask) -> Platform:
    platform: Platform = lms.extensions["demo_lms"]
    return platform
