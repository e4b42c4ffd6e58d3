"""The measured parts of docs/capacity.md, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.load.measured import Conditions, Cost, Facts, Herd, Measured, Run
from benchmarks.load.pictures import shown
from benchmarks.load.sizes import CPUS_A_MACHINE, SIZES, Needs, Units, needs, units_of

QUIET = 0.2
"""Cores that others may be busy with on a machine that is called quiet."""

MIB, GIB, KB = 1024**2, 1024**3, 1000


def conditions(measured: Measured) -> str:
    """Which phase ran when, beside what."""
    rows = [
        [database, name, where.day, f"{where.cores}, {where.processor}", _others(where)]
        for database, run in (("Postgres", measured.postgres), ("SQLite", measured.sqlite))
        for name, where in _phases(run)
    ]
    return _table(["", "phase", "day", "cores", "others used"], rows, rest="---")


def units(measured: Measured) -> str:
    """What one of each costs."""
    run = measured.postgres
    rows: list[list[str]] = []
    if run.idle:
        rows.append(["a second of two web processes to which nobody comes", *_cost(run.idle.a_second), ""])
    if run.herd:
        rows.append(["a newcomer's login, launch and first page, of the herd", *_cost(run.herd.a_launch), ""])
    if run.visits:
        for name, each in (("first", run.visits.newcomers), ("second", run.visits.again)):
            size = f"{each.bytes_a_visit / KB:.1f} KB"
            rows.append([f"a person's {name} whole visit, with all that comes of it", *_cost(each.a_visit), size])
    if measured.sqlite.visits:
        cost, _none = _cost(measured.sqlite.visits.again.a_visit)
        rows.append(["a person's second whole visit, on SQLite", cost, "", ""])
    if run.outage:
        rows.append(["a score that waited, delivered", *_cost(run.outage.a_delivery), ""])
    return _table(["", "tool, ms of CPU", "Postgres, ms of CPU", "on disk"], rows) + _held(measured)


def _held(measured: Measured) -> str:
    """What processes hold, and what a visit writes to the log."""
    run, said = measured.postgres, []
    if run.memory:
        own = " and ".join(f"{each:.0f}" for each in run.memory.own_mib)
        said.append(
            f"At the end each of the two web processes had {own} MiB of its own, figures for Prometheus on; a Postgres "
            f"connection had {run.memory.connection_mib:.1f} MiB. {run.memory.connections} connections were open."
        )
    if run.visits and run.herd:
        log = max(run.visits.newcomers.log_bytes_a_visit, run.visits.again.log_bytes_a_visit)
        said.append(
            f"During visits there were at most {run.visits.connections} connections, during the herd "
            f"{run.herd.connections}. A visit wrote {log / KB:.0f} KB to Postgres' log (WAL)."
        )
    return "\n" + " ".join(said) + "\n"


def steps(measured: Measured) -> str:
    """CPU of each kind of request."""
    found = measured.postgres.steps
    if found is None:
        return "Not measured.\n"
    rows = [[name, *_cost(cost)] for name, cost in found.costs.items()]
    table = _table(["one", "tool, ms of CPU", "Postgres, ms of CPU"], rows)
    return f"{table}\n{shown('load-costs.svg', measured)}\n"


def waits(measured: Measured) -> str:
    """How long answers took at a steady rate."""
    found = measured.postgres.visits
    if found is None:
        return "Not measured.\n"
    rows = [
        [kind, f"{each.times:,}", *(f"{value:,.0f}" for value in (each.p50, each.p95, each.p99, each.longest))]
        for kind, each in found.newcomers.waits.items()
    ]
    table = _table(["ms", "times", "half within", "95 % within", "99 % within", "longest"], rows)
    errors = sum(sum(each.errors.values()) for each in (found.newcomers, found.again))
    return (
        f"{found.rate:g} visits a second begun, {found.newcomers.visits} of them first ones (the table) and "
        f"{found.again.visits} second ones; {_failed(errors)}. {_quiet(found.conditions)}\n\n{table}"
    )


def herd(measured: Measured) -> str:
    """All at once."""
    found = [
        (name, run.herd) for name, run in (("Postgres", measured.postgres), ("SQLite", measured.sqlite)) if run.herd
    ]
    rows = [_herd_row(name, each) for name, each in found]
    names = ["", "half within, s", "95 % within, s", "longest, s", "last served after, s", "failed", "tool, ms of CPU"]
    quiet = _quiet(max((each.conditions for _, each in found), key=lambda where: where.others))
    launches = ", ".join(dict.fromkeys(f"{each.launches} launches in {each.seconds:g} seconds" for _, each in found))
    table = _table([*names, "Postgres, ms of CPU"], rows)
    slow = "; ".join(f"{each.felt_slow:.0%} and {each.told_slow:.0%} on {name}" for name, each in found)
    return (
        f"{launches}, each wait counted from the click. {quiet}\n\n{table}\n"
        f"Requests that took over a second, as people felt it, and as `lti_http_request_seconds` told it: {slow}.\n\n"
        f"{shown('load-herd.svg', measured)}\n"
    )


def outage(measured: Measured) -> str:
    """A gradebook goes, and comes back."""
    found = measured.postgres.outage
    if found is None:
        return "Not measured.\n"
    away, rested = found.back_at_s - found.away_at_s, found.first_at_s - found.back_at_s
    return (
        f"The gradebook answered 503 for {away:.0f} s; {found.most_waiting} scores piled up. It was looked at again "
        f"{rested:.0f} s after it was back; then {found.a_second:.0f} a second arrived, over the at most four "
        f"connections that one platform gets, each call taking {found.latency_ms:.0f} ms there. "
        f"{_failed(sum(found.errors.values())).capitalize()}. {_quiet(found.conditions)}\n\n"
        f"{shown('load-outage.svg', measured)}\n"
    )


def sizes(measured: Measured) -> str:
    """What three sizes need."""
    found = _needs(measured)
    rows = [
        ["learners", *(f"{each.size.learners:,}" for each in found)],
        ["come in the worst hour (assumed)", *(f"{each.size.in_worst_hour:.0%}" for each in found)],
        ["visits in that hour", *(f"{each.size.visits:,}" for each in found)],
        ["visits a second in its busiest minute", *(_few(each.size.at_peak) for each in found)],
        ["CPUs for the tool, half idle then", *(_few(each.web_cores) for each in found)],
        ["web processes", *(str(each.web_processes) for each in found)],
        ["their memory, GiB", *(f"{each.web_mib / 1024:.1f}" for each in found)],
        ["CPUs for Postgres, half idle then", *(_few(each.database_cores) for each in found)],
        [f"machines of {CPUS_A_MACHINE} CPUs, all included", *(str(each.machines) for each in found)],
        ["connections at most", *(str(each.connections) for each in found)],
        ["their memory, GiB", *(f"{each.connections_mib / 1024:.1f}" for each in found)],
        ["launches a second, all of the tool's CPUs busy", *(f"{each.launches_a_second:,.0f}" for each in found)],
        ["database, five visits kept of each learner", *(_space(each.disk_bytes) for each in found)],
        ["log (WAL) in the worst hour", *(_space(each.log_bytes) for each in found)],
    ]
    return _table(["", *(each.size.name for each in found)], rows)


def holds(measured: Measured) -> str:
    """How many times the busiest minute each part could take, and what does not grow with it."""
    found = _needs(measured)
    rows = [[part, *(_times(each.holds[part]) for each in found)] for part in found[0].holds]
    rows.append(["connections, of those that Postgres allows", *(f"{each.share_of_connections:.0%}" for each in found)])
    rows.append(["**full first**", *(each.first for each in found)])
    return _table(["", *(each.size.name for each in found)], rows)


def _needs(measured: Measured) -> list[Needs]:
    found: Units = units_of(measured.postgres)
    return [needs(size, found) for size in SIZES]


def _phases(run: Run) -> Iterable[tuple[str, Conditions]]:
    for name in Run.model_fields:
        facts: Facts | None = getattr(run, name)
        if facts is not None:
            yield name, facts.conditions  # type: ignore[attr-defined]


def _herd_row(name: str, found: Herd) -> list[str]:
    waits = (found.until_page.p50, found.until_page.p95, found.until_page.longest)
    return [
        name,
        *(f"{each / 1000:.2f}" for each in waits),
        f"{found.served_after_s:.1f}",
        str(sum(found.errors.values())),
        *_cost(found.a_launch),
    ]


def _cost(cost: Cost) -> list[str]:
    return [f"{cost.tool_ms:.1f}", f"{cost.database_ms:.1f}"]


def _others(where: Conditions) -> str:
    return f"{where.others:.1f} cores" + ("" if where.others <= QUIET else " (busy)")


def _quiet(where: Conditions) -> str:
    if where.others <= QUIET:
        return "The machine was quiet."
    return f"**The machine was busy**: others used {where.others:.1f} of its {where.cores} cores meanwhile."


def _failed(count: int) -> str:
    return "no request failed" if not count else f"requests that failed: {count:,}"


def _few(number: float) -> str:
    return f"{number:.1f}" if number >= 0.1 else "under 0.1"


def _times(number: float) -> str:
    return f"{number:,.1f} ×" if number < 10 else f"{number:,.0f} ×"


def _space(size: float) -> str:
    return f"{size / GIB:.1f} GiB" if size >= GIB else f"{size / MIB:.1f} MiB"


def _table(names: Sequence[str], rows: Iterable[Sequence[str]], rest: str = "---:") -> str:
    """Columns after the first are figures, aligned to the right, unless `rest` says otherwise."""
    lines = [names, ["---", *(rest for _ in names[1:])], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
