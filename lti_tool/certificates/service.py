"""Asking for certificates, and issuing them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from lti_tool.attempts.counting import find_passing
from lti_tool.attempts.models import Attempt
from lti_tool.certificates.codes import group_code, new_code
from lti_tool.certificates.finding import find_newest, hold_holder, key_of, newest_row, next_number
from lti_tool.certificates.models import Certificate, State, date_in
from lti_tool.certificates.names import platform_name, typed_name
from lti_tool.certificates.periods import period_began_at
from lti_tool.certificates.renaming import changed_name, put_in_place
from lti_tool.certificates.rules import can_be_earned, credit_for, credited_modules, is_complete
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.model.module import Module
from lti_tool.db import insert_if_absent, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.lti.access import is_preview
from lti_tool.lti.models import Launch, ResourceLink
from lti_tool.placements.course_terms import present_term
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.placements.renewal import Renewal
from lti_tool.progress.lessons import completed_lessons, lessons_ever_done
from lti_tool.progress.minutes import minutes_done

SAMPLE_CODE = "SAMPLE"
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


class CertificateRevoked(ToolError):
    """Asked for by whom it was taken from."""

    status = 410
    title = N_("This certificate was revoked")
    message = N_("An instructor revoked your certificate for this module, so it proves nothing any more.")
    advice = N_("The module’s page says why. If you think that is wrong, talk to your instructor: it can be undone.")


@dataclass(frozen=True, slots=True)
class Earned:
    """What a page says of a certificate: the newest that was issued, and whether there is one to issue.

    `code` is in groups, and empty where none was issued. `anew_since` is when a period began in which one more may be
    earned, and `is_anew` says that it was. `new_name` is the platform's, where it is no longer the one on the
    certificate.
    """

    code: str = ""
    title: str = ""
    issued_at: datetime | None = None
    revoked_at: datetime | None = None
    revoke_reason: str = ""
    old_name: str = ""
    new_name: str = ""
    anew_since: datetime | None = None
    can_issue: bool = False
    needs_name: bool = False

    @property
    def is_anew(self) -> bool:
        """Whether one more was earned."""
        return bool(self.code) and self.can_issue


def look_up(session: Session, launch: Launch, module: Module, *, done: Collection[str] | None = None) -> Earned:
    """What the module and result pages show: one query where one was issued, at most two more before or anew.

    `done` spares the query for the finished lessons, in a course's first term. Somebody who previews as an instructor
    gets none.
    """
    if _gets_none(launch, module):
        return Earned()
    return earned(session, launch, module, newest_row(session, launch, module.id), done=done)


def earned(
    session: Session, launch: Launch, module: Module, newest: Any, *, done: Collection[str] | None = None
) -> Earned:
    """The same, once the newest certificate is read: a row of NEWEST_ROW, or None."""
    if _gets_none(launch, module):
        return Earned()
    if newest is None:
        can_issue = is_earned(session, launch, module, done=done)
        return Earned(can_issue=can_issue, needs_name=can_issue and not platform_name(launch.user.name))
    since = period_began_at(newest.renewal or Renewal.NEVER, newest.issued_at, newest.term_began_at, utcnow())
    return Earned(
        code=group_code(newest.code),
        title=newest.title,
        issued_at=date_in(newest.issued_at, newest.time_zone),
        revoked_at=newest.revoked_at,
        revoke_reason=newest.revoke_reason,
        old_name=newest.name,
        new_name="" if newest.revoked_at else changed_name(launch.user, newest.name),
        anew_since=since if module.quiz or _lessons_begin_anew(session, launch, since) else None,
        can_issue=since is not None and is_earned(session, launch, module, done=done, since=since),
    )


def _gets_none(launch: Launch, module: Module) -> bool:
    return is_preview(launch) or not can_be_earned(module)


def is_earned(
    session: Session,
    launch: Launch,
    module: Module,
    *,
    done: Collection[str] | None = None,
    since: datetime | None = None,
) -> bool:
    """Whether this person completed the module in this course; `done` are the finished lessons, if known.

    `since`: whether they did so anew, by an attempt begun after that moment. A lesson stays done for the term, so a
    module without a quiz is completed once in each. Whoever has no certificate yet may have earned it in any term.
    """
    if since and module.quiz is None and not _lessons_begin_anew(session, launch, since):
        return False
    if done is None:
        done = completed_lessons(session, launch, module) if since else lessons_ever_done(session, launch)
    if not is_complete(module, done, passed=True):
        return False
    return is_complete(module, done, passed=_passing_attempt(session, launch, module, since) is not None)


def issue(
    session: Session,
    launch: Launch,
    module: Module,
    catalogue: Catalogue,
    now: datetime,
    *,
    typed: str = "",
    time_zone: str = "",
) -> None:
    """Issue the certificate that this person has earned, unless they have it; two requests at once issue one.

    Where the platform gives them another name than before, one with that name takes its place. The name is the
    platform's; `typed` counts only if the platform gave none. Its date is the day in `time_zone`. Raises NotEarnedYet,
    NameNeeded, NameTooLong and CertificateRevoked; the caller commits.
    """
    hold_holder(session, launch.user_id)
    newest = find_newest(session, launch, module.id)
    since = _anew_since(session, newest, now) if newest else None
    if newest and not (since and is_earned(session, launch, module, since=since)):
        _bring_up_to_date(session, launch, newest, now)
        return
    if newest is None and not is_earned(session, launch, module):
        raise NotEarnedYet
    credit = credit_for(module, catalogue)
    passed = _passing_attempt(session, launch, module, since)
    row = {
        "code": new_code(),
        "user_id": launch.user_id,
        "context_id": launch.context_id,
        "module_id": module.id,
        "attempt_id": passed.id if passed else None,
        "name": _name_for(launch, newest, typed),
        "title": module.title,
        "minutes": minutes_done(session, launch, credited_modules(module, catalogue)),
        "competencies": [list(pair) for pair in credit.competencies],
        "issued_at": now,
        "time_zone": time_zone,
        "number": next_number(session, launch.user_id, launch.context_id, module.id),
    }
    insert_if_absent(session, Certificate, [row])


def _name_for(launch: Launch, newest: Certificate | None, typed: str) -> str:
    return platform_name(launch.user.name) or (newest.name if newest else typed_name(typed))


def _bring_up_to_date(session: Session, launch: Launch, newest: Certificate, now: datetime) -> None:
    if newest.state == State.REVOKED:
        raise CertificateRevoked
    put_in_place(session, newest, changed_name(launch.user, newest.name), now)


def sample(module: Module, catalogue: Catalogue, name: str, now: datetime) -> Certificate:
    """What a certificate of this module will look like; nothing is stored, and its code verifies nothing."""
    credit = credit_for(module, catalogue)
    return Certificate(
        code=SAMPLE_CODE,
        module_id=module.id,
        name=name,
        title=module.title,
        minutes=credit.minutes,
        competencies=[list(pair) for pair in credit.competencies],
        issued_at=now,
    )


def _term_began_at(session: Session, launch: Launch) -> datetime | None:
    settings = session.get(ContextSettings, launch.context_id)
    return settings.term_began_at if settings else None


def _lessons_begin_anew(session: Session, launch: Launch, since: datetime | None) -> bool:
    """Whether the period is a term of the course in which its lessons are done once more."""
    return since is not None and since == _term_began_at(session, launch)


def _anew_since(session: Session, newest: Certificate, now: datetime) -> datetime | None:
    settings, term = session.get(ContextSettings, newest.context_id), present_term(session, newest.context_id)
    renewal = settings.certificates_renewed if settings else Renewal.NEVER
    return period_began_at(renewal, newest.issued_at, term.began_at if term else None, now)


def _passing_attempt(session: Session, launch: Launch, module: Module, since: datetime | None = None) -> Attempt | None:
    """The attempt in this course that counts at its link, by that link's rule, and passed; the earliest of several.

    `since`: among those begun from then on.
    """
    if module.quiz is None:
        return None
    by_link: dict[int, list[Attempt]] = {}
    for attempt in session.scalars(_SUBMITTED, key_of(launch, module.id)):
        if since is None or attempt.started_at >= since:
            by_link.setdefault(attempt.placement_id, []).append(attempt)
    passing = (find_passing(tries, tries[0].placement.settings.counting) for tries in by_link.values())
    return next(filter(None, passing), None)
