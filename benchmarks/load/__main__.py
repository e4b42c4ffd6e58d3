"""The tool under load, as an operator runs it: visits, a herd, an outage; what each costs, and what sizes need.

    python -m benchmarks.load [--write] [--databases postgres sqlite] [--phases …] [--rate 3] [--away 60]

`lti-tool serve` with two web processes, a Postgres server of its own or SQLite, a platform and its gradebook. With
--write, the figures are kept in measured.json, and docs/capacity.md and its plots are written anew; phases that were
left out keep their former figures. --page writes page and plots from what is kept, without a run.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.load import page
from benchmarks.load.measured import DatabaseName, Facts, Run, read
from benchmarks.load.outage import outage
from benchmarks.load.phases import Size, herd, idle, memory, steps, visits
from benchmarks.load.tool import Tool, running

PHASES: dict[str, Callable[[Tool, Size], Facts]] = {
    "idle": idle,
    "steps": steps,
    "visits": visits,
    "herd": herd,
    "outage": outage,
    "memory": memory,
}
ON_SQLITE = ("visits", "herd")  # the rest is told of Postgres alone
MOST_VISITS_ON_SQLITE_S = 15.0


def main() -> None:
    options = _read_options()
    if options.page:
        page.write(read())
        return
    size = Size(rate=options.rate, away_s=options.away, visits_s=options.visits)
    measured = read()
    for database in options.databases:
        measured = measured.with_run(database, _run(database, options.phases, size))
        if options.write:
            measured.write()
    if options.write:
        page.write(measured)


def _run(database: DatabaseName, phases: list[str], size: Size) -> Run:
    wanted = [name for name in PHASES if name in phases and (database == "postgres" or name in ON_SQLITE)]
    if database == "sqlite":
        size = replace(size, visits_s=min(size.visits_s, MOST_VISITS_ON_SQLITE_S))
    found: dict[str, Facts] = {}
    with running(database, size.latency_ms / 1000) as tool:
        for name in wanted:
            began = time.monotonic()
            found[name] = PHASES[name](tool, size)
            print(f"{database}, {name}, {time.monotonic() - began:.0f} s: {_told(found[name])}", flush=True)
    return Run.model_validate(found)


def _told(facts: Facts) -> str:
    return json.dumps(facts.model_dump(exclude={"dots", "curve"}))


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.splitlines()[0])
    parser.add_argument("--databases", nargs="+", choices=("postgres", "sqlite"), default=["postgres", "sqlite"])
    parser.add_argument("--phases", nargs="+", choices=PHASES, default=list(PHASES))
    parser.add_argument("--rate", type=float, default=Size.rate, help="visits a second (default: %(default)s)")
    parser.add_argument("--visits", type=float, default=Size.visits_s, help="seconds of each round of visits")
    parser.add_argument("--away", type=float, default=Size.away_s, help="seconds that the gradebook is away")
    parser.add_argument("--write", action="store_true", help="keep the figures, and write docs/capacity.md anew")
    parser.add_argument("--page", action="store_true", help="only write the page from the figures that are kept")
    return parser.parse_args()


if __name__ == "__main__":
    main()
