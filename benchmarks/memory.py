"""What a worker holds after a thousand launches: its unique set size (USS), what no other process shares with it.

Run it with `python -m benchmarks.memory`. Two workers, as an operator runs them, so that the libraries' code, which
all workers share, counts for none; the figure is the larger worker's. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.databases import databases, prepare
from benchmarks.launch import COURSES, MODULE_ID, SECRET, tool_server
from benchmarks.platform import Platform
from benchmarks.servers import Server, free_port
from benchmarks.visits import HttpDoor, Visitor
from lti_tool.app import create_app
from lti_tool.content import load_catalogue
from lti_tool.settings import Settings, shipped_dir

WORKERS = 2
LAUNCHES = 1_000
AIM_MIB = 85


def main() -> None:
    options = _read_options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        platform = stack.enter_context(Platform(MODULE_ID))
        urls = stack.enter_context(databases(folder, postgres=options.postgres))
        port = free_port()
        app = create_app(Settings(database_url=urls.tool, secret_key=SECRET, base_url=f"http://127.0.0.1:{port}"))
        prepare(app, platform)
        server = stack.enter_context(tool_server(urls, port, workers=WORKERS))
        visit(server, platform, options.launches)
        sizes = [uss_mib(pid) for pid in server.worker_pids()]
    print(
        f"{options.launches} launches, {'Postgres' if options.postgres else 'SQLite'}; the content holds {_content()}"
    )
    print(f"USS of each worker: {', '.join(f'{size:.1f}' for size in sizes)} MiB")
    print(f"ratio to the aim of {AIM_MIB} MiB: {max(sizes) / AIM_MIB:.2f}")


def visit(server: Server, platform: Platform, launches: int) -> None:
    """Newcomers by turns with people who come again, each on a connection of their own, so that both workers answer."""
    for number in range(launches):
        door = HttpDoor(server.port)
        visitor = Visitor(platform, door, f"http://127.0.0.1:{server.port}/lti/launch", f"person-{number // 2}")
        visitor.open_link(f"course-{number % COURSES}")
        door.close()


def uss_mib(pid: int) -> float:
    """A process's private pages, in MiB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kib) for kib in re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", rollup, re.MULTILINE)) / 1024


def rss_mib(pid: int) -> float:
    """All pages of a process that are in memory, those that it shares included, in MiB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kib) for kib in re.findall(r"^Rss: +(\d+) kB", rollup, re.MULTILINE)) / 1024


def _content() -> str:
    modules = load_catalogue(shipped_dir("content")).modules
    lessons = [lesson for module in modules for lesson in module.lessons]
    items = sum(len(module.quiz.items) for module in modules if module.quiz)
    activities = sum(len(lesson.activities) for lesson in lessons)
    return f"{len(modules)} modules, {len(lessons)} lessons, {items} items, {activities} activities"


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="use a Postgres server of its own instead of SQLite")
    parser.add_argument("--launches", type=int, default=LAUNCHES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
