"""A course's branches, and who is in which."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from lti_tool.db import Base
from lti_tool.text.folding import FOLDED, fold, folded_name


class Branch(Base):
    """A group of a course's people who work in one place."""

    __tablename__ = "branches"
    __table_args__ = (UniqueConstraint("context_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(FOLDED, default=folded_name, server_default="")

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.name_folded = fold(name)
        return name


class BranchMember(Base):
    """Which branch a person belongs to in a course: at most one.

    `source` tells who says so: the launch's custom parameter, an imported roster or an instructor's hand; a launch does
    not change what a hand or a roster set.
    """

    __tablename__ = "branch_members"
    __table_args__ = (CheckConstraint("source in ('custom', 'roster', 'hand')", name="source"),)

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(16))

    branch: Mapped[Branch] = relationship()


class BranchMove(Base):
    """Where one person was before a change, and where it put them, by the branches' names; empty is no branch.

    It goes with its line of the log, and lets the change be taken back. Names follow a branch that is renamed.
    """

    __tablename__ = "branch_moves"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_events.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    branch_before: Mapped[str] = mapped_column(String(200))
    source_before: Mapped[str] = mapped_column(String(16))
    branch: Mapped[str] = mapped_column(String(200))
