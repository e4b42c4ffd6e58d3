"""Each fault for itself: scores are handed in before it and in it; after it, the gradebook is what policy says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.scenarios import SCENARIOS, play
from tests.support.databases import SqliteDatabases

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("name", SCENARIOS)
def test_after_the_fault_every_score_is_there_once(
    name: str, sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    told = play(name, sqlite_databases.fresh(tmp_path), people=6)

    assert told.lost == []
    assert told.undelivered == []
    assert told.doubled == []
    assert told.conflicts == 0
    assert told.calls <= told.bound
