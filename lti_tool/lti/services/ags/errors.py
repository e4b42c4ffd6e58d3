"""Why there is no gradebook column, or none that takes a score."""

from __future__ import annotations

from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.pages import Caused
from lti_tool.lti.services.refusals import PlatformRefused, Refusal


class NoLineItem(ToolError):
    """There is no gradebook column for this link, and we may not make one."""

    code = "no_line_item"
    status = 409
    title = N_("No gradebook column")
    message = N_(
        "The learning platform has no gradebook column for this link, and does not let this tool make one. "
        "Turn grading on in the link's settings there, then launch it once."
    )


class ColumnRefused(NoLineItem):
    """The platform makes no gradebook column for this link, tied to it or not."""

    code = "column_refused"
    message = N_("The learning platform makes no gradebook column for this link, so it is not graded (%(refusal)s).")
    advice = N_(
        "To have it graded, place the module once more where your platform grades: in Canvas as an assignment "
        "(submission type “External tool”), elsewhere as a graded activity."
    )

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(params=refusal.facts)

    places = staticmethod(PlatformRefused.places)


class ScoresNotAllowed(NoLineItem):
    """The scope to send scores was not granted with the link's last launch."""

    code = "scores_not_allowed"
    message = N_("The learning platform does not let this tool send scores for this link.")


class LineItemWithoutAddress(NoLineItem):
    """A line item was made, and its id is not in the answer (AGS 2.0 §3.2)."""

    code = "line_item_without_address"
    message = N_("The learning platform made a gradebook column but did not say where it is.")


class LineItemsUnreadable(NoLineItem):
    """An answer that is no list of line items."""

    code = "line_items_unreadable"
    message = N_("The learning platform's list of gradebook columns could not be read.")


class LineItemsIncomplete(Caused, NoLineItem):
    """The list of line items was not read to its end, and the link's own is not in what was read."""

    code = "line_items_incomplete"
    message = N_(
        "The list of gradebook columns was not read to its end, so no column was made: there may be one. %(problem)s"
    )
