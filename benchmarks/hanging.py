"""What learners of one platform notice while another hangs: login, launch and page, idle and beside it, by turns.

    python -m benchmarks.hanging [--deliveries 300] [--rounds 7] [--sequences 60] [--postgres]

The other platform takes every connection and never answers. Its scores are all due when a round begins, and nobody has
given up on it yet, which is as bad as it gets: later on its lane rests. The last lines are medians of rounds' ratios.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import exists, select, update

from benchmarks.databases import DatabaseUrls, databases, prepare
from benchmarks.grades.filling import add_deliveries, place_link
from benchmarks.hanging_platform import HangingPlatform
from benchmarks.launch import MODULE_ID, SECRET, WARM_UP, Contender, tool_server
from benchmarks.platform import Platform
from benchmarks.report import Costs
from benchmarks.servers import free_port
from lti_tool.app import create_app
from lti_tool.db import utcnow
from lti_tool.delivery.models import WIDEST, DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.settings import Settings

MOST = 2.0
PATIENCE_S = 60


class Backlog:
    """The scores for the platform that hangs, and whether they are due."""

    def __init__(self, app: Flask, url: str, deliveries: int) -> None:
        self._sessions = app.extensions["lti"].session_factory
        with self._sessions() as session:
            add_deliveries(session, place_link(session, url), deliveries, DeliveryState.DUE)
        self.rest()

    def rest(self) -> None:
        """Nothing is due for a day."""
        self._set(utcnow() + timedelta(days=1))

    def fall_due(self) -> None:
        """Everything is due, and the platform's lane is as if it had never failed."""
        self._set(utcnow())

    def is_left_alone(self) -> bool:
        """Whether no worker holds the lane."""
        held = exists().where(PlatformLane.held_until > utcnow())
        with self._sessions() as session:
            return not session.scalar(select(held))

    def _set(self, due_at: object) -> None:
        with self._sessions() as session:
            waiting = {"state": DeliveryState.DUE, "next_try_at": due_at, "tries": 0, "lease_until": None}
            session.execute(update(ScoreDelivery).values(waiting))
            session.execute(update(PlatformLane).values(failures=0, width=WIDEST, paused_until=None))
            session.commit()


def main() -> None:
    options = _read_options()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        platform, hanging = stack.enter_context(Platform(MODULE_ID)), stack.enter_context(HangingPlatform())
        urls = stack.enter_context(databases(Path(folder), postgres=options.postgres))
        app = _prepared_app(urls, platform)
        backlog = Backlog(app, hanging.url, options.deliveries)
        contender = Contender(stack.enter_context(tool_server(urls, free_port())), platform, urls.server_pid)
        contender.warm_up(WARM_UP)
        rounds = [_pair(contender, hanging, backlog, options.sequences) for _ in range(options.rounds)]
        app.extensions["lti"].close_connections()
    _report(rounds, options)


def _prepared_app(urls: DatabaseUrls, platform: Platform) -> Flask:
    app = create_app(Settings(database_url=urls.tool, secret_key=SECRET, allow_private_platforms=True))
    prepare(app, platform)
    return app


def _pair(contender: Contender, hanging: HangingPlatform, backlog: Backlog, sequences: int) -> tuple[Costs, Costs]:
    """A round in peace, then one while calls to the other platform hang."""
    idle = contender.round(sequences)
    backlog.fall_due()
    _wait_for(lambda: hanging.callers > 0, "nobody called the platform that hangs")
    beside = contender.round(sequences)
    backlog.rest()
    _wait_for(lambda: _is_over(hanging, backlog), "a worker did not let go of the lane")
    backlog.rest()  # what that worker wrote last
    return idle, beside


def _is_over(hanging: HangingPlatform, backlog: Backlog) -> bool:
    hanging.hang_up()
    return backlog.is_left_alone()


def _wait_for(condition: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(complaint)
        time.sleep(0.02)


def _report(rounds: list[tuple[Costs, Costs]], options: argparse.Namespace) -> None:
    database = "Postgres" if options.postgres else "SQLite"
    print(f"{options.rounds} rounds of {options.sequences} launches, {database}, {options.deliveries} scores due\n")
    print(f"{'login + launch + page, ms':<28}{'idle':>8}{'hanging':>8}")
    for name, read in (("time on the wall", _wall), ("CPU", _cpu)):
        idle, beside = (median(read(pair[side]) for pair in rounds) * 1000 for side in (0, 1))
        print(f"  {name:<26}{idle:>8.2f}{beside:>8.2f}")
    print()
    for name, read in (("time on the wall", _wall), ("CPU", _cpu)):
        ratios = sorted(read(beside) / read(idle) for idle, beside in rounds)
        spread = f"({ratios[0]:.2f} to {ratios[-1]:.2f}; at most {MOST:.0f})"
        print(f"{name}, hanging : idle = {median(ratios):.2f} {spread}")


def _wall(costs: Costs) -> float:
    return costs.wall


def _cpu(costs: Costs) -> float:
    return costs.cpu + costs.database_cpu


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hanging", description=__doc__.splitlines()[0])
    parser.add_argument("--deliveries", type=int, default=300, help="due for the platform that hangs")
    parser.add_argument("--rounds", type=int, default=7, help="pairs of rounds (default: %(default)s)")
    parser.add_argument("--sequences", type=int, default=60, help="launches in a round (default: %(default)s)")
    parser.add_argument("--postgres", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
