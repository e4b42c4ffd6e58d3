"""A demo LMS in memory, a clock that stands still, and a little tool."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from tests.support.door import PLATFORM_KEY

from .little_tool import LittleTool

NOON = 1_790_000_000.0


class Clock:
    """Time that moves only when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lms_app(clock: Clock) -> Flask:
    return create_demo_lms(DemoSettings(clock=clock, signing_key=PLATFORM_KEY))


@pytest.fixture
def platform(lms_app: Flask) -> Platform:
    found = lms_app.extensions["demo_lms"]
    assert isinstance(found, Platform)
    return found


@pytest.fixture
def tool(platform: Platform) -> LittleTool:
    tool = LittleTool(platform)
    platform.tool_keys.fetch = tool.jwks
    return tool


@pytest.fixture
def lms(lms_app: Flask) -> FlaskClient:
    return lms_app.test_client()
