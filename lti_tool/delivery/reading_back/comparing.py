"""What comparing saw of a whole column is kept with its scores, as a look along the lane would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.reading_back import ledger
from lti_tool.delivery.reading_back.looking import BLANK
from lti_tool.delivery.reading_back.verdicts import Cell
from lti_tool.delivery.rounds import Services
from lti_tool.lti.services.ags import Result


def note_compared(services: Services, deliveries: Sequence[ScoreDelivery], results: Mapping[str, Result]) -> None:
    """Write down what the column held for scores that were taken, some at a time; nothing is sent again by it.

    A look that a hand-in asked for is left to the lane.
    """
    cells = [_cell(delivery) for delivery in deliveries if delivery.state == DeliveryState.DELIVERED]
    seen = {cell.user_id: results.get(cell.user_id, BLANK) for cell in cells}
    for some in ledger.some_at_a_time(cells):
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
