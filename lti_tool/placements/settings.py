"""How a link's quiz is taken: what an instructor set, and the defaults where nothing was set."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

DEFAULT_GRACE_SECONDS = 60
NO_LIMIT = 0


class Counting(StrEnum):
    """Which of several attempts is the grade."""

    HIGHEST = "highest"
    LATEST = "latest"
    FIRST = "first"
    AVERAGE = "average"


class KeyShown(StrEnum):
    """When a result shows the answers with their feedback; before that it says what to study."""

    AFTER_ATTEMPT = "after_attempt"
    AFTER_ATTEMPTS = "after_attempts"
    FROM_DATE = "from_date"


class QuizSettings(BaseModel):
    """One link's settings; None leaves a thing to the module. All moments are aware; minutes and seconds are whole."""

    model_config = ConfigDict(frozen=True, extra="ignore")  # a setting that was dropped must not lock a link

    attempts_allowed: Annotated[int, Field(ge=NO_LIMIT, le=100)] | None = None
    counting: Counting = Counting.HIGHEST
    wait_minutes: Annotated[int, Field(ge=0, le=60 * 24 * 60)] = 0
    opens_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    time_limit_minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    grace_seconds: Annotated[int, Field(ge=0, le=3600)] = DEFAULT_GRACE_SECONDS
    key_shown: KeyShown = KeyShown.AFTER_ATTEMPT
    key_shown_from: AwareDatetime | None = None

    def stored(self) -> dict[str, Any]:
        """What the placement's row keeps: only what differs from the defaults."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def dates(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """Opens, due, closes."""
        return self.opens_at, self.due_at, self.closes_at
