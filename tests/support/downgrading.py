"""Taking a database back to an earlier revision, which no command of the tool does."""

from __future__ import annotations

from alembic import command
from flask import current_app

from lti_tool.db import db
from lti_tool.schema.migrating import alembic_config, migrating_connection
from tests.support.closing import end_threads


def downgrade(revision: str) -> None:
    """With nothing at work beside it: a chore takes the same tables in another order, and one of the two would fail.

    Ends the session of the app context.
    """
    db.session.remove()
    end_threads(current_app)
    with migrating_connection() as connection:
        command.downgrade(alembic_config(connection), revision)
