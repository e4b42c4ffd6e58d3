"""What all activities have in common, and the small parts that several of them use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import StringConstraints, model_validator

from lti_tool.content.model.fields import LOCAL_ID, Behaviours, Id, Text
from lti_tool.content.model.record import Record, sha256_hex

MAX_LOCAL_ID = 24

LocalId = Annotated[str, StringConstraints(pattern=LOCAL_ID, max_length=MAX_LOCAL_ID)]


class ActivityFacts(Record):
    """An activity's name: `local_id` inside its lesson, `id` (lesson id, dot, local id) everywhere else.

    `behaviours` are those that it practises.
    """

    id: Id
    local_id: LocalId
    behaviours: Behaviours = ()


class Line(Record):
    """A short text to choose; authors write the text alone, and its id is derived from it.

    So what learners chose survives a change of order, and a translation keeps the ids of the English lines.
    """

    id: LocalId
    text: Text

    @model_validator(mode="before")
    @classmethod
    def _name(cls, data: Any) -> Any:
        return {"id": sha256_hex(data.strip())[:8], "text": data} if isinstance(data, str) else data


def first_repeated(ids: Iterable[str]) -> str | None:
    """Return the first id that was there before, or None."""
    seen: set[str] = set()
    for entry_id in ids:
        if entry_id in seen:
            return entry_id
        seen.add(entry_id)
    return None
