"""The tool, and an lti1p3platform campus on another site that is registered with it like any platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from lti_tool.demo_lms.server import serve_in_thread
from tests.interop.campus import Campus
from tests.interop.web import create_lms
from tests.support.ports import find_free_port
from tests.support.visitor import Visitor


@dataclass
class Neighbours:
    """The tool and the campus, each reachable by the other over real HTTP."""

    tool: Flask
    lms: Flask
    campus: Campus

    def visitor(self) -> Visitor:
        return Visitor(self.tool, self.lms, self.tool.extensions["settings"].base_url, self.campus.url)


@pytest.fixture
def neighbours(app: Flask, tool_port: int) -> Iterator[Neighbours]:
    port = find_free_port()
    campus = Campus(f"http://127.0.0.1:{port}", f"http://localhost:{tool_port}")
    lms = create_lms(campus)
    with serve_in_thread(lms, "127.0.0.1", port), serve_in_thread(app, "127.0.0.1", tool_port):
        register(app, campus)
        yield Neighbours(app, lms, campus)


def register(app: Flask, campus: Campus) -> None:
    """By the operator's own command."""
    registration = campus.registration
    options = {
        "--issuer": registration.get_iss(),
        "--client-id": registration.get_client_id(),
        "--deployment": registration.get_deployment_id(),
        "--auth-login-url": f"{campus.url}/authorize",
        "--token-url": f"{campus.url}/token",
        "--jwks-url": f"{campus.url}/jwks.json",
    }
    arguments = [str(part) for option in options.items() for part in option]
    done = app.test_cli_runner().invoke(args=["registrations", "add", *arguments])
    assert done.exit_code == 0, done.output
