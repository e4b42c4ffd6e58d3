"""Filters that every template may use."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the templates their filters."""
    app.add_template_filter(format_datetime, "datetime")
    app.add_template_filter(format_points, "points")
    app.url_defaults(_Versions(Path(app.static_folder or "")))


class _Versions:
    """Adds to each static file's address what its content is, so that browsers may keep it and still see a new one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._of = lru_cache(maxsize=None)(self._digest)

    def __call__(self, endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["v"] = self._of(values["filename"])

    def _digest(self, filename: str) -> str:
        path = self._folder / filename
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


def format_datetime(value: datetime | None) -> str:
    """A moment as people read it; the zone is said because learners sit in several."""
    return value.astimezone(UTC).strftime("%-d %b %Y, %H:%M UTC") if value else ""


def format_points(value: Fraction | float | None) -> str:
    """Points without needless decimals: 7, 7.5, 6.67."""
    return "" if value is None else f"{float(value):.2f}".rstrip("0").rstrip(".")
