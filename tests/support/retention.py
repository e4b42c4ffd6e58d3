"""The hourly keeping of terms, as the background runs it, at a moment of the test's choice."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from sqlalchemy import delete

from lti_tool.background import _chores
from lti_tool.work.models import ChoreTurn


def keep_terms_at(app: Flask, now: datetime) -> None:
    """Run the chore until nothing more goes."""
    app.extensions["score_executor"].stop()  # it keeps the terms of the present moment
    [chore] = [each for each in _chores(app) if each.name == "retention"]
    for _ in range(3):
        chore.run(now)
        with app.extensions["lti"].session_factory() as session:
            session.execute(delete(ChoreTurn))  # else it would be due in an hour
            session.commit()
