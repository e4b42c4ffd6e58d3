"""Filters that every template may use."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the templates their filters."""
    app.add_template_filter(format_datetime, "datetime")
    app.add_template_filter(format_points, "points")


def format_datetime(value: datetime | None) -> str:
    """A moment as people read it; the zone is said because learners sit in several."""
    return value.astimezone(UTC).strftime("%-d %b %Y, %H:%M UTC") if value else ""


def format_points(value: Fraction | float | None) -> str:
    """Points without needless decimals: 7, 7.5, 6.67."""
    return "" if value is None else f"{float(value):.2f}".rstrip("0").rstrip(".")
