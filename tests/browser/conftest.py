"""A real Chromium in front of the real tool and the demo LMS; here the database is SQLite's only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.cookie_probe import CookieProbe
from tests.browser.desks import FRESH, PATIENCE, Desks
from tests.browser.find_browser import ADVICE, find_browser, find_shell
from tests.conftest import World
from tests.support.databases import SqliteDatabases

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole walks, on a machine that is busy with other tests; whatever hangs fails by itself before that."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(400))


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    return sqlite_databases.fresh(tmp_path)


@pytest.fixture(scope="session")
def executable() -> str:
    """Chromium itself, found before Playwright starts: looking for it starts another one."""
    found = find_browser()
    assert found, ADVICE
    return found


@pytest.fixture(scope="session")
def browser(executable: str) -> Iterator[Browser]:
    """One for all tests; Chromium itself only where there is no cheaper one."""
    expect.set_options(timeout=PATIENCE)
    shell = find_shell() or executable
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell, args=FRESH)
        yield browser
        browser.close()


@pytest.fixture
def desks(world: World, browser: Browser, executable: str, tmp_path: Path) -> Iterator[Desks]:
    """Closed before the servers stop; any complaint that the test did not foresee fails it."""
    desks = Desks(browser, tmp_path, executable)
    yield desks
    desks.close()
    assert desks.complaints == []


@pytest.fixture
def desk(desks: Desks) -> BrowserContext:
    return desks.fresh()


@pytest.fixture
def page(desk: BrowserContext) -> Page:
    return desk.new_page()


@pytest.fixture
def cookie_probe() -> Iterator[CookieProbe]:
    with CookieProbe() as probe:
        yield probe
