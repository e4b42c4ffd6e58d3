"""How far somebody is at a link, in one statement: the page that says so is the one that everybody meets first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, true
from sqlalchemy.orm import Session

from lti_tool.certificates.finding import NEWEST_ROW
from lti_tool.db import plain_rows
from lti_tool.lti.models import Launch
from lti_tool.placements.accommodations import ALLOWED, Allowance, allowance_of, whose
from lti_tool.placements.models import Placement
from lti_tool.progress.lessons import COMPLETED
from lti_tool.progress.models import LessonCompletion
from lti_tool.refreshing.finished import HAS_PASSED

_BETWEEN = " "  # no lesson's id has one
_newest = NEWEST_ROW.subquery("newest")
_STANDING = (  # built once: that costs more than running it
    ALLOWED.add_columns(
        COMPLETED.with_only_columns(func.aggregate_strings(LessonCompletion.lesson_id, _BETWEEN))
        .scalar_subquery()
        .label("lessons"),
        HAS_PASSED.label("has_passed"),
        *_newest.c,
    ).outerjoin(_newest, true())
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person did, and was granted, that the page of a link's module tells of.

    `lessons` are the ids of all that are done in this term of the course, of whichever module. `certificate` is the
    newest, as a row of NEWEST_ROW, or None. `has_passed` says so of any module's quiz, at any link of the deployment.
    """

    allowance: Allowance
    lessons: frozenset[str]
    certificate: Any
    has_passed: bool


def read_standing(session: Session, launch: Launch, placement: Placement) -> Standing:
    """Read it for the person of a launch."""
    rows = plain_rows(session, _STANDING, whose(placement, launch.user_id) | {"module": placement.module_id}).all()
    first = rows[0]
    return Standing(
        allowance=allowance_of(rows),
        lessons=frozenset((first.lessons or "").split(_BETWEEN)),
        certificate=first if first.code else None,
        has_passed=first.has_passed,
    )
