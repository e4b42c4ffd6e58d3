"""When something was handed in, and whether that was late, as files say it."""

from __future__ import annotations

from datetime import tzinfo

from flask_babel import gettext as _

from lti_tool.instructor.shared.lateness import HandIn
from lti_tool.instructor.shared.moments import for_spreadsheet, in_zone


def hand_in_head(zone: tzinfo) -> list[str]:
    """The columns, with the zone of their moments."""
    return [in_zone(_("Due"), zone), in_zone(_("First handed in"), zone), _("Late")]


def hand_in_cells(hand_in: HandIn | None, zone: tzinfo, late: str) -> list[str]:
    """Their cells, with the words for `late`; empty where nothing was handed in."""
    if hand_in is None:
        return ["", "", ""]
    return [for_spreadsheet(hand_in.due_at, zone), for_spreadsheet(hand_in.at, zone), late if hand_in.is_late else ""]
