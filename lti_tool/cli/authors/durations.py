"""Durations as operators type them: 30m, 12h, 7d, 2w."""

from __future__ import annotations

import re
from datetime import timedelta

import click

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DURATION = re.compile(r"([1-9][0-9]{0,4})([mhdw])")
LONGEST = timedelta(days=366)


class Duration(click.ParamType[timedelta]):
    """A number and a unit, up to a year."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read what was typed."""
        found = _DURATION.fullmatch(str(value))
        lasts = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
        if not timedelta(0) < lasts <= LONGEST:
            self.fail(f"{value!r} is not a duration such as 30m, 12h, 7d or 2w, up to a year.", param, ctx)
        return lasts


DURATION = Duration()
