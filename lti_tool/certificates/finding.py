"""Finding certificates: a person's own, and the one with a code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lti_tool.certificates.models import Certificate
from lti_tool.db import plain_rows
from lti_tool.lti.models import Launch, User
from lti_tool.placements.models import ContextSettings, CourseTerm

_NEWEST = (  # built once: that costs more than running it
    select(Certificate)
    .where(
        Certificate.user_id == bindparam("user"),
        Certificate.context_id == bindparam("context"),
        Certificate.module_id == bindparam("module"),
    )
    .order_by(Certificate.issued_at.desc(), Certificate.number.desc())
    .limit(1)
)
NEWEST_ROW = _NEWEST.with_only_columns(
    Certificate.code,
    Certificate.name,
    Certificate.title,
    Certificate.issued_at,
    Certificate.time_zone,
    Certificate.revoked_at,
    Certificate.revoke_reason,
    select(ContextSettings.certificates_renewed)
    .where(ContextSettings.context_id == Certificate.context_id)
    .scalar_subquery()
    .label("renewal"),
    select(func.max(CourseTerm.began_at))
    .where(CourseTerm.context_id == Certificate.context_id)
    .scalar_subquery()
    .label("term_began_at"),
)
_BY_CODE = select(Certificate).where(Certificate.code == bindparam("code"))


def key_of(launch: Launch, module_id: str) -> dict[str, object]:
    """Whose, in which course, for which module."""
    return {"user": launch.user_id, "context": launch.context_id, "module": module_id}


def newest_row(session: Session, launch: Launch, module_id: str) -> Any:
    """What a page says of the newest certificate, with the course's rule of renewal and its term, in one statement."""
    return plain_rows(session, NEWEST_ROW, key_of(launch, module_id)).one_or_none()


def find_newest(session: Session, launch: Launch, module_id: str) -> Certificate | None:
    """The newest certificate that this person has for a module in this course."""
    return session.scalar(_NEWEST, key_of(launch, module_id))


def find_by_code(session: Session, code: str) -> Certificate | None:
    """The certificate with this code, in its stored form."""
    return session.scalar(_BY_CODE, {"code": code})


def find_own(session: Session, launch: Launch, certificate_id: int) -> Certificate | None:
    """A certificate of this person's, of any course of their LMS; nobody else's."""
    found = session.get(Certificate, certificate_id)
    return found if found and found.user_id == launch.user_id else None


def hold_holder(session: Session, user_id: int) -> None:
    """Until the commit, nobody else makes a certificate for this person: look for what they have after this."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def next_number(session: Session, user_id: int, context_id: int, module_id: str) -> int:
    """The number of somebody's next certificate for a module in a course; hold them first."""
    last = select(func.max(Certificate.number)).where(
        Certificate.user_id == user_id, Certificate.context_id == context_id, Certificate.module_id == module_id
    )
    return (session.scalar(last) or 0) + 1
