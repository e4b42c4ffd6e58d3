"""What other sizes need, by multiplication from what was measured; nothing here was run at those sizes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.load.measured import Run
from lti_tool.connections import Connections

PEAK = 2.0
"""The busiest minute of the worst hour, against the hour's mean: assumed."""

BUSY = 0.5
"""How busy a CPU may be in that minute, so that nobody waits long for it."""

CONNECTIONS_A_PROCESS = Connections().most_connections
"""The most that a web process opens, if its settings are left as they are."""

POSTGRES_CONNECTIONS = 97
"""What Postgres lets a plain user open, as it is delivered: `max_connections` less three for a superuser."""

CONNECTIONS = "connections"

CPUS_A_MACHINE = 4
FEWEST_PROCESSES = 2
KEPT_VISITS = 5
"""Visits with a finished quiz that are kept of each learner: the first, and four more."""


@dataclass(frozen=True)
class Size:
    """Who learns, and the share of them who come in the worst hour, once each: assumed."""

    name: str
    learners: int
    in_worst_hour: float

    @property
    def visits(self) -> int:
        """In the worst hour."""
        return round(self.learners * self.in_worst_hour)

    @property
    def at_peak(self) -> float:
        """Visits a second, in its busiest minute."""
        return self.visits / 3600 * PEAK


SIZES = (
    Size("1 library", 40, 1.0),
    Size("300 libraries", 100_000, 0.05),
    Size("a million learners", 1_000_000, 0.05),
)


@dataclass(frozen=True)
class Units:
    """What one of each costs. CPU of a visit is the dearer of the two rounds'; `shared_mib` is once a machine."""

    tool_ms: float
    database_ms: float
    first_bytes: float
    again_bytes: float
    log_bytes: float
    lane_a_second: float
    own_mib: float
    shared_mib: float
    connection_mib: float
    launch_ms: float


@dataclass(frozen=True)
class Needs:
    """Of one size, in the worst hour's busiest minute; `holds` says how many times that minute each part could take."""

    size: Size
    web_cores: float
    web_processes: int
    web_mib: float
    database_cores: float
    connections: int
    connections_mib: float
    disk_bytes: float
    log_bytes: float
    launches_a_second: float
    holds: dict[str, float]

    @property
    def machines(self) -> int:
        """How many machines these CPUs fill: one for all, or Postgres on one of its own."""
        if self.web_cores + self.database_cores <= CPUS_A_MACHINE:
            return 1
        return sum(math.ceil(cores / CPUS_A_MACHINE) for cores in (self.web_cores, self.database_cores))

    @property
    def share_of_connections(self) -> float:
        """Of those that Postgres allows; over 1 it refuses some, however many people come."""
        return self.connections / POSTGRES_CONNECTIONS

    @property
    def first(self) -> str:
        """What is full first."""
        return CONNECTIONS if self.share_of_connections > 1 else min(self.holds, key=lambda name: self.holds[name])


def units_of(run: Run) -> Units:
    """Read from a whole run on Postgres. Raises ValueError where a phase was never measured."""
    if run.visits is None or run.herd is None or run.outage is None or run.memory is None:
        raise ValueError("visits, herd, outage and memory were not all measured on Postgres")
    rounds = (run.visits.newcomers, run.visits.again)
    return Units(
        tool_ms=max(each.a_visit.tool_ms for each in rounds),
        database_ms=max(each.a_visit.database_ms for each in rounds),
        first_bytes=run.visits.newcomers.bytes_a_visit,
        again_bytes=run.visits.again.bytes_a_visit,
        log_bytes=max(each.log_bytes_a_visit for each in rounds),
        lane_a_second=run.outage.a_second,
        own_mib=max(run.memory.own_mib),
        shared_mib=max(
            resident - own for resident, own in zip(run.memory.resident_mib, run.memory.own_mib, strict=True)
        ),
        connection_mib=run.memory.connection_mib,
        launch_ms=run.herd.a_launch.tool_ms,
    )


def needs(size: Size, units: Units) -> Needs:
    """CPU such that it is half idle, a web process for each of its cores, and what they hold.

    What each part could take is counted with whole CPUs, nothing idle, and with one platform's lane if all people were
    of one platform.
    """
    web, database = (size.at_peak * each / 1000 for each in (units.tool_ms, units.database_ms))
    processes = max(FEWEST_PROCESSES, math.ceil(web / BUSY))
    connections = processes * CONNECTIONS_A_PROCESS
    return Needs(
        size=size,
        web_cores=web / BUSY,
        web_processes=processes,
        web_mib=units.shared_mib + processes * units.own_mib,
        database_cores=database / BUSY,
        connections=connections,
        connections_mib=connections * units.connection_mib,
        disk_bytes=size.learners * (units.first_bytes + (KEPT_VISITS - 1) * units.again_bytes),
        log_bytes=size.visits * units.log_bytes,
        launches_a_second=processes * 1000 / units.launch_ms,
        holds={
            "the tool's CPU": processes / web,
            "Postgres' CPU": max(1, math.ceil(database / BUSY)) / database,
            "one platform's lane": units.lane_a_second / size.at_peak,
        },
    )
