"""What WebKit does with the cookies of a site inside another one's frame: the ground on which the other tests stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lti_tool.demo_lms.server import serve_in_thread
from tests.browser.cookie_modes import NONE
from tests.browser.cookie_probe import probe_app
from tests.browser.webkit.conftest import Sit
from tests.browser.webkit.cookies import ALL_BLOCKED, KEPT, TRACKING_PREVENTION, CookieMode
from tests.browser.webkit.https import Certificate
from tests.browser.webkit.web_driver import WebKit
from tests.support.ports import find_free_port

KEPT_COOKIES = "//p[@id = 'kept']"


@pytest.fixture
def secure_probe(certificate: Certificate) -> Iterator[int]:
    """The port of the probe over HTTPS."""
    port = find_free_port()
    with certificate.serve(probe_app(), port):
        yield port


@pytest.mark.parametrize("mode", [TRACKING_PREVENTION, KEPT, ALL_BLOCKED], ids=lambda mode: mode.name)
def test_webkit_treats_a_framed_sites_cookies_as_the_mode_says(sit: Sit, secure_probe: int, mode: CookieMode) -> None:
    browser = sit(mode)

    assert kept_in_a_frame(browser, f"https://127.0.0.1:{secure_probe}") == mode.in_a_frame
    assert kept_in_a_tab(browser, f"https://localhost:{secure_probe}") == mode.in_a_tab
    assert kept_in_a_frame(browser, f"https://127.0.0.1:{secure_probe}") == mode.in_a_frame, "after a visit too"


def test_on_plain_http_webkit_keeps_no_secure_cookie_not_even_on_localhost(sit: Sit) -> None:
    with serve_in_thread(probe_app(), "127.0.0.1", 0) as server:
        assert kept_in_a_tab(sit(KEPT), server.url.replace("127.0.0.1", "localhost")) == NONE


def kept_in_a_frame(browser: WebKit, lms: str) -> set[str]:
    browser.open(f"{lms}/course")
    browser.enter_frame("//iframe")
    return set(browser.see(KEPT_COOKIES).split())


def kept_in_a_tab(browser: WebKit, tool: str) -> set[str]:
    browser.open(f"{tool}/begin")
    return set(browser.see(KEPT_COOKIES).split())
