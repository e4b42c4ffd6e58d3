"""What a delivered score costs, read back or not: CPU, time, memory, statements, calls; and a claim as ledgers grow.

    python -m benchmarks.grades [--deliveries 10000] [--latency 0 100] [--rows 1000 100000 1000000] [--postgres]

The gradebook is a process of its own that counts what it was sent; a run in which a score is missing fails. CPU is that
of the delivering process, its ledger included; with --postgres the server's is added in a column of its own.
"""

from __future__ import annotations

import argparse
import gc
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import func, select

from benchmarks.counting import recorded_statements
from benchmarks.databases import DatabaseUrls, databases
from benchmarks.grades.filling import add_deliveries, place_link
from benchmarks.grades.running import gradebook
from benchmarks.servers import cpu_seconds_of_tree
from lti_tool.app import create_app
from lti_tool.db import utcnow
from lti_tool.delivery import lanes, ledger
from lti_tool.delivery.delivering import deliver_lane, ready_lanes
from lti_tool.delivery.lanes import OpenLane
from lti_tool.delivery.models import WIDEST, DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.rounds import BATCH, Manner
from lti_tool.lti.extension import Lti
from lti_tool.placements.models import Placement
from lti_tool.schema.migrating import upgrade_schema
from lti_tool.settings import Settings

AIM_MS, MOST_MS, BUDGET_AIM = 1.0, 3.0, 0.95
CLAIMS, WARM_UP = 40, 10
ONE_BY_ONE = 500


def main() -> None:
    options = _read_options()
    logging.disable(logging.WARNING)
    for latency in options.latency:
        for readable in (False, True):
            _measure_delivery(options, latency / 1000, readable=readable)
    for readable in (False, True):
        _measure_one_by_one(options, readable=readable)
    _measure_claims(options)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grades", description=__doc__.splitlines()[0])
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--latency", type=int, nargs="*", default=[0, 100], help="of the gradebook, in ms")
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 100_000, 1_000_000], help="sizes of the ledger")
    parser.add_argument("--postgres", action="store_true")
    return parser.parse_args()


def _measure_delivery(options: argparse.Namespace, latency: float, *, readable: bool) -> None:
    with _tool(options.postgres) as (app, urls), gradebook(latency) as book:
        services = app.extensions["lti"]
        with services.session_factory() as session:
            placement = place_link(session, book.url, readable=readable)
            add_deliveries(session, placement, options.deliveries, DeliveryState.DUE)
        services.signing_keys.current()
        gc.collect()
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with recorded_statements(app) as statements:
            cpu, wall, database = time.process_time(), time.perf_counter(), _database_cpu(urls)
            _deliver_all(services)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            database = _database_cpu(urls) - database
        print("read back" if readable else "not read back")
        _report(options, latency, book.counts(), cpu, wall, database, len(statements), before_kb)
        _check_read_back(services, options.deliveries if readable else 0)


def _measure_one_by_one(options: argparse.Namespace, *, readable: bool) -> None:
    """Each score alone, and looked at alone: what a quiet day costs."""
    with _tool(options.postgres) as (app, urls), gradebook(0) as book:
        services, clock = app.extensions["lti"], Ahead()
        with services.session_factory() as session:
            placement = place_link(session, book.url, readable=readable)
            placement_id = placement.id
        services.signing_keys.current()
        cpu, database = 0.0, _database_cpu(urls)
        for number in range(ONE_BY_ONE):
            with services.session_factory() as session:
                add_deliveries(session, session.get_one(Placement, placement_id), 1, DeliveryState.DUE, first=number)
            began = time.process_time()
            _deliver_all(services, clock)
            cpu += time.process_time() - began
        database = _database_cpu(urls) - database
        counts = book.counts()
        _check_read_back(services, ONE_BY_ONE if readable else 0)
    print(f"{ONE_BY_ONE} scores one by one, {'each read back alone' if readable else 'not read back'}")
    print(f"  CPU per score       {cpu / ONE_BY_ONE * 1000:8.3f} ms")
    if options.postgres:
        print(f"  the database server {database / ONE_BY_ONE * 1000:8.3f} ms, what fills the ledger included")
    print(f"  posts per score     {counts['scores'] / ONE_BY_ONE:8.3f}")
    print(f"  reads per score     {counts.get('results', 0) / ONE_BY_ONE:8.3f}\n")


class Ahead:
    """A clock that skips what would be slept through."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return utcnow() + self._ahead

    def skip_to(self, moment: datetime) -> None:
        """Go on to a moment, where it is not over."""
        self._ahead += max(moment - self(), timedelta())


def _deliver_all(services: Lti, clock: Ahead | None = None) -> None:
    """Until nothing is due, and nothing left to be looked at."""
    clock = clock or Ahead()
    manner = Manner(clock, width=WIDEST)
    while True:
        for lane_id in ready_lanes(services, clock()):
            deliver_lane(services, lane_id, manner)
        with services.session_factory() as session:
            next_at = lanes.find_next_due_at(session)
        if next_at is None:
            return
        clock.skip_to(next_at)


def _check_read_back(services: Lti, wanted: int) -> None:
    with services.session_factory() as session:
        there = ScoreDelivery.read_back == ReadBack.THERE
        found = session.scalar(select(func.count()).select_from(ScoreDelivery).where(there))
    if found != wanted:
        sys.exit(f"{found} of {wanted} scores were read back")


def _report(
    options: argparse.Namespace,
    latency: float,
    counts: dict[str, float],
    cpu: float,
    wall: float,
    database: float,
    statements: int,
    before_kb: int,
) -> None:
    number = options.deliveries
    if counts["people"] != number or counts["sum"] != sum(n % 101 for n in range(number)):
        sys.exit(f"a score is missing or wrong: {counts}")
    each_ms = cpu / number * 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{number} deliveries, {'Postgres' if options.postgres else 'SQLite'}, gradebook of {latency * 1000:.0f} ms")
    print(f"  CPU per score       {each_ms:8.3f} ms   {each_ms / AIM_MS:.2f} of the aim ({AIM_MS} ms; most {MOST_MS})")
    if options.postgres:
        print(f"  the database server {database / number * 1000:8.3f} ms")
    print(f"  scores per second   {number / wall:8.1f}")
    if latency:
        share = number / wall / (WIDEST / latency)
        print(f"  of {WIDEST} connections    {share:8.1%}   {share / BUDGET_AIM:.2f} of the aim ({BUDGET_AIM:.0%})")
    print(f"  posts per score     {counts['scores'] / number:8.3f}   over {counts['connections'] - 1:.0f} connections")
    print(f"  reads in all        {counts.get('results', 0):8.0f}")
    print(f"  tokens per 1,000    {counts['tokens'] / number * 1000:8.3f}")
    print(f"  statements per score{statements / number:8.3f}")
    print(f"  peak memory         {peak / 1024:8.1f} MB  {(peak - before_kb) / 1024:+.1f} MB while delivering\n")


def _measure_claims(options: argparse.Namespace) -> None:
    """The cost of taking BATCH scores, with as many again always due, in ledgers of growing size."""
    first = 0.0
    for rows in options.rows:
        with _tool(options.postgres) as (app, _urls):
            services = app.extensions["lti"]
            with services.session_factory() as session:
                placement = place_link(session, "http://127.0.0.1:9")
                add_deliveries(session, placement, rows, DeliveryState.DELIVERED)
                add_deliveries(session, placement, BATCH * (CLAIMS + 2 * WARM_UP), DeliveryState.DUE, first=rows)
                if options.postgres:
                    session.connection().exec_driver_sql("ANALYZE")
                    session.commit()
            each_ms = _time_claims(app)
        first = first or each_ms
        print(f"a claim of {BATCH} from {rows:9,d} rows {each_ms:8.2f} ms   {each_ms / first:.2f} of the smallest")


def _time_claims(app: Flask) -> float:
    services, times = app.extensions["lti"], []
    with services.session_factory() as session:
        (lane_id,) = lanes.find_ready(session, utcnow())
        lane = lanes.take(session, lane_id, "benchmark", utcnow())
        session.commit()
    assert isinstance(lane, OpenLane)
    for _ in range(WARM_UP + CLAIMS):
        began = time.perf_counter()
        with services.session_factory() as session:
            claimed = ledger.claim(session, lane, utcnow(), BATCH)
            session.commit()
        times.append(time.perf_counter() - began)
        assert len(claimed) == BATCH
    return median(times[WARM_UP:]) * 1000


@contextmanager
def _tool(postgres: bool) -> Iterator[tuple[Flask, DatabaseUrls]]:
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), postgres=postgres) as urls:
        secret = "a secret key for benchmarks that is long enough to be one"
        app = create_app(Settings(database_url=urls.tool, secret_key=secret, allow_private_platforms=True))
        with app.app_context():
            upgrade_schema()
        yield app, urls
        app.extensions["lti"].close_connections()


def _database_cpu(urls: DatabaseUrls) -> float:
    return cpu_seconds_of_tree(urls.server_pid) if urls.server_pid else 0.0


if __name__ == "__main__":
    main()
