"""One database is enough: what differs here is the LMS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import SqliteDatabases


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[str]:
    url = sqlite_databases.fresh(tmp_path)
    yield url
    sqlite_databases.forget(url)
