"""Terms of a course: when the present one began.

What counts in a term is for whoever asks to say: today certificates do (`certificates.periods`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.db import insert_if_absent
from lti_tool.lti.models import Launch
from lti_tool.lti.recording import record_change
from lti_tool.placements.models import CourseTerm


def present_term(session: Session, context_id: int) -> CourseTerm | None:
    """The term that began last; None where the course is in its first one."""
    query = select(CourseTerm).where(CourseTerm.context_id == context_id)
    return session.scalar(query.order_by(CourseTerm.began_at.desc()).limit(1))


def begin_term(session: Session, launch: Launch, after: int, now: datetime) -> bool:
    """Begin a term after the one of that id, 0 for the first; False where another began since. The caller commits."""
    present = present_term(session, launch.context_id)
    if (present.id if present else 0) != after:
        return False
    insert_if_absent(session, CourseTerm, [{"context_id": launch.context_id, "began_at": now}])
    record_change(session, launch, CourseAction.TERM_BEGUN, now)
    return True


def take_term_back(session: Session, launch: Launch, term_id: int, now: datetime) -> bool:
    """Undo the beginning of the present term; False where it is not that one. The caller commits."""
    present = present_term(session, launch.context_id)
    if present is None or present.id != term_id:
        return False
    session.delete(present)
    record_change(session, launch, CourseAction.TERM_TAKEN_BACK, now, began_at=present.began_at)
    return True
