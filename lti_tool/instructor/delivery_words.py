"""Where a score is, as a mark that fits into a table's cell."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.grades.models import DeliveryState, ScoreDelivery
from lti_tool.grades.reasons import say_reason


@dataclass(frozen=True, slots=True)
class DeliveryMark:
    """A few words, the kind and picture of their tag, and why a score has not arrived."""

    words: str
    kind: str = ""
    glyph: str = "info"
    reason: str = ""
    delivery_id: int | None = None

    @property
    def may_resend(self) -> bool:
        """Whether sending again is worth a button."""
        return self.kind == "bad"


def delivery_mark(delivery: ScoreDelivery | None, graded: bool) -> DeliveryMark:
    """Say where one score is; `graded` is whether the link has a gradebook column."""
    if delivery is None:
        return DeliveryMark(_("Nothing to send yet") if graded else _("Not graded"))
    if delivery.state == DeliveryState.DELIVERED:
        return DeliveryMark(_("In the gradebook"), "good", "check")
    reason = say_reason(delivery.reason) or ""
    if delivery.state == DeliveryState.FAILED:
        return DeliveryMark(_("Not delivered"), "bad", "alert", reason, delivery.id)
    return DeliveryMark(_("On its way"), "", "clock", reason)
