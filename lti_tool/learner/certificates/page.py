"""All certificates of a person, over all courses of their LMS: what a page, a printed record and a file say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.certificates.address import provider
from lti_tool.certificates.codes import group_code
from lti_tool.certificates.models import Certificate, State
from lti_tool.lti.models import Context, Launch

MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate with the course it was earned in."""

    id: int
    code: str
    module_id: str
    name: str
    title: str
    course: str
    minutes: int
    issued_at: datetime
    state: State
    ended_at: datetime | None
    revoke_reason: str

    @property
    def hours(self) -> float:
        """As forms ask for them, with two decimals."""
        return round(self.minutes / MINUTES_AN_HOUR, 2)


@dataclass(frozen=True, slots=True)
class Record:
    """Certificates of one person, newest first; `year` is the one that was asked for, or None for all."""

    valid: Sequence[Held]
    ended: Sequence[Held]
    years: Sequence[int]
    year: int | None

    @property
    def minutes(self) -> int:
        """The time of training of those that are valid."""
        return sum(each.minutes for each in self.valid)

    @property
    def hours(self) -> float:
        """The same in hours, with two decimals."""
        return round(self.minutes / MINUTES_AN_HOUR, 2)


def read_record(session: Session, launch: Launch, year: int | None) -> Record:
    """What this person holds, in one statement; years are those of the dates on the certificates."""
    query = (
        select(Certificate, Context.title, Context.label)
        .join(Context, Context.id == Certificate.context_id)
        .where(Certificate.user_id == launch.user_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    held = [_held(certificate, title or label) for certificate, title, label in session.execute(query)]
    wanted = [each for each in held if year in (None, each.issued_at.year)]
    return Record(
        valid=[each for each in wanted if each.state == State.VALID],
        ended=[each for each in wanted if each.state != State.VALID],
        years=sorted({each.issued_at.year for each in held}, reverse=True),
        year=year,
    )


def csv_rows(record: Record) -> Iterator[Sequence[object]]:
    """What a state's form for continuing education asks for, a line for each certificate that is valid."""
    yield _("Title"), _("Date"), _("Hours"), _("Minutes"), _("Provider"), _("Course"), _("Code"), _("Name")
    for each in record.valid:
        date = each.issued_at.date().isoformat()
        yield each.title, date, each.hours, each.minutes, provider(), each.course, each.code, each.name


def _held(certificate: Certificate, course: str) -> Held:
    return Held(
        id=certificate.id,
        code=group_code(certificate.code),
        module_id=certificate.module_id,
        name=certificate.name,
        title=certificate.title,
        course=course,
        minutes=certificate.minutes,
        issued_at=certificate.dated,
        state=certificate.state,
        ended_at=certificate.revoked_at or certificate.replaced_at,
        revoke_reason=certificate.revoke_reason if certificate.revoked_at else "",
    )
