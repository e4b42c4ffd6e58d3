"""What operators are told by mail: each thing that waits once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base


class OperatorNotice(Base):
    """One thing that waits, and whether a mail told of it: its matter is a code, `about_id` the row that it is about.

    Each of `tries` moves `next_try_at` on before it is made, so that of several workers one sends. `told_at` is when a
    mail server took it, `over_at` when it was first seen to wait no more.
    """

    __tablename__ = "operator_notices"
    __table_args__ = (UniqueConstraint("matter", "about_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(String(32))
    about_id: Mapped[int]
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    next_try_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
