"""A certificate: what somebody completed, as it stood on that day."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.certificates.codes import group_code
from lti_tool.db import Base, JSONType
from lti_tool.local_time import find_zone


def date_in(moment: datetime, time_zone: str) -> datetime:
    """A moment by the clock of a certificate's time zone."""
    return moment.astimezone(find_zone(time_zone) or UTC)


class State(StrEnum):
    """What a certificate is worth: it proves something, there is another one in its place, or it was taken back."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


class Certificate(Base):
    """Issued per person, course and module, anew with each period and name; what it says is never changed.

    `code` is stored without dashes; `minutes` counts training time; `competencies` are pairs of code and statement;
    `attempt_id` is the attempt that passed, where the module has a quiz. `number` counts a person's certificates for a
    module in a course as they were made. One with a new name has the `issued_at` of the one that it replaced: it is
    for the same work. `time_zone` is where its holder was then: the date on it is the day there; empty is UTC.
    `revoke_reason` is for the person, and for those who may revoke.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("user_id", "context_id", "module_id", "number"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    module_id: Mapped[str] = mapped_column(String(100))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempts.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    competencies: Mapped[list[list[str]]] = mapped_column(JSONType)
    issued_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    number: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    replaced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    revoke_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    @property
    def dated(self) -> datetime:
        """When it was issued, by the clock of where its holder was: its day is the one on the paper."""
        return date_in(self.issued_at, self.time_zone)

    @property
    def state(self) -> State:
        """What it is worth now; one that was replaced and is then revoked is revoked."""
        if self.revoked_at:
            return State.REVOKED
        return State.REPLACED if self.replaced_at else State.VALID

    @property
    def grouped_code(self) -> str:
        """The code as people read it, with dashes."""
        return group_code(self.code)
