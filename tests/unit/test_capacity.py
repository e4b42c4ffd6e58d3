"""What docs/capacity.md says is what was measured, and what follows from it by multiplication."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.load.measured import Measured, Run, read
from benchmarks.load.outage import Point, found_first, thinned
from benchmarks.load.page import BETWEEN, PAGE, PARTS, written
from benchmarks.load.pictures import PICTURES
from benchmarks.load.sizes import CONNECTIONS_A_PROCESS, SIZES, Size, Units, needs, units_of
from benchmarks.load.waits import percentile, summed_up

ALERTS = Path(__file__).parents[2] / "deploy" / "prometheus" / "alerts.yaml"
UNITS = Units(
    tool_ms=100,
    database_ms=50,
    first_bytes=10_000,
    again_bytes=5_000,
    log_bytes=20_000,
    lane_a_second=40,
    own_mib=80,
    shared_mib=60,
    connection_mib=4,
    launch_ms=10,
)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.floats(0.01, 1))
def test_a_percentile_was_seen_and_is_the_least_that_covers_its_share(seen: list[float], share: float) -> None:
    found = percentile(sorted(seen), share)

    assert found in seen
    assert sum(each <= found for each in seen) >= share * len(seen)
    assert sum(each < found for each in seen) < share * len(seen)


def test_waits_are_summed_up_in_milliseconds() -> None:
    waits = summed_up(number / 1000 for number in range(100, 0, -1))

    assert (waits.times, waits.p50, waits.p95, waits.p99, waits.longest) == (100, 50, 95, 99, 100)


def test_thirty_six_thousand_visits_in_an_hour_are_twenty_a_second_at_worst() -> None:
    found = needs(Size("a city", 72_000, 0.5), UNITS)

    assert found.size.at_peak == 20
    assert (found.web_cores, found.web_processes, found.database_cores) == (4, 4, 2)
    assert found.machines == 2
    assert (found.web_mib, found.connections, found.connections_mib) == (
        60 + 4 * 80,
        4 * CONNECTIONS_A_PROCESS,
        16 * CONNECTIONS_A_PROCESS,
    )
    assert found.disk_bytes == 72_000 * 30_000
    assert found.log_bytes == 36_000 * 20_000
    assert found.launches_a_second == 400
    assert found.holds == {"the tool's CPU": 2, "Postgres' CPU": 2, "one platform's lane": 2}


def test_what_has_the_least_to_spare_is_full_first_but_connections_run_out_by_themselves() -> None:
    city = Size("a city", 72_000, 0.5)

    assert needs(city, replace(UNITS, lane_a_second=39)).first == "one platform's lane"
    assert needs(city, replace(UNITS, database_ms=51)).first == "the tool's CPU"
    assert needs(Size("a country", 720_000, 0.5), UNITS).first == "connections"


def test_a_small_size_has_one_machine_and_still_two_web_processes() -> None:
    found = needs(Size("a branch", 10, 1.0), UNITS)

    assert (found.machines, found.web_processes) == (1, 2)


def test_a_run_that_left_out_a_phase_is_not_multiplied() -> None:
    with pytest.raises(ValueError, match="not all measured"):
        units_of(Run())


def test_phases_that_were_left_out_keep_their_former_figures() -> None:
    whole = read()
    again = Run(idle=whole.postgres.idle)

    assert whole.with_run("postgres", again) == whole
    assert Measured().with_run("postgres", again).postgres == again


CURVE: list[Point] = [(0, 0, 0), (1, 3, 2), (2, 5, 3), (3, 5, 3), (4, 5, 3), (5, 5, 3), (6, 5, 4), (7, 5, 5)]


def test_the_first_arrival_after_a_gradebook_is_back() -> None:
    assert found_first(CURVE, since=2.5) == 6


def test_a_curve_keeps_its_corners() -> None:
    assert thinned(CURVE) == [point for point in CURVE if point[0] not in (3, 4)]


def test_the_page_says_what_the_figures_say() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert written(text, read()) == text, "write it anew: .venv/bin/python -m benchmarks.load --page"


def test_each_part_and_each_picture_is_on_the_page_once() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert [found[2] for found in BETWEEN.finditer(text)] == list(PARTS)
    assert re.findall(r"\]\(images/([^)]+)\)", text) == list(PICTURES)
    assert all(size.name in text for size in SIZES)


def test_alerts_that_the_page_names_are_there() -> None:
    known = set(re.findall(r"alert: (\w+)", ALERTS.read_text(encoding="utf-8")))
    named = set(re.findall(r"`([A-Z][a-z]+[A-Z]\w+)`", PAGE.read_text(encoding="utf-8")))

    assert named
    assert named <= known
