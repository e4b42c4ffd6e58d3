"""What may be said of one score: every page, file and count that says where a grade is asks here."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import Case, ColumnElement, case

from lti_tool.delivery.models import DeliveryState, ReadBack, ScoreDelivery
from lti_tool.delivery.reasons import HELD, NOT_GRADED, ChangedThere, Why
from lti_tool.reasons import Reason


class Standing(StrEnum):
    """Where a score is, as far as it is known.

    ACCEPTED is what the platform took and did not show yet, or does not let us see; only what was read back is
    IN_GRADEBOOK. NOT_SENT is where there is none yet. CHANGED and LOCKED are a person's decision, NOT_GRADED the
    platform's: nothing is wrong with the score. HELD waits for a person to say that it is to be sent.
    """

    NOT_SENT = "not_sent"
    ON_ITS_WAY = "on_its_way"
    ACCEPTED = "accepted"
    IN_GRADEBOOK = "delivered"
    CHANGED = "changed"
    LOCKED = "locked"
    NOT_GRADED = "not_graded"
    FAILED = "failed"
    HELD = "held"


_TAKEN = {ReadBack.THERE.value: Standing.IN_GRADEBOOK, ReadBack.CHANGED.value: Standing.CHANGED}
_REFUSED: dict[str, Standing] = {
    ChangedThere.code: Standing.CHANGED,
    Why.LOCKED.value: Standing.LOCKED,
    **dict.fromkeys(NOT_GRADED, Standing.NOT_GRADED),
    **dict.fromkeys(HELD, Standing.HELD),
}


def standing_of(delivery: ScoreDelivery) -> Standing:
    """Where one score is."""
    if delivery.state == DeliveryState.DELIVERED:
        return _TAKEN.get(delivery.read_back, Standing.ACCEPTED)
    if delivery.state == DeliveryState.FAILED:
        return _REFUSED.get(delivery.reason.code, Standing.FAILED)
    return Standing.ON_ITS_WAY


def standing() -> Case[str]:
    """The same in SQL."""
    return case(
        (ScoreDelivery.state == DeliveryState.DELIVERED, _lookup(ScoreDelivery.read_back, _TAKEN, Standing.ACCEPTED)),
        (ScoreDelivery.state == DeliveryState.FAILED, _lookup(ScoreDelivery.reason_code, _REFUSED, Standing.FAILED)),
        else_=Standing.ON_ITS_WAY.value,
    )


def has_standing(wanted: Collection[Standing]) -> ColumnElement[bool]:
    """A condition: scores that stand so."""
    return standing().in_([each.value for each in wanted])


def theirs(delivery: ScoreDelivery) -> tuple[float, float] | None:
    """The grade that a person gave in our score's place, and its maximum; None where nobody did, or it is unknown."""
    if standing_of(delivery) != Standing.CHANGED:
        return None
    if delivery.state == DeliveryState.FAILED:
        return _of_reason(delivery.reason)
    if delivery.read_back_given is None or delivery.read_back_maximum is None:
        return None
    return delivery.read_back_given, delivery.read_back_maximum


def _of_reason(reason: Reason) -> tuple[float, float] | None:
    given, maximum = reason.params.get("theirs_given"), reason.params.get("theirs_maximum")
    return (given, maximum) if isinstance(given, int | float) and isinstance(maximum, int | float) else None


def _lookup(column: Any, standings: dict[str, Standing], otherwise: Standing) -> Case[str]:
    return case({code: each.value for code, each in standings.items()}, value=column, else_=otherwise.value)
