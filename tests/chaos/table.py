"""`python -m tests.chaos.table`: plays every fault and prints the table of docs/grades.md."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

from tests.chaos.scenarios import SCENARIOS, play
from tests.support.databases import SqliteDatabases

PEOPLE = 200


def main() -> None:
    logging.disable(logging.CRITICAL)
    print("| fault | scores | calls | lost | second submissions | all there after peace, s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        databases = SqliteDatabases(Path(folder))
        for name in SCENARIOS:
            told = play(name, databases.fresh(Path(folder)), PEOPLE)
            missing = len(set(told.lost) | set(told.undelivered))
            figures = f"{told.scores} | {told.calls} | {missing} | {len(told.doubled)} | {told.seconds:.0f}"
            print(f"| {name.replace('_', ' ')} | {figures} |")


if __name__ == "__main__":
    main()
