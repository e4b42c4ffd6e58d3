"""What comparing saw of a whole column is kept with its scores, as a look along the lane would."""

from __future__ import annotations

from collections.abc import Sequence

from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.reading_back import ledger
from lti_tool.delivery.reading_back.looking import find_seen
from lti_tool.delivery.reading_back.verdicts import Cell
from lti_tool.delivery.rounds import Services
from lti_tool.lti.services.ags.messages import Results


def note_compared(services: Services, deliveries: Sequence[ScoreDelivery], results: Results) -> None:
    """Write down what the column held for scores that were taken, some at a time; nothing is sent again by it.

    A look that a hand-in asked for is left to the lane, and so is whoever was not read.
    """
    cells = [_cell(delivery) for delivery in deliveries if delivery.state == DeliveryState.DELIVERED]
    seen = find_seen(results, cells)
    for some in ledger.some_at_a_time([cell for cell in cells if cell.user_id in seen]):
        with services.session_factory() as session:
            ledger.record(session, some, seen, utcnow())
            session.commit()


def _cell(delivery: ScoreDelivery) -> Cell:
    return Cell(
        delivery.id,
        delivery.user.id_on_platform,
        delivery.score_given / delivery.score_maximum,
        delivery.delivered_at,
        [*delivery.doubted, *([] if delivery.told_before is None else [delivery.told_before])],
        ReadBack(delivery.read_back),
        delivery.looks,
    )
