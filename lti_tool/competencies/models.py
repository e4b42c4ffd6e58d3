"""Tallies of first attempts: summaries that can be rebuilt from attempts and responses at any time.

All points are whole sixtieths of a point: halves, thirds, quarters and fifths add up exactly in any order.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base, JSONType


class CompetencyTally(Base):
    """What one person's first attempts in a course earned in one competency; `responses` is the number of items.

    `branch_id` repeats the person's branch, so that a course of ten thousand people is summed up without a join.
    """

    __tablename__ = "competency_tallies"
    __table_args__ = (
        Index("ix_competency_tallies_heat_map", "context_id", "competency", "branch_id", "points", "responses"),
    )

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    competency: Mapped[str] = mapped_column(String(40), primary_key=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branches.id", ondelete="SET NULL"))
    points: Mapped[int] = mapped_column(default=0)
    responses: Mapped[int] = mapped_column(default=0)


class ItemTally(Base):
    """How one version of an item did in the first attempts of a course.

    With x the points on the item and y those on the rest of the attempt, the sums are what facility and the
    item-rest correlation need. `choices` counts each token that was chosen; `confident` and `confident_wrong` count
    answers that learners were certain of; `unanswered` counts gaps.
    """

    __tablename__ = "item_tallies"

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(100))
    responses: Mapped[int] = mapped_column(default=0)
    sum_x: Mapped[int] = mapped_column(BigInteger, default=0)
    sum_xx: Mapped[int] = mapped_column(BigInteger, default=0)
    sum_y: Mapped[int] = mapped_column(BigInteger, default=0)
    sum_yy: Mapped[int] = mapped_column(BigInteger, default=0)
    sum_xy: Mapped[int] = mapped_column(BigInteger, default=0)
    unanswered: Mapped[int] = mapped_column(default=0)
    confident: Mapped[int] = mapped_column(default=0)
    confident_wrong: Mapped[int] = mapped_column(default=0)
    choices: Mapped[dict[str, Any]] = mapped_column(JSONType, default=dict)


class TimeTally(Base):
    """How long first attempts at a module took in a course: a count for each whole minute; 60 is an hour or more."""

    __tablename__ = "time_tallies"

    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), primary_key=True)
    module_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
