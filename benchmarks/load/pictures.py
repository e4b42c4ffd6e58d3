"""Which plots there are, and what each says to somebody who does not see it."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.load.measured import Herd, Measured


def _costs(measured: Measured) -> str:
    steps = measured.postgres.steps
    assert steps is not None
    whole = {name: cost.tool_ms + cost.database_ms for name, cost in steps.costs.items()}
    least, most = (pick(whole, key=lambda name: whole[name]) for pick in (min, max))
    return (
        f"Bars: CPU of each kind of request, of the tool and of Postgres; {most} costs most, {whole[most]:.1f} ms, "
        f"and {least} least, {whole[least]:.1f} ms."
    )


def _herd(measured: Measured) -> str:
    told = [
        _told(name, herd)
        for name, herd in (("Postgres", measured.postgres.herd), ("SQLite", measured.sqlite.herd))
        if herd is not None
    ]
    return f"Dots: how long each person of the herd waited for their page. {' '.join(told)}"


def _told(name: str, herd: Herd) -> str:
    waits = herd.until_page
    return f"On {name} half waited at most {waits.p50 / 1000:.2f} s, and nobody over {waits.longest / 1000:.2f} s."


def _outage(measured: Measured) -> str:
    outage = measured.postgres.outage
    assert outage is not None
    return (
        f"Two lines: scores handed in, and scores that arrived. {outage.most_waiting} pile up while the gradebook is "
        f"away; the first arrives {outage.first_at_s - outage.back_at_s:.0f} s after it is back, the last "
        f"{outage.empty_at_s - outage.first_at_s:.0f} s later."
    )


PICTURES: dict[str, Callable[[Measured], str]] = {
    "load-costs.svg": _costs,
    "load-herd.svg": _herd,
    "load-outage.svg": _outage,
}


def shown(name: str, measured: Measured) -> str:
    """The picture in a page of docs/."""
    return f"![{PICTURES[name](measured)}](images/{name})"
