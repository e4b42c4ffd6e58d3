"""Where a score is, as a mark that fits into a table's cell."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from lti_tool.delivery.models import DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.reasons import advice_about, say
from lti_tool.delivery.telling.standing import Standing, standing_of, theirs
from lti_tool.errors import N_
from lti_tool.templating import format_points, translate

LEAST_DIFFERENCE = 0.0005  # of a whole grade; less is rounding
STANDING_WORDS = {
    Standing.ON_ITS_WAY: N_("On its way"),
    Standing.ACCEPTED: N_("Accepted by the LMS"),
    Standing.IN_GRADEBOOK: N_("In the gradebook"),
    Standing.CHANGED: N_("Another grade entered there"),
    Standing.LOCKED: N_("Locked there"),
    Standing.NOT_GRADED: N_("Not graded there"),
    Standing.FAILED: N_("Not delivered"),
    Standing.HELD: N_("Held"),
}
_LOOKS = {
    Standing.ON_ITS_WAY: ("", "clock"),
    Standing.ACCEPTED: ("", "check"),
    Standing.IN_GRADEBOOK: ("good", "check"),
    Standing.CHANGED: ("mine", "info"),
    Standing.LOCKED: ("mine", "info"),
    Standing.NOT_GRADED: ("warn", "info"),
    Standing.FAILED: ("bad", "alert"),
    Standing.HELD: ("", "alert"),
}
_SHOWN = {
    ReadBack.EMPTY: N_("When we last looked, the gradebook showed no grade."),
    ReadBack.OLD: N_("When we last looked, the gradebook still showed the score before this one."),
    ReadBack.OTHER: N_("When we last looked, the gradebook showed another number; we look once more."),
}
MARKED = (
    ScoreDelivery.state,
    ScoreDelivery.score_given,
    ScoreDelivery.score_maximum,
    ScoreDelivery.reason_code,
    ScoreDelivery.reason_params,
    ScoreDelivery.read_back,
    ScoreDelivery.read_back_given,
    ScoreDelivery.read_back_maximum,
)
"""What `delivery_mark` reads of a delivery."""
RESENT = frozenset({Standing.CHANGED, Standing.LOCKED, Standing.NOT_GRADED, Standing.FAILED, Standing.HELD})
"""What may be worth sending again."""


@dataclass(frozen=True, slots=True)
class DeliveryMark:
    """A few words, the kind and picture of their tag, the grade itself as a share, and why it has not arrived.

    `advice` says how to have graded what the LMS does not grade; `delivery_id` is that of a score that may be worth
    sending again, or anyway where it `is_held`.
    """

    words: str
    kind: str = ""
    glyph: str = "info"
    reason: str = ""
    advice: str = ""
    delivery_id: int | None = None
    share: float | None = None
    is_held: bool = False

    @property
    def may_resend(self) -> bool:
        """Whether sending again is worth a button."""
        return self.delivery_id is not None

    def differs_from(self, score_share: float | None) -> bool:
        """Whether the grade is another number than the quiz score that counts, as where lessons are part of it."""
        return self.share is not None and (score_share is None or abs(self.share - score_share) > LEAST_DIFFERENCE)


def delivery_mark(delivery: ScoreDelivery | None, graded: bool) -> DeliveryMark:
    """Say where one score is; `graded` is whether the link has a gradebook column."""
    if delivery is None:
        return DeliveryMark(_("Nothing to send yet") if graded else _("Not graded"))
    standing = standing_of(delivery)
    return DeliveryMark(
        translate(STANDING_WORDS[standing]),
        *_LOOKS[standing],
        reason=_why(delivery, standing),
        advice=advice_about(delivery.reason) if standing == Standing.NOT_GRADED else "",
        delivery_id=delivery.id if standing in RESENT else None,
        share=delivery.score_given / delivery.score_maximum,
        is_held=standing == Standing.HELD,
    )


def _why(delivery: ScoreDelivery, standing: Standing) -> str:
    """Why a score is where it is, as far as there is something to say."""
    if delivery.state != DeliveryState.DELIVERED:
        return say(delivery.reason)
    if standing == Standing.CHANGED:
        return _what_is_there(delivery)
    if standing == Standing.IN_GRADEBOOK or not delivery.read_back:
        return ""
    return translate(_SHOWN[ReadBack(delivery.read_back)])


def _what_is_there(delivery: ScoreDelivery) -> str:
    given, maximum = (format_points(each) for each in theirs(delivery) or (0, 0))
    return _(
        "Your LMS accepted the score, and its gradebook shows %(part)s of %(whole)s: a person entered that, "
        "or a rule of your LMS. It is left as it is.",
        part=given,
        whole=maximum,
    )
