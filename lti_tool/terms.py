"""How long what people leave behind is kept: settings of their own, which may not contradict each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

LONGEST = 36_500
PREFIX = "LTI_TOOL_"
Days = Annotated[int, Field(ge=1, le=LONGEST)]
PARTS = {
    "keep_launches_days": ("keep_people_days", "Launches", "the people who made them"),
    "keep_attempts_days": ("keep_people_days", "Attempts", "the people who made them"),
    "keep_reasons_days": ("keep_people_days", "Reasons", "the people whom they are about"),
    "keep_practice_days": ("keep_attempts_days", "Attempts that count for nothing", "those that count"),
}
"""What goes together with something else, and so cannot be kept for longer than that."""


class Terms(BaseModel):
    """All terms, in days; each row of `docs/operators.md` that has one of them names it."""

    keep_launches_days: Days = 1
    keep_refusals_days: Days = 30
    keep_log_days: Days = 1_095
    keep_reasons_days: Days = 365
    keep_practice_days: Days = 365
    keep_attempts_days: Days = 1_095
    keep_people_days: Annotated[int, Field(ge=30, le=LONGEST)] = 1_825

    @model_validator(mode="after")
    def _without_contradictions(self) -> Self:
        told = [
            f"{what} cannot be kept for longer than {whom}: "
            f"{PREFIX}{part.upper()} is {getattr(self, part)}, {PREFIX}{whole.upper()} is {getattr(self, whole)}"
            for part, (whole, what, whom) in PARTS.items()
            if getattr(self, part) > getattr(self, whole)
        ]
        if told:
            raise ValueError("; ".join(told))
        return self

    def before(self, setting: str, now: datetime) -> datetime:
        """The moment before which what a term is about is to go."""
        return now - timedelta(days=getattr(self, setting))
