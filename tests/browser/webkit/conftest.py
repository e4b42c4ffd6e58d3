"""A real WebKit in front of the tool and the demo LMS, both over HTTPS, as Safari's people meet them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask import Flask

from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.settings import Settings
from tests.browser.webkit.cookies import CookieMode
from tests.browser.webkit.find_webkit import LEFT_OUT, is_left_out, path_of
from tests.browser.webkit.https import Certificate
from tests.browser.webkit.processes import running_driver, running_screen
from tests.browser.webkit.web_driver import WebKit
from tests.conftest import World, register
from tests.support.databases import SECRET
from tests.support.door import PLATFORM_KEY
from tests.support.ports import find_free_port

HERE = Path(__file__).parent
Sit = Callable[[CookieMode], WebKit]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave WebKit out only where somebody chose so, and never in silence."""
    ours = [item for item in items if HERE in item.path.parents]
    if ours and is_left_out():
        items[:] = [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=ours)
        _say_on_the_terminal(config, LEFT_OUT)


def _say_on_the_terminal(config: pytest.Config, words: str) -> None:
    """Once, though every worker of pytest-xdist collects, and captures what it prints."""
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\n{words}", file=sys.stderr, flush=True)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def settings(database_url: str, tool_port: int) -> Settings:
    address = f"https://localhost:{tool_port}"
    return Settings(database_url=database_url, secret_key=SECRET, base_url=address, allow_private_platforms=True)


@pytest.fixture
def world(app: Flask, settings: Settings, tool_port: int, certificate: Certificate) -> Iterator[World]:
    """The demo LMS on https://127.0.0.1 and the tool on https://localhost: each trusts the other's certificate."""
    lms_port = find_free_port()
    demo = DemoSettings(base_url=f"https://127.0.0.1:{lms_port}", tool_url=settings.base_url, signing_key=PLATFORM_KEY)
    lms = create_demo_lms(demo)
    platform: Platform = lms.extensions["demo_lms"]
    platform.tool_keys.fetch = certificate.fetch_json
    app.extensions["lti"].http.trust(str(certificate.chain))
    with certificate.serve(lms, lms_port), certificate.serve(app, tool_port):
        yield World(app, lms, platform, register(app, platform))


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    with running_screen(path_of("Xvfb")) as display:
        yield display


@pytest.fixture
def sit(display: str, world: World, tmp_path: Path) -> Iterator[Sit]:
    """Start a fresh browser that treats cookies in a given way; it is gone before the servers stop."""
    with ExitStack() as stack:

        def sit(mode: CookieMode) -> WebKit:
            driver = running_driver(path_of("WebKitWebDriver"), find_free_port(), display, tmp_path)
            return stack.enter_context(closing(WebKit(stack.enter_context(driver), capabilities(mode))))

        yield sit


def capabilities(mode: CookieMode) -> dict[str, object]:
    """What WebKitWebDriver is asked for: its own MiniBrowser, ready to accept the throwaway certificate."""
    options = {"args": ["--automation", *mode.arguments]}
    return {"acceptInsecureCerts": True, "webkitgtk:browserOptions": options}
