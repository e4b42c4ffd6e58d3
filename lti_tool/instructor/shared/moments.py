"""Moments in forms: typed in the browser's time zone, which the page sends along, and aware from there on."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Field
from wtforms.validators import InputRequired, Optional, ValidationError

from lti_tool.placements.description import EARLIEST, LATEST

MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label: Any, needed: InputRequired | None = None) -> DateTimeLocalField:
    """A field for a moment, which may stay empty unless it is needed."""
    return DateTimeLocalField(label, format=[MOMENT, f"{MOMENT}:%S"], validators=[needed or Optional(), _check_year])


def read_zone(name: str | None) -> tzinfo:
    """The time zone of that name; UTC where the browser sent none that we know."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def aware(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """A typed moment in its time zone."""
    return moment.replace(tzinfo=zone) if moment else None


def _check_year(_form: FlaskForm, field: Field) -> None:
    if field.data and not EARLIEST <= field.data.year <= LATEST:
        raise ValidationError(_("Choose a year from %(first)s to %(last)s.", first=EARLIEST, last=LATEST))
