"""What Postgres costs the tool itself: its own CPU for a newcomer's login, launch and page, against SQLite's.

Run it with `python -m benchmarks.both_databases`. Two servers of the tool side by side, one on each database, take
turns; the Postgres server's own CPU is told apart.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.databases import databases, prepare
from benchmarks.launch import MODULE_ID, SECRET, WARM_UP, Contender, tool_server
from benchmarks.platform import Platform
from benchmarks.servers import free_port
from lti_tool.app import create_app
from lti_tool.settings import Settings

AIM = 1.3


def main() -> None:
    options = _read_options()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        platform = stack.enter_context(Platform(MODULE_ID))
        sqlite, postgres = (
            _contender(stack, Path(folder), platform, postgres=is_postgres) for is_postgres in (False, True)
        )
        rounds = [
            (sqlite.newcomers(options.people, number), postgres.newcomers(options.people, number))
            for number in range(options.rounds)
        ]
    ratios = sorted(theirs.cpu / ours.cpu for ours, theirs in rounds)
    ours, theirs = (median(pair[side].cpu for pair in rounds) * 1000 for side in (0, 1))
    server = median(theirs.database_cpu for _, theirs in rounds) * 1000
    print(f"a newcomer's login, launch and page: {ours:.2f} ms of CPU on SQLite, {theirs:.2f} ms on Postgres")
    print(f"besides, the Postgres server spent {server:.2f} ms")
    print(f"Postgres: {median(ratios):.2f}x SQLite ({ratios[0]:.2f} to {ratios[-1]:.2f}); the aim is {AIM}x")


def _contender(stack: ExitStack, folder: Path, platform: Platform, *, postgres: bool) -> Contender:
    urls = stack.enter_context(databases(folder, postgres=postgres))
    port = free_port()
    prepare(
        create_app(Settings(database_url=urls.tool, secret_key=SECRET, base_url=f"http://127.0.0.1:{port}")), platform
    )
    contender = Contender(stack.enter_context(tool_server(urls, port)), platform, urls.server_pid)
    contender.warm_up(WARM_UP)
    return contender


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.both_databases", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="rounds on each database (default: %(default)s)")
    parser.add_argument("--people", type=int, default=100, help="newcomers in a round (default: %(default)s)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
