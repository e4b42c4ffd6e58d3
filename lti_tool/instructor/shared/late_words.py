"""When something was handed in, and whether that was late, as files say it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flask_babel import gettext as _

from lti_tool.instructor.shared.lateness import HandIn

SPREADSHEET = "%Y-%m-%d %H:%M"


def hand_in_head(zone: tzinfo) -> list[str]:
    """The columns, with the zone of their moments."""
    return [f"{_('Due')} ({zone})", f"{_('First handed in')} ({zone})", _("Late")]


def hand_in_cells(hand_in: HandIn | None, zone: tzinfo) -> list[str]:
    """Their cells; empty where nothing was handed in."""
    if hand_in is None:
        return ["", "", ""]
    late = _("Handed in late") if hand_in.is_late else ""
    return [_moment(hand_in.due_at, zone), _moment(hand_in.at, zone), late]


def _moment(at: datetime | None, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime(SPREADSHEET) if at else ""
