"""Keeping a change of rules: committed, grades on their way, and the course's work begun where much was left to it."""

from __future__ import annotations

from flask import current_app

from lti_tool.db import db
from lti_tool.delivery import executors
from lti_tool.work.runner import runner


def keep_change(*, is_left_to_work: bool) -> None:
    """Commit what the view has done, and wake whoever goes on with it."""
    db.session.commit()
    executors.wake(current_app)
    if is_left_to_work:
        runner().wake()
