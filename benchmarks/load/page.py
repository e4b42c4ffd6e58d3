"""docs/capacity.md: its prose is written by hand, what stands between marks comes from the figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.load import tables
from benchmarks.load.measured import Measured

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "capacity.md"
BETWEEN = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
PARTS: dict[str, Callable[[Measured], str]] = {
    "conditions": tables.conditions,
    "units": tables.units,
    "steps": tables.steps,
    "waits": tables.waits,
    "herd": tables.herd,
    "outage": tables.outage,
    "sizes": tables.sizes,
    "holds": tables.holds,
}


def written(text: str, measured: Measured) -> str:
    """The page with these figures. Raises KeyError for a mark that no part has."""
    return BETWEEN.sub(lambda found: f"{found[1]}{PARTS[found[2]](measured).strip()}\n{found[3]}", text)


def write(measured: Measured) -> None:
    """Write the page and its plots anew."""
    from benchmarks.load import plots  # what draws them is installed for this alone

    plots.write(measured, DOCS / "images")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
