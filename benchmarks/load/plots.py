"""The plots of docs/capacity.md, as SVG that is the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.load.measured import Measured, Run
from benchmarks.load.pictures import PICTURES

INCHES = (8, 3.6)
TOOL, DATABASE, AWAY = "#1f5a96", "#d98c21", "#e6e6e6"
OPTIONS = {
    "svg.hashsalt": "load",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}
Draw = Callable[[Axes, Measured], None]


def write(measured: Measured, folder: Path) -> None:
    """All of them."""
    for name in PICTURES:
        with matplotlib.rc_context(OPTIONS):
            figure = Figure(figsize=INCHES, layout="constrained")
            DRAWN[name](figure.add_subplot(), measured)
            figure.savefig(folder / name, metadata={"Date": None, "Creator": None})


def _costs(axes: Axes, measured: Measured) -> None:
    """CPU of each kind of request, the tool's and Postgres' one on the other."""
    steps = measured.postgres.steps
    assert steps is not None
    names = list(steps.costs)
    tool = [steps.costs[name].tool_ms for name in names]
    axes.barh(names, tool, color=TOOL, label="the tool")
    database = [steps.costs[name].database_ms for name in names]
    axes.barh(names, database, left=tool, color=DATABASE, label="Postgres")
    axes.invert_yaxis()
    axes.set_xlabel("CPU of one request, ms")
    axes.legend(frameon=False)


def _herd(axes: Axes, measured: Measured) -> None:
    """Each person's wait, from the click to their page, by when they came."""
    for name, run, color in _runs(measured):
        if run.herd is not None:
            came, waited = zip(*run.herd.dots, strict=True)
            axes.scatter(came, waited, s=7, color=color, label=name, alpha=0.7, linewidths=0)
    axes.set_xlabel("second in which they clicked")
    axes.set_ylabel("seconds until their page")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)


def _outage(axes: Axes, measured: Measured) -> None:
    """Scores handed in, and those that arrived; what lies between the lines is waiting."""
    outage = measured.postgres.outage
    assert outage is not None
    at, handed_in, arrived = zip(*outage.curve, strict=True)
    axes.axvspan(outage.away_at_s, outage.back_at_s, color=AWAY, label="the gradebook is away")
    axes.step(at, handed_in, where="post", color=TOOL, label="handed in")
    axes.step(at, arrived, where="post", color=DATABASE, label="arrived")
    axes.set_xlabel("second")
    axes.set_ylabel("scores")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, loc="upper left")


def _runs(measured: Measured) -> tuple[tuple[str, Run, str], ...]:
    return ("Postgres", measured.postgres, TOOL), ("SQLite", measured.sqlite, DATABASE)


DRAWN: dict[str, Draw] = {"load-costs.svg": _costs, "load-herd.svg": _herd, "load-outage.svg": _outage}
