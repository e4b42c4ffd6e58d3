"""A person whom the platform calls something else gets another certificate in the place of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from lti_tool.certificates.codes import new_code
from lti_tool.certificates.finding import hold_holder, next_number
from lti_tool.certificates.models import Certificate
from lti_tool.certificates.names import platform_name
from lti_tool.db import count_changed
from lti_tool.lti.models import User

_SAYS_THE_SAME = (
    "user_id",
    "context_id",
    "module_id",
    "attempt_id",
    "title",
    "minutes",
    "competencies",
    "issued_at",
    "time_zone",
)


def changed_name(user: User, name: str) -> str:
    """What the platform calls somebody now, where that is another name than this; else nothing."""
    now = platform_name(user.name)
    return "" if now == name else now


def renamed(session: Session, user: User) -> Sequence[Certificate]:
    """This person's valid certificates that have another name than the platform's, in any course."""
    name = platform_name(user.name)
    query = select(Certificate).where(Certificate.user_id == user.id, Certificate.name != name, *_is_valid())
    return session.scalars(query.order_by(Certificate.id)).all() if name else []


def put_in_place(session: Session, old: Certificate, name: str, now: datetime) -> None:
    """Make another certificate with this name in the place of a valid one; nothing where there is no name.

    It is for the same work and of the same date, with a code of its own. Where another request was faster, that one's
    stays. The caller commits.
    """
    hold_holder(session, old.user_id)
    if name and _mark_replaced(session, old, now):
        facts = {each: getattr(old, each) for each in _SAYS_THE_SAME}
        number = next_number(session, old.user_id, old.context_id, old.module_id)
        session.add(Certificate(code=new_code(), name=name, number=number, **facts))


def _mark_replaced(session: Session, old: Certificate, now: datetime) -> bool:
    statement = update(Certificate).where(Certificate.id == old.id, *_is_valid()).values(replaced_at=now)
    return count_changed(session, statement) == 1


def _is_valid() -> tuple[ColumnElement[bool], ...]:
    return Certificate.replaced_at.is_(None), Certificate.revoked_at.is_(None)
