"""Which versions of the tool may work with the schema as it is."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db import Base


class SchemaSupport(Base):
    """One row: the oldest migration whose own code still runs with this schema.

    A migration that only adds leaves it as it is; one that takes something away writes its predecessor's number here.
    """

    __tablename__ = "schema_support"

    id: Mapped[int] = mapped_column(primary_key=True)
    oldest_revision: Mapped[str] = mapped_column(String(32))
