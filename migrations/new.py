"""Write a migration for what the models say and the migrations do not yet: `make migration M="what changed"`."""

from __future__ import annotations

import sys

from alembic import command
from alembic.script import ScriptDirectory

import lti_tool
from lti_tool.db import engine_here
from lti_tool.schema.migrating import alembic_config


def main() -> None:
    """Compare the models with the database, which must be at the newest migration."""
    message = " ".join(sys.argv[1:]).strip()
    if not message:
        sys.exit('Say what changed: make migration M="what changed"')
    with lti_tool.load_app().app_context(), engine_here().begin() as connection:
        config = alembic_config(connection)
        newest = ScriptDirectory.from_config(config).get_current_head() or "0000"
        number = f"{int(newest[:4]) + 1:04}"  # files sort as they run
        command.revision(config, message=message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main()
