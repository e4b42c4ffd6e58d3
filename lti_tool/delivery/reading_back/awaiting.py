"""What a row says of looks when a try is written down: one that arrived is looked at soon, others change nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from lti_tool.delivery.models import ReadBack
from lti_tool.delivery.reading_back.verdicts import FIRST_LOOK
from lti_tool.delivery.tries.outcomes import Outcome
from lti_tool.lti.services.ags.vocabulary import RESULT_SCOPE

_KEPT = ("told_before", "looks", "read_back", "read_back_at", "read_back_given", "read_back_maximum")


def await_look(outcome: Outcome, row: Row[*tuple[Any, ...]], now: datetime, *, is_replaced: bool) -> dict[str, Any]:
    """The score was taken, so what was shown before counts no more; a look follows where it was not seen already."""
    parcel, shown = outcome.parcel, outcome.shown
    told, before = parcel.score_given / parcel.score_maximum, _share_told(row)
    is_wanted = shown is None and not is_replaced and RESULT_SCOPE in parcel.scopes
    return {
        "new_told_before": row.told_before if before is None or before == told else before,
        "new_look_at": now + FIRST_LOOK if is_wanted else None,
        "new_looks": 0,
        "new_read_back": ReadBack.THERE.value if shown else ReadBack.UNKNOWN.value,
        "new_read_back_at": outcome.at if shown else row.read_back_at,
        "new_read_back_given": shown.score if shown else None,
        "new_read_back_maximum": shown.maximum if shown else None,
    }


def keep_looks(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The try did not arrive: nothing is new about the gradebook."""
    return {"new_look_at": None} | {f"new_{name}": getattr(row, name) for name in _KEPT}


def _share_told(row: Row[*tuple[Any, ...]]) -> float | None:
    return row.told_given / row.told_maximum if row.told_given is not None and row.told_maximum else None
