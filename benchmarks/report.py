"""The figures of a run, and how they are told."""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import dataclass
from statistics import median

from benchmarks.counting import STEPS

AIM, PROTOCOL_AIM = 2.5, 1.8
Statements = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Costs:
    """Seconds per sequence, or per step: CPU of the app's processes, CPU of a database server, time on the wall."""

    cpu: float
    database_cpu: float
    wall: float


@dataclass(frozen=True)
class Measured:
    """Each pair is (tool, bare)."""

    first_launch: tuple[Costs, Costs]
    rounds: list[tuple[Costs, Costs]]
    steps: list[tuple[dict[str, Costs], dict[str, Costs]]]
    newcomer: Costs

    @property
    def ratios(self) -> list[float]:
        """Tool against bare, round by round, lowest first."""
        return sorted(tool.cpu / bare.cpu for tool, bare in self.rounds)

    @property
    def protocol_ratio(self) -> float:
        """Login and launch without the page, tool against bare: the median of the rounds of single steps."""
        return median(_protocol(tool) / _protocol(bare) for tool, bare in self.steps)


def _protocol(steps: dict[str, Costs]) -> float:
    return steps["login"].cpu + steps["launch"].cpu


def print_report(measured: Measured, statements: Statements, options: argparse.Namespace) -> None:
    database = "Postgres" if options.postgres else "SQLite"
    print(
        f"{options.rounds} rounds of {options.sequences} launches, {database}, "
        f"Python {platform.python_version()}, {os.cpu_count()} cores\n"
    )
    _print_costs(measured)
    if options.postgres:
        _print_database_costs(measured)
    _print_statements(statements, show=options.show_statements)
    low, middle, high = measured.ratios[0], median(measured.ratios), measured.ratios[-1]
    tool, bare = (_milliseconds([pair[side] for pair in measured.rounds]) for side in (0, 1))
    print(f"login + launch: {measured.protocol_ratio:.2f}x bare; the aim is {PROTOCOL_AIM}x, with the page {AIM}x")
    print(
        f"launch: {middle:.2f}x bare ({low:.2f} to {high:.2f}), {tool:.2f} ms against {bare:.2f} ms of CPU "
        "per login + launch + page"
    )


def _print_costs(measured: Measured) -> None:
    print(f"{'CPU, ms':<28}{'tool':>8}{'bare':>8}{'ratio':>8}")
    for name in STEPS:
        tool, bare = (_milliseconds([pair[side][name] for pair in measured.steps]) for side in (0, 1))
        _print_line(f"  {name}", tool, bare)
    tool, bare = (_milliseconds([pair[side] for pair in measured.rounds]) for side in (0, 1))
    _print_line("login + launch + page", tool, bare)
    print(f"{'  the same by a newcomer':<28}{measured.newcomer.cpu * 1000:>8.2f}")
    _print_line("first launch of a process", *(each.cpu * 1000 for each in measured.first_launch))
    print()


def _print_database_costs(measured: Measured) -> None:
    tool, bare = (median(pair[side].database_cpu for pair in measured.rounds) * 1000 for side in (0, 1))
    print(f"Besides, the Postgres server spent {tool:.2f} ms for the tool and {bare:.2f} ms for the bare app.\n")


def _print_statements(statements: Statements, *, show: bool) -> None:
    print(f"{'SQL statements':<28}" + "".join(f"{name:>8}" for name in STEPS))
    for name, steps in statements.items():
        print(f"  {name:<26}" + "".join(f"{len(steps[step]):>8}" for step in STEPS))
    print()
    if show:
        for name, steps in statements.items():
            for step in STEPS:
                for statement in steps[step]:
                    print(f"{name}, {step}: {' '.join(statement.split())}")
        print()


def _print_line(name: str, tool: float, bare: float) -> None:
    ratio = f"{tool / bare:>7.2f}x" if bare else ""
    print(f"{name:<28}{tool:>8.2f}{bare:>8.2f}{ratio}")


def _milliseconds(costs: list[Costs]) -> float:
    return median(each.cpu for each in costs) * 1000
