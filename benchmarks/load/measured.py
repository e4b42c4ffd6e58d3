"""What a load run measured, as it is kept between runs: each phase with its day, and how busy others were."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

KEPT = Path(__file__).with_name("measured.json")
DatabaseName = Literal["postgres", "sqlite"]


class Facts(BaseModel):
    """Figures that do not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Conditions(Facts):
    """When and beside what a phase ran; `others` is how many cores were busy with something else."""

    day: str
    cores: int
    processor: str
    others: float


class Cost(Facts):
    """CPU of one of something, in milliseconds: of the tool's processes, and of the Postgres server's."""

    tool_ms: float
    database_ms: float


class Waits(Facts):
    """How long answers took, in milliseconds: `times` of them."""

    times: int
    p50: float
    p95: float
    p99: float
    longest: float


class Idle(Facts):
    """What each second costs while nobody comes."""

    conditions: Conditions
    a_second: Cost


class Steps(Facts):
    """What each kind of request costs, made by many learners at a time, while nothing is delivered."""

    conditions: Conditions
    learners: int
    costs: dict[str, Cost]


class Round(Facts):
    """Whole visits at a steady rate, and all that comes of them in the background."""

    visits: int
    seconds: float
    a_visit: Cost
    waits: dict[str, Waits]
    errors: dict[str, int]
    bytes_a_visit: float
    log_bytes_a_visit: float


class Visits(Facts):
    """People who come for the first time, then the same people again."""

    conditions: Conditions
    rate: float
    newcomers: Round
    again: Round
    connections: int


class Herd(Facts):
    """Newcomers who all come within seconds. `dots`: the second in which each came, and seconds until their page.

    `felt_slow` and `told_slow` are the shares of requests that took over a second as people felt it, and as the tool's
    own figures tell it.
    """

    conditions: Conditions
    launches: int
    seconds: float
    served_after_s: float
    a_launch: Cost
    until_page: Waits
    waits: dict[str, Waits]
    errors: dict[str, int]
    felt_slow: float
    told_slow: float
    connections: int
    dots: list[tuple[float, float]]


class Outage(Facts):
    """A gradebook that is away for a while. `curve`: second, scores handed in, scores that arrived."""

    conditions: Conditions
    latency_ms: float
    away_at_s: float
    back_at_s: float
    first_at_s: float
    empty_at_s: float
    most_waiting: int
    a_second: float
    a_delivery: Cost
    errors: dict[str, int]
    curve: list[tuple[float, int, int]]


class Memory(Facts):
    """MiB at the end of a run: each web process's own (USS) and resident (RSS), and a Postgres connection's own."""

    conditions: Conditions
    own_mib: list[float]
    resident_mib: list[float]
    connection_mib: float
    connections: int


class Run(Facts):
    """All phases on one database; what was never measured is none."""

    idle: Idle | None = None
    steps: Steps | None = None
    visits: Visits | None = None
    herd: Herd | None = None
    outage: Outage | None = None
    memory: Memory | None = None


class Measured(Facts):
    """The newest figures of each phase."""

    postgres: Run = Run()
    sqlite: Run = Run()

    def with_run(self, database: DatabaseName, run: Run) -> Measured:
        """These figures, and those of a run in the place of older ones."""
        before: Run = getattr(self, database)
        return self.model_copy(update={database: before.model_copy(update=_found(run))})

    def write(self, path: Path = KEPT) -> None:
        """Keep it."""
        path.write_text(self.model_dump_json(exclude_none=True) + "\n", encoding="utf-8")


def _found(run: Run) -> dict[str, Facts]:
    return {name: value for name in Run.model_fields if (value := getattr(run, name)) is not None}


def read(path: Path = KEPT) -> Measured:
    """What was kept."""
    return Measured.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else Measured()
