"""Asking for, issuing and finding certificates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from lti_tool.attempts.counting import find_passing
from lti_tool.attempts.models import Attempt
from lti_tool.certificates.codes import group_code, new_code
from lti_tool.certificates.models import Certificate
from lti_tool.certificates.names import platform_name, typed_name
from lti_tool.certificates.rules import can_be_earned, credit_for, credited_modules, is_complete
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module
from lti_tool.db import insert_if_absent, plain_rows
from lti_tool.errors import N_, ToolError
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch, ResourceLink
from lti_tool.placements.models import Placement
from lti_tool.progress.lessons import completed_lessons
from lti_tool.progress.minutes import minutes_done

SAMPLE_CODE = "SAMPLE"
_FIND = select(Certificate).where(  # built once: that costs more than running it
    Certificate.user_id == bindparam("user"),
    Certificate.context_id == bindparam("context"),
    Certificate.module_id == bindparam("module"),
)
_FIND_CODE = _FIND.with_only_columns(Certificate.code)
_FIND_BY_CODE = select(Certificate).where(Certificate.code == bindparam("code"))
_SUBMITTED = (
    select(Attempt)
    .join(Attempt.placement)
    .join(Placement.resource_link)
    .where(
        Attempt.user_id == bindparam("user"),
        Attempt.module_id == bindparam("module"),
        ResourceLink.context_id == bindparam("context"),
        Attempt.submitted_at.is_not(None),
        Attempt.is_preview.is_(False),
    )
    .order_by(Attempt.submitted_at, Attempt.id)
    .options(contains_eager(Attempt.placement))
)


class NotEarnedYet(ToolError):
    """A certificate asked for before its module is complete."""

    status = 409
    title = N_("Not complete yet")
    message = N_("You get a certificate when all lessons are done and the quiz is passed.")
    advice = N_("Go back to the module to see what is left.")


@dataclass(frozen=True, slots=True)
class Earned:
    """What a page says of a certificate: its code once issued; until then, whether it is earned and needs a name."""

    code: str = ""
    can_issue: bool = False
    needs_name: bool = False


def look_up(session: Session, launch: Launch, module: Module, *, done: Collection[str] | None = None) -> Earned:
    """What the module and result pages show: one query for a certificate that was issued, at most two more before.

    `done` spares the query for the finished lessons. Somebody who previews as an instructor gets none.
    """
    if is_preview(launch) or not can_be_earned(module):
        return Earned()
    if code := plain_rows(session, _FIND_CODE, _key(launch, module.id)).scalar():
        return Earned(code=group_code(code))
    if not is_earned(session, launch, module, done=done):
        return Earned()
    return Earned(can_issue=True, needs_name=not platform_name(launch.user.name))


def find_or_none(session: Session, launch: Launch, module_id: str) -> Certificate | None:
    """The certificate that this person has for a module in this course."""
    return session.scalar(_FIND, _key(launch, module_id))


def find_by_code(session: Session, code: str) -> Certificate | None:
    """The certificate with this code, in its stored form."""
    return session.scalar(_FIND_BY_CODE, {"code": code})


def is_earned(session: Session, launch: Launch, module: Module, *, done: Collection[str] | None = None) -> bool:
    """Whether this person completed the module in this course; `done` spares the query for the finished lessons."""
    done = completed_lessons(session, launch, module) if done is None else done
    if not is_complete(module, done, passed=True):
        return False
    return is_complete(module, done, passed=_passing_attempt(session, launch, module) is not None)


def issue(
    session: Session, launch: Launch, module: Module, catalogue: Catalogue, now: datetime, *, typed: str = ""
) -> Certificate:
    """Issue this person's certificate, or return the one they have; raises NotEarnedYet, NameNeeded, NameTooLong.

    The name is the platform's; `typed` counts only if the platform gave none. Two requests at once issue one.
    """
    if issued := find_or_none(session, launch, module.id):
        return issued
    if not is_earned(session, launch, module):
        raise NotEarnedYet
    name = platform_name(launch.user.name) or typed_name(typed)
    credit = credit_for(module, catalogue)
    passed = _passing_attempt(session, launch, module)
    row = {
        "code": new_code(),
        "user_id": launch.user_id,
        "context_id": launch.context_id,
        "module_id": module.id,
        "attempt_id": passed.id if passed else None,
        "name": name,
        "title": module.title,
        "minutes": minutes_done(session, launch, credited_modules(module, catalogue)),
        "competencies": [list(pair) for pair in credit.competencies],
        "issued_at": now,
    }
    insert_if_absent(session, Certificate, [row])
    return session.scalars(_FIND, _key(launch, module.id)).one()


def sample(module: Module, catalogue: Catalogue, name: str, now: datetime) -> Certificate:
    """What a certificate of this module will look like; nothing is stored, and its code verifies nothing."""
    credit = credit_for(module, catalogue)
    return Certificate(
        code=SAMPLE_CODE,
        name=name,
        title=module.title,
        minutes=credit.minutes,
        competencies=[list(pair) for pair in credit.competencies],
        issued_at=now,
    )


def _passing_attempt(session: Session, launch: Launch, module: Module) -> Attempt | None:
    """The attempt in this course that counts at its link, by that link's rule, and passed; the earliest of several."""
    if module.quiz is None:
        return None
    wanted = _key(launch, module.id)
    by_link: dict[int, list[Attempt]] = {}
    for attempt in session.scalars(_SUBMITTED, wanted):
        by_link.setdefault(attempt.placement_id, []).append(attempt)
    passing = (find_passing(tries, tries[0].placement.settings.counting) for tries in by_link.values())
    return next(filter(None, passing), None)


def _key(launch: Launch, module_id: str) -> dict[str, object]:
    return {"user": launch.user_id, "context": launch.context_id, "module": module_id}
