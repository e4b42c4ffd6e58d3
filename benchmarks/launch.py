"""What a launch costs: CPU per login + launch + first page, against a bare Flask app under the same gunicorn.

Run it with `make bench`; docs/performance.md says what is measured and how to read the report.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.counting import STEPS, statements_per_step
from benchmarks.databases import DatabaseUrls, databases, prepare
from benchmarks.platform import Platform
from benchmarks.report import Costs, Measured, print_report
from benchmarks.servers import Server, cpu_seconds_of_tree, free_port, gunicorn
from benchmarks.visits import HttpDoor, InProcessDoor, Visitor, repeat_visitors
from lti_tool.app import create_app
from lti_tool.settings import Settings

MODULE_ID = "culture-of-yes"
SECRET = "a secret key for benchmarks that is long enough to be one"
PEOPLE, COURSES = 4, 3
WARM_UP = 10


class Contender:
    """One server, the people who visit it, and the CPU that their visits take."""

    def __init__(self, server: Server, platform: Platform, database_pid: int | None) -> None:
        self._server = server
        self._platform = platform
        self._database_pid = database_pid
        self._door = HttpDoor(server.port)
        self._visits = repeat_visitors(PEOPLE, COURSES, self.visitor)
        self._turns = itertools.cycle(self._visits)

    def visitor(self, person: str) -> Visitor:
        return Visitor(self._platform, self._door, f"http://127.0.0.1:{self._server.port}/lti/launch", person)

    def first_launch(self) -> Costs:
        """The first launch that this process ever sees."""
        visitor, course = self._visits[0]
        return self._cost(lambda: visitor.open_link(course), 1)

    def warm_up(self, times: int) -> None:
        for visitor, course in self._visits * times:
            visitor.open_link(course)

    def round(self, sequences: int) -> Costs:
        """Whole sequences, the people taking turns, in browsers that were opened for this round."""
        self._open_new_browsers()

        def visit() -> None:
            for visitor, course in itertools.islice(self._turns, sequences):
                visitor.open_link(course)

        return self._cost(visit, sequences)

    def steps(self, sequences: int) -> dict[str, Costs]:
        """The same work with each step in a row of its own, so that each can be told from the others."""
        self._open_new_browsers()
        turns = list(itertools.islice(self._turns, sequences))
        asked: list[dict[str, str]] = []
        paths: list[str] = []

        def login() -> None:
            asked.extend(visitor.login(course) for visitor, course in turns)

        def launch() -> None:
            paths.extend(visitor.launch(course, query) for (visitor, course), query in zip(turns, asked, strict=True))

        def page() -> None:
            for (visitor, _course), path in zip(turns, paths, strict=True):
                visitor.page(path)

        return {name: self._cost(step, sequences) for name, step in zip(STEPS, (login, launch, page), strict=True)}

    def newcomers(self, people: int, group: int = 0) -> Costs:
        """People whom the tool never met, in browsers that it never met; `group` tells them from those before."""
        self._door.close()
        newcomers = [self.visitor(f"newcomer-{group}-{number}") for number in range(people)]

        def visit() -> None:
            for number, visitor in enumerate(newcomers):
                visitor.open_link(f"course-{number % COURSES}")

        return self._cost(visit, people)

    def _open_new_browsers(self) -> None:
        """Nobody opens thousands of links in one browser session; the cookie check is over before we measure."""
        self._door.close()  # the other contender's round may have outlasted the connection
        for visitor, _course in self._visits:
            visitor.cookies.clear()
        self.warm_up(times=1)

    def _cost(self, work: Callable[[], None], count: int) -> Costs:
        before, database_before, started = self._server.cpu_seconds(), self._database_cpu(), time.perf_counter()
        work()
        elapsed = time.perf_counter() - started
        spent, database_spent = self._server.cpu_seconds() - before, self._database_cpu() - database_before
        return Costs(spent / count, database_spent / count, elapsed / count)

    def _database_cpu(self) -> float:
        return cpu_seconds_of_tree(self._database_pid) if self._database_pid else 0.0


def main() -> None:
    options = _read_options()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        platform = stack.enter_context(Platform(MODULE_ID))
        urls = stack.enter_context(databases(Path(folder), postgres=options.postgres))
        tool_port = free_port()
        statements = _prepare_and_count(urls.tool, tool_port, platform)
        tool = stack.enter_context(tool_server(urls, tool_port))
        bare = stack.enter_context(_bare_server(urls, free_port(), platform))
        contenders = [Contender(server, platform, urls.server_pid) for server in (tool, bare)]
        measured = _measure(*contenders, rounds=options.rounds, sequences=options.sequences)
    print_report(measured, statements, options)


def _measure(tool: Contender, bare: Contender, *, rounds: int, sequences: int) -> Measured:
    """Rounds take turns, so that whatever else this machine does falls on both."""
    first = (tool.first_launch(), bare.first_launch())
    for each in (tool, bare):
        each.warm_up(WARM_UP)
    pairs = [(tool.round(sequences), bare.round(sequences)) for _ in range(rounds)]
    return Measured(
        first_launch=first,
        rounds=pairs,
        steps=[(tool.steps(sequences), bare.steps(sequences)) for _ in range(3)],
        newcomer=tool.newcomers(sequences),
    )


def _prepare_and_count(database_url: str, port: int, platform: Platform) -> dict[str, dict[str, list[str]]]:
    """Make the tool's database, and count statements in this process before any server runs."""
    base_url = f"http://127.0.0.1:{port}"
    settings = Settings(database_url=database_url, secret_key=SECRET, base_url=base_url, allow_private_platforms=True)
    app = create_app(settings)
    prepare(app, platform)
    visitor = Visitor(platform, InProcessDoor(app, base_url), settings.launch_url, "person-counted")
    visitor.open_link("course-counted")
    newcomer = Visitor(platform, visitor.door, settings.launch_url, "newcomer-counted")
    counted = {
        "repeat visit": statements_per_step(app, visitor, "course-counted"),
        "newcomer": statements_per_step(app, newcomer, "course-counted"),
    }
    app.extensions["score_executor"].stop()
    app.extensions["lti"].close_connections()
    return counted


def tool_server(urls: DatabaseUrls, port: int, workers: int = 1) -> Server:
    """The tool under gunicorn, as an operator runs it."""
    environment = {
        "LTI_TOOL_DATABASE_URL": urls.tool,
        "LTI_TOOL_SECRET_KEY": SECRET,
        "LTI_TOOL_BASE_URL": f"http://127.0.0.1:{port}",
        "LTI_TOOL_ALLOW_PRIVATE_PLATFORMS": "true",
    }
    return Server(gunicorn("lti_tool.main:app", port, workers), port, environment)


def _bare_server(urls: DatabaseUrls, port: int, platform: Platform) -> Server:
    environment = {
        "BENCHMARK_DATABASE_URL": urls.bare,
        "BENCHMARK_ISSUER": platform.issuer,
        "BENCHMARK_AUTH_LOGIN_URL": platform.auth_login_url,
        "BENCHMARK_LAUNCH_URL": f"http://127.0.0.1:{port}/lti/launch",
        "BENCHMARK_PUBLIC_PEM": platform.public_pem,
    }
    return Server(gunicorn("benchmarks.bare_app:app", port), port, environment)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.launch", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="use a Postgres server of its own instead of SQLite")
    parser.add_argument("--rounds", type=int, default=10, help="rounds for each app (default: %(default)s)")
    parser.add_argument("--sequences", type=int, default=200, help="launches in a round (default: %(default)s)")
    parser.add_argument("--show-statements", action="store_true", help="print the SQL of each step")
    return parser.parse_args()


if __name__ == "__main__":
    main()
