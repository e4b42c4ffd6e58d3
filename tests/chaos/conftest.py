"""What the chaos of real processes needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.real import Gradebook, gradebook_process


@pytest.fixture
def gradebook() -> Iterator[Gradebook]:
    with gradebook_process() as gradebook:
        yield gradebook
