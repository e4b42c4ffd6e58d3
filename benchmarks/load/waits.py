"""How long answers took: percentiles of what was really seen, none of them interpolated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.load.measured import Waits


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def summed_up(seconds: Iterable[float]) -> Waits:
    """Of at least one wait."""
    ordered = sorted(1000 * each for each in seconds)
    p50, p95, p99 = (round(percentile(ordered, share), 1) for share in (0.5, 0.95, 0.99))
    return Waits(times=len(ordered), p50=p50, p95=p95, p99=p99, longest=round(ordered[-1], 1))


def by_kind(taken: Mapping[str, Iterable[float]]) -> dict[str, Waits]:
    """For each kind of request."""
    return {kind: summed_up(seconds) for kind, seconds in taken.items()}


def over_a_second(taken: Iterable[Iterable[float]]) -> float:
    """The share of all waits, of at least one, that took more than a second."""
    slow = [seconds > 1 for kind in taken for seconds in kind]
    return sum(slow) / len(slow)
