"""A tool and a platform that signs; no server between them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.door import Door, make_platform, register_with_keys


@pytest.fixture
def door(app: Flask) -> Door:
    platform = make_platform(app.extensions["settings"].base_url)
    with app.extensions["lti"].session_factory() as session:
        registration_id = register_with_keys(session, platform)
    return Door(app, platform, registration_id)
