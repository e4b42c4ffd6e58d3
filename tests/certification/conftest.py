"""A tool and a platform that signs; no server between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from lti_tool.app import create_app
from lti_tool.settings import Settings
from tests.support.closing import close_app
from tests.support.databases import SECRET
from tests.support.door import Door, set_up_door


@pytest.fixture
def door(app: Flask) -> Door:
    return set_up_door(app)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def shared_door(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One door for many cases: those that must change nothing, and those that do not mind what others left."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    url = databases.fresh(tmp_path_factory.mktemp("shared"))
    app = create_app(Settings(database_url=url, secret_key=SECRET, base_url="http://localhost:8000"))
    yield set_up_door(app)
    close_app(app)
