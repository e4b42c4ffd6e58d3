"""Contributions that anybody may use, as a file for whoever looks after the shared course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.authoring.file_format import quoted
from lti_tool.community.contributing import OPEN_LICENCES
from lti_tool.community.models import Contribution
from lti_tool.lti.models import Context

HEAD = """\
# Links and ideas that libraries shared and an instructor accepted, each under the license that its giver chose.
# kind: link or idea; url and credit are left out where there is none; shared_on is a day in UTC.
"""
FIELDS = ("kind", "title", "url", "background", "credit", "licence")


def export_course(session: Session, context_id: int) -> str:
    """What one course may pass on, as YAML."""
    return _write(session.scalars(_OPEN.where(Contribution.context_id == context_id)))


def export_deployment(session: Session, deployment_id: int) -> str:
    """What all courses of one deployment may pass on, as YAML; it names no course, and people only by credit."""
    in_it = select(Context.id).where(Context.deployment_id == deployment_id)
    return _write(session.scalars(_OPEN.where(Contribution.context_id.in_(in_it))))


_OPEN = (
    select(Contribution)
    .where(Contribution.state == "shown", Contribution.licence.in_(OPEN_LICENCES))
    .order_by(Contribution.created_at, Contribution.id)
)


def _write(contributions: Iterable[Contribution]) -> str:
    entries = "".join(_entry(each) for each in contributions)
    return HEAD + (entries or "[]\n")


def _entry(contribution: Contribution) -> str:
    return "- " + "\n  ".join(_lines(contribution)) + "\n"


def _lines(contribution: Contribution) -> Iterator[str]:
    for name in FIELDS:
        if value := getattr(contribution, name):
            yield f"{name}: {quoted(value)}"
    yield f"shared_on: {quoted(contribution.created_at.date().isoformat())}"
