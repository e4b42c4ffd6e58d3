"""An instructor takes a certificate back, and may undo that; both are lines of the course's log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.certificates.models import Certificate
from lti_tool.errors import N_, NotFound
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change


class NoSuchCertificate(NotFound):
    """One of another course, or none at all."""

    message = N_("There is no such certificate in this course.")


def find_in_course(session: Session, launch: Launch, certificate_id: int, *, lock: bool = False) -> Certificate:
    """A certificate of the launch's course; locked, nobody else changes it before the commit.

    Raises NoSuchCertificate.
    """
    found = session.get(Certificate, certificate_id, with_for_update=lock)
    if found is None or found.context_id != launch.context_id:
        raise NoSuchCertificate
    return found


def revoke(session: Session, launch: Launch, certificate: Certificate, reason: str, now: datetime) -> None:
    """Say that it proves nothing from now on, and why; one that was revoked stays as it is. The caller commits."""
    if certificate.revoked_at:
        return
    certificate.revoked_at, certificate.revoked_by_id, certificate.revoke_reason = now, launch.user_id, reason
    record_change(session, launch, CourseAction.CERTIFICATE_REVOKED, now, **_facts(certificate), reason=reason)


def restore(session: Session, launch: Launch, certificate: Certificate, now: datetime) -> None:
    """Undo that: it is worth again what it was before. The caller commits."""
    if certificate.revoked_at is None:
        return
    revoked_at, certificate.revoked_at = certificate.revoked_at, None
    certificate.revoked_by_id, certificate.revoke_reason = None, ""
    record_change(session, launch, CourseAction.CERTIFICATE_RESTORED, now, **_facts(certificate), revoked_at=revoked_at)


def _facts(certificate: Certificate) -> dict[str, int | str]:
    """What the log keeps: whose it is, and for what; its code would be a key to the person's name."""
    return {"user": certificate.user_id, "certificate": certificate.id, "title": certificate.title}
