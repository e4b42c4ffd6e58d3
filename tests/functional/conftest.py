"""The tool's two doors, for every test that needs no server behind them."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.door import Door, set_up_door


@pytest.fixture
def door(app: Flask) -> Door:
    return set_up_door(app)
