"""The certificates of a course, newest first, a page at a time; names and codes can be looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.certificates.codes import normalise_code
from lti_tool.certificates.models import Certificate
from lti_tool.lti.models import User
from lti_tool.paging import as_page, cut_out
from lti_tool.text.folding import fold
from lti_tool.text.plain_text import clean_line

LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """Some certificates; `words` is what was looked for."""

    words: str
    number: int
    certificates: Sequence[Certificate]
    has_more: bool


def read_page(session: Session, context_id: int, words: str, number: int) -> CertificatePage:
    """A page of a course's certificates: all, or those with these words in the name, the title, or with this code."""
    words = clean_line(words)[:LONGEST_WORDS]
    query = select(Certificate).where(Certificate.context_id == context_id)
    if words:
        columns = (Certificate.name, Certificate.title)
        found = [each.icontains(words, autoescape=True) for each in columns]
        named = select(User.id).where(User.name_folded.contains(fold(words), autoescape=True))
        query = query.where(
            or_(*found, Certificate.user_id.in_(named), Certificate.code == (normalise_code(words) or ""))
        )
    query = query.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    rows, has_more = as_page(session.scalars(cut_out(query, number)).all())
    return CertificatePage(words, number, rows, has_more)
