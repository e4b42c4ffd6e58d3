"""What a delivered score costs: CPU, time, memory, statements, token requests; and a claim as ledgers grow.

    python -m benchmarks.grades [--deliveries 10000] [--latency 0 100] [--rows 1000 100000 1000000] [--postgres]

The gradebook is a process of its own that counts what it was sent; a run in which a score is missing fails. CPU is that
of the delivering process, its ledger included; with --postgres the server's is added in a column of its own.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from flask import Flask

from benchmarks.counting import recorded_statements
from benchmarks.databases import DatabaseUrls, databases
from benchmarks.grades.filling import add_deliveries, place_link
from benchmarks.servers import cpu_seconds_of_tree
from lti_tool.app import create_app
from lti_tool.db import db, utcnow
from lti_tool.delivery import lanes, ledger
from lti_tool.delivery.delivering import deliver_lane, ready_lanes
from lti_tool.delivery.lanes import OpenLane
from lti_tool.delivery.models import WIDEST, DeliveryState
from lti_tool.delivery.rounds import BATCH, Manner
from lti_tool.migrating import upgrade_schema
from lti_tool.settings import Settings

AIM_MS, MOST_MS, BUDGET_AIM = 1.0, 3.0, 0.95
CLAIMS, WARM_UP = 40, 10


def main() -> None:
    options = _read_options()
    logging.disable(logging.WARNING)
    for latency in options.latency:
        _measure_delivery(options, latency / 1000)
    _measure_claims(options)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grades", description=__doc__.splitlines()[0])
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--latency", type=int, nargs="*", default=[0, 100], help="of the gradebook, in ms")
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 100_000, 1_000_000], help="sizes of the ledger")
    parser.add_argument("--postgres", action="store_true")
    return parser.parse_args()


def _measure_delivery(options: argparse.Namespace, latency: float) -> None:
    with _tool(options.postgres) as (app, urls), _gradebook(latency) as url:
        services = app.extensions["lti"]
        with services.session_factory() as session:
            add_deliveries(session, place_link(session, url), options.deliveries, DeliveryState.DUE)
        services.signing_keys.current()
        gc.collect()
        before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with recorded_statements(app) as statements:
            cpu, wall, database = time.process_time(), time.perf_counter(), _database_cpu(urls)
            _deliver_all(services)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            database = _database_cpu(urls) - database
        _report(options, latency, _counts(url), cpu, wall, database, len(statements), before_kb)


def _deliver_all(services: object) -> None:
    manner = Manner(width=WIDEST)
    while ready := ready_lanes(services, utcnow()):  # type: ignore[arg-type]  # the application's own services
        for lane_id in ready:
            deliver_lane(services, lane_id, manner)  # type: ignore[arg-type]


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
        secret = "a secret key for benchmarks, long enough to be one"
        app = create_app(Settings(database_url=urls.tool, secret_key=secret, allow_private_platforms=True))
        with app.app_context():
            upgrade_schema()
        yield app, urls
        with app.app_context():
            db.engine.dispose()


@contextmanager
def _gradebook(latency: float) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.grades.gradebook", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def _counts(url: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{url}/counts", timeout=10) as answer:
        counts: dict[str, float] = json.load(answer)
    return counts


def _database_cpu(urls: DatabaseUrls) -> float:
    return cpu_seconds_of_tree(urls.server_pid) if urls.server_pid else 0.0


if __name__ == "__main__":
    main()
