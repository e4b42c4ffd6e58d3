"""Alembic's environment: migrations run on the connection that the application hands over."""

from __future__ import annotations

from alembic import context

import lti_tool.activities.models
import lti_tool.attempts.models
import lti_tool.audit.models
import lti_tool.authoring.models
import lti_tool.certificates.models
import lti_tool.community.models
import lti_tool.competencies.models
import lti_tool.coordinators.models
import lti_tool.courses.models
import lti_tool.grades.models
import lti_tool.lti.models
import lti_tool.placements.models  # noqa: F401  each import registers its tables
from lti_tool.db import Base, JSONType


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our portable JSON type by its name."""
    return "lti_tool.db.JSONType" if kind == "type" and item is JSONType else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
