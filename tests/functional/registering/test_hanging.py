"""Platforms that never answer take half of a process's threads at most."""

from __future__ import annotations

import socket
import threading

import pytest
from flask import Flask

from tests.functional.registering.conftest import Admin
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_one_page_too_many_is_told_to_try_again(app: Flask) -> None:
    most = app.extensions["settings"].most_calls_from_pages
    said: list[Page] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/configuration"

        def open_page() -> Page:
            admin = Admin(app, app.test_client())
            return admin.open(admin.invite(), url)

        pages = [threading.Thread(target=lambda: said.append(open_page())) for _ in range(most)]
        calls = []
        for page in pages:
            page.start()
            calls.append(listener.accept()[0])
        refused = open_page()
        for call in calls:
            call.close()
        for page in pages:
            page.join()

    assert "Too many pages are waiting for learning platforms just now" in refused.text
    assert "Try again in a minute" in refused.text
    assert most == 2
    assert ["could not be reached" in page.text for page in said] == [True] * most
