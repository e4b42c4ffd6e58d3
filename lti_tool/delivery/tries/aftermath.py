"""What a try leaves: a line of history, and its row as it is from then on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, update

from lti_tool.db import table_of
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.reading_back.awaiting import await_look, keep_looks
from lti_tool.delivery.tries.backoff import SPACING, again_at
from lti_tool.delivery.tries.outcomes import Outcome, TryOutcome

_TABLE = table_of(ScoreDelivery)
WRITE = (
    update(_TABLE)  # for one statement with many rows
    .where(_TABLE.c.id == bindparam("row_id"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "state",
                "next_try_at",
                "again_at",
                "lease_until",
                "reason_code",
                "reason_params",
                "sent_at",
                "stamp",
                "delivered_at",
                "in_doubt",
                "doubted",
                "may_overwrite",
                "told_given",
                "told_maximum",
                "told_before",
                "look_at",
                "looks",
                "read_back",
                "read_back_at",
                "read_back_given",
                "read_back_maximum",
            )
        }
    )
)
"""Writes rows as `row_after` gives them."""


def history_of(outcome: Outcome) -> dict[str, Any]:
    """The try as a row of its own."""
    return {
        "delivery_id": outcome.parcel.delivery_id,
        "at": outcome.at,
        "outcome": outcome.kind.value,
        "score_given": outcome.parcel.score_given,
        "http_status": outcome.http_status,
        "request_id": outcome.parcel.request_id,
        "reason_code": outcome.try_reason.code,
        "reason_params": dict(outcome.try_reason.params),
    }


def row_after(outcome: Outcome, row: Row[*tuple[Any, ...]], now: datetime) -> dict[str, Any]:
    """The row as the try leaves it; a score that changed meanwhile stays due, and owes the old one nothing."""
    is_replaced = row.revision != outcome.parcel.revision or row.state != DeliveryState.SENDING
    has_arrived = outcome.kind == TryOutcome.DELIVERED
    is_owed = outcome.in_doubt and not (outcome.stale or is_replaced)
    kept = {
        "row_id": row.id,
        "new_lease_until": None,
        "new_sent_at": outcome.stamp,
        "new_stamp": outcome.stamp if is_owed else None,
        "new_in_doubt": outcome.in_doubt,
        "new_doubted": row.doubted if outcome.in_doubt else [],
    }
    next_try = _stays_due(row, now) if is_replaced else _next_try(outcome, row, now)
    taken = _taken(outcome, row, now, is_replaced=is_replaced) if has_arrived else _not_taken(row)
    return kept | next_try | taken


def _stays_due(row: Row[*tuple[Any, ...]], now: datetime) -> dict[str, Any]:
    return {
        "new_state": DeliveryState.DUE.value,
        "new_next_try_at": now + SPACING,
        "new_again_at": None,
        "new_reason_code": row.reason_code,
        "new_reason_params": row.reason_params,
    }


def _next_try(outcome: Outcome, row: Row[*tuple[Any, ...]], now: datetime) -> dict[str, Any]:
    return {
        "new_state": _state_after(outcome),
        "new_next_try_at": now + (outcome.delay or timedelta()),
        "new_again_at": again_at(row.due_since, now) if outcome.ran_out else None,
        "new_reason_code": outcome.reason.code,
        "new_reason_params": dict(outcome.reason.params),
    }


def _taken(outcome: Outcome, row: Row[*tuple[Any, ...]], now: datetime, *, is_replaced: bool) -> dict[str, Any]:
    return {
        "new_delivered_at": outcome.at,
        "new_may_overwrite": row.may_overwrite and is_replaced,
        "new_told_given": outcome.parcel.score_given,
        "new_told_maximum": outcome.parcel.score_maximum,
        **await_look(outcome, row, now, is_replaced=is_replaced),
    }


def _not_taken(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    told = {
        f"new_{name}": getattr(row, name) for name in ("delivered_at", "may_overwrite", "told_given", "told_maximum")
    }
    return told | keep_looks(row)


def _state_after(outcome: Outcome) -> str:
    states = {TryOutcome.DELIVERED: DeliveryState.DELIVERED, TryOutcome.FAILED: DeliveryState.FAILED}
    return states.get(outcome.kind, DeliveryState.DUE).value
