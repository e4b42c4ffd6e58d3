"""Alembic's environment: migrations run on the connection that the application hands over."""

from __future__ import annotations

from alembic import context

from lti_tool.db import Base, JSONType
from lti_tool.schema.migrating import load_models


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our portable JSON type by its name."""
    return "lti_tool.db.JSONType" if kind == "type" and item is JSONType else False


load_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
