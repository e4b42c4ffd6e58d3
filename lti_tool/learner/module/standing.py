"""How far somebody is at a link, in one statement: the page that says so is the one that everybody meets first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, func
from sqlalchemy.orm import Session, join

from lti_tool.attempts.finding import has_tried
from lti_tool.certificates.finding import SAID_OF_ONE, newest_id
from lti_tool.certificates.models import Certificate
from lti_tool.db import plain_rows
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch, User
from lti_tool.placements.accommodations import ALLOWED, Allowance, allowance_of, allowed_at
from lti_tool.placements.models import Placement
from lti_tool.progress.lessons import COMPLETED
from lti_tool.progress.models import LessonCompletion
from lti_tool.refreshing.finished import HAS_PASSED

_BETWEEN = " "  # no lesson's id has one
_LESSONS = COMPLETED.with_only_columns(func.aggregate_strings(LessonCompletion.lesson_id, _BETWEEN)).scalar_subquery()


def _with_standing(allowed: Select[*tuple[Any, ...]], placement: Any, module: Any) -> Select[*tuple[Any, ...]]:
    newest = newest_id(module).correlate(Placement).scalar_subquery()
    return allowed.add_columns(
        _LESSONS.label("lessons"),
        has_tried(placement, module).label("has_tried"),
        HAS_PASSED.label("has_passed"),
        *SAID_OF_ONE,
    ).outerjoin(Certificate, Certificate.id == newest)


_PERSON_AT_LINK = join(User, Placement, Placement.resource_link_id == bindparam("link"))
_STANDING = _with_standing(ALLOWED, bindparam("placement"), bindparam("module"))  # built once, as is the next
_PLACEMENT_WITH_STANDING = _with_standing(
    allowed_at(Placement.id, among=_PERSON_AT_LINK), Placement.id, Placement.module_id
).add_columns(Placement)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person did, and was granted, that the page of a link's module tells of.

    `lessons` are the ids of all that are done in this term of the course, of whichever module. `certificate` is the
    newest, as a row of SAID_OF_ONE, or None. `has_tried` says that there are attempts at the link's module, of
    whichever term; `has_passed` says so of any module's quiz, at any link of the deployment.
    """

    allowance: Allowance
    lessons: frozenset[str]
    certificate: Any
    has_tried: bool
    has_passed: bool


def find_with_standing(session: Session, launch: Launch) -> tuple[Placement, Standing] | tuple[None, None]:
    """The placement of the launch's link, with how far its person is there; None where the link has none yet."""
    if launch.resource_link_id is None:
        return None, None
    rows = session.execute(_PLACEMENT_WITH_STANDING, _whose(launch) | {"link": launch.resource_link_id}).all()
    return (rows[0].Placement, _standing_of(rows)) if rows else (None, None)


def read_standing(session: Session, launch: Launch, placement: Placement) -> Standing:
    """The same of a placement that is at hand, or is in no link yet."""
    where = {"placement": placement.id, "module": placement.module_id, "link": placement.resource_link_id}
    return _standing_of(plain_rows(session, _STANDING, _whose(launch) | where).all())


def _whose(launch: Launch) -> dict[str, object]:
    return {"user": launch.user_id, "context": launch.context_id, "preview": is_preview(launch)}


def _standing_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> Standing:
    first = rows[0]
    return Standing(
        allowance=allowance_of(rows),
        lessons=frozenset((first.lessons or "").split(_BETWEEN)),
        certificate=first if first.code else None,
        has_tried=first.has_tried,
        has_passed=first.has_passed,
    )
