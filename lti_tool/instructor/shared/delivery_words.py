"""Where a score is, as a mark that fits into a table's cell."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.reasons import is_held, say

LEAST_DIFFERENCE = 0.0005  # of a whole grade; less is rounding


@dataclass(frozen=True, slots=True)
class DeliveryMark:
    """A few words, the kind and picture of their tag, the grade itself as a share, and why it has not arrived."""

    words: str
    kind: str = ""
    glyph: str = "info"
    reason: str = ""
    delivery_id: int | None = None
    share: float | None = None

    @property
    def may_resend(self) -> bool:
        """Whether sending again is worth a button."""
        return self.delivery_id is not None

    @property
    def is_held(self) -> bool:
        """Whether it waits for somebody to say that it is to be sent."""
        return self.may_resend and self.kind != "bad"

    def differs_from(self, score_share: float | None) -> bool:
        """Whether the grade is another number than the quiz score that counts, as where lessons are part of it."""
        return self.share is not None and (score_share is None or abs(self.share - score_share) > LEAST_DIFFERENCE)


def delivery_mark(delivery: ScoreDelivery | None, graded: bool) -> DeliveryMark:
    """Say where one score is; `graded` is whether the link has a gradebook column."""
    if delivery is None:
        return DeliveryMark(_("Nothing to send yet") if graded else _("Not graded"))
    share = delivery.score_given / delivery.score_maximum
    if delivery.state == DeliveryState.DELIVERED:
        return DeliveryMark(_("In the gradebook"), "good", "check", share=share)
    reason = say(delivery.reason)
    if delivery.state == DeliveryState.FAILED and is_held(delivery.reason):
        return DeliveryMark(_("Held"), "", "alert", reason, delivery.id, share)
    if delivery.state == DeliveryState.FAILED:
        return DeliveryMark(_("Not delivered"), "bad", "alert", reason, delivery.id, share)
    return DeliveryMark(_("On its way"), "", "clock", reason, share=share)
