"""What one try to send a score needs, and what came of it: plain values, so that no transaction stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from lti_tool.delivery.tries.failures import Setback
from lti_tool.lti.models import Registration
from lti_tool.lti.services.ags.messages import Result, Window
from lti_tool.reasons import Reason


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that sending one score needs, copied out of the database; `stamp` is the timestamp that it carries."""

    delivery_id: int
    revision: int
    lease_until: datetime
    stamp: datetime
    tries: int
    score_given: float
    score_maximum: int
    told_given: float | None
    told_maximum: int | None
    started_at: datetime
    submitted_at: datetime
    was_delivered: bool
    in_doubt: bool
    doubted: Sequence[float]
    may_overwrite: bool
    user_id: str
    resource_link_id: int
    resource_link_id_on_platform: str
    title: str
    module_id: str
    scopes: Sequence[str]
    lineitem_url: str | None
    lineitems_url: str | None
    registration: Registration
    work_url: str = ""
    request_id: str = ""
    window: Window = Window()  # noqa: RUF009  it is frozen


class TryOutcome(StrEnum):
    """What one try came to."""

    DELIVERED = "delivered"
    LATER = "later"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One try: `stamp` is what the score carried, `in_doubt` whether it may have arrived without our hearing of it.

    `stale` says that the gradebook takes the stamp to be too old, so that a repeat needs a later one.

    `delay` is the wait until the next try; `setback` is what stood in the way, and for whom. `ran_out` says that only
    patience ended: another day may be better. `shown` is the score as the gradebook was seen to hold it already.
    """

    parcel: Parcel
    kind: TryOutcome
    at: datetime
    stamp: datetime
    in_doubt: bool = False
    stale: bool = False
    reason: Reason = Reason()  # noqa: RUF009  it is frozen
    delay: timedelta | None = None
    setback: Setback | None = None
    ran_out: bool = False
    shown: Result | None = None

    @property
    def http_status(self) -> int | None:
        """What the platform answered; nothing where it took the score, or said nothing at all."""
        return self.setback.http_status if self.setback else None

    @property
    def try_reason(self) -> Reason:
        """Why this try failed, whatever becomes of the score."""
        return self.setback.reason if self.setback else Reason()


@dataclass
class Tally:
    """What came of one round: ids of deliveries that arrived, will be tried later, or failed for good."""

    delivered: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many scores were sent, or tried."""
        return len(self.delivered) + len(self.later) + len(self.failed)

    def count(self, outcome: Outcome) -> None:
        """Add one."""
        getattr(self, outcome.kind).append(outcome.parcel.delivery_id)

    def __iadd__(self, other: Tally) -> Tally:
        """Add another round's."""
        self.delivered += other.delivered
        self.later += other.later
        self.failed += other.failed
        return self
