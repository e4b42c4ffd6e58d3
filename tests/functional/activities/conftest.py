"""A course of one module whose first lesson has every kind of activity, and somebody in it."""

from __future__ import annotations

import pytest

from lti_tool.settings import Settings
from tests.support.door import Door
from tests.support.readers import ACTIVITIES_COURSE, Reader, sit_down


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"content_dir": ACTIVITIES_COURSE})


@pytest.fixture
def reader(door: Door) -> Reader:
    return sit_down(door)
