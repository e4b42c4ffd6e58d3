"""What a course kept, for “Questions and skills”: brought up to date as it is read, and told as it is kept."""

from __future__ import annotations

from lti_tool.lti.extension import lti
from lti_tool.refreshing.retention import Retention, publish_retention


def told_retention(context_id: int) -> list[Retention]:
    """What is told of a course, the shortest span first.

    In a session of its own, which takes SQLite's write lock although a page is only asked for.
    """
    with lti().session_factory() as session:
        session.connection(execution_options={"reads_only": False})
        told = publish_retention(session, context_id)
        session.commit()
        return told
