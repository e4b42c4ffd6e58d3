"""Finding a person by what an operator knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFound, ToolError
from lti_tool.lti.models import Context, Deployment, Membership, Registration, User
from lti_tool.lti.registering.registrations import get_deployment, get_registration
from lti_tool.privacy.held.platforms import OF_NO_COURSE
from lti_tool.privacy.person import Person


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to find: by their id in the LMS, their email address or our own id, exactly one of them.

    They are looked for in one registration, in one deployment, or everywhere.
    """

    lms_id: str = ""
    email: str = ""
    user_id: int | None = None
    registration_id: int | None = None
    deployment_id: int | None = None

    def __str__(self) -> str:
        """By what, and where, for messages."""
        return f"{self._by_what} {self._where}"

    @property
    def _by_what(self) -> str:
        if self.user_id is not None:
            return f"with our id {self.user_id}"
        return f"with the LMS id {self.lms_id!r}" if self.lms_id else f"with the email address {self.email!r}"

    @property
    def _where(self) -> str:
        if self.deployment_id is not None:
            return f"in deployment {self.deployment_id}"
        return f"in registration {self.registration_id}" if self.registration_id is not None else "in any registration"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant: our row of them, where it comes from, and the courses that know them."""

    user: User
    registration: Registration
    courses: tuple[str, ...]

    @property
    def person(self) -> Person:
        """This row alone."""
        return Person.of(self.registration.id, [self.user])


class NobodyFound(NotFound):
    """Nobody who is known here fits."""


class SeveralPeople(ToolError):
    """More than one person fits, and what is done next is done to one."""

    status = 409


def find_candidates(session: Session, wanted: Wanted) -> list[Candidate]:
    """Everybody who fits, by registration, deployment and id; raises NoSuchRegistration."""
    _check_place(session, wanted)
    query = (
        select(User, Registration)
        .join(Deployment, Deployment.id == User.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .order_by(Registration.id, User.deployment_id, User.id)
    )
    if wanted.user_id is not None:
        query = query.where(User.id == wanted.user_id)
    elif wanted.lms_id:
        query = query.where(User.id_on_platform == wanted.lms_id)
    else:
        query = query.where(func.lower(User.email) == func.lower(wanted.email), User.email != "")
    if wanted.registration_id is not None:
        query = query.where(Registration.id == wanted.registration_id)
    if wanted.deployment_id is not None:
        query = query.where(User.deployment_id == wanted.deployment_id)
    return [Candidate(row.User, row.Registration, _courses(session, row.User)) for row in session.execute(query)]


def find_person(session: Session, wanted: Wanted) -> Person:
    """The one person who fits: their rows in all deployments that were asked about.

    Raises NobodyFound, SeveralPeople, NoSuchRegistration.
    """
    found = find_candidates(session, wanted)
    if not found:
        raise NobodyFound(f"There is nobody {wanted}: they were never here, or have been erased.")
    people = {(each.registration.id, each.user.id_on_platform) for each in found}
    if len(people) > 1:
        raise SeveralPeople(f"{len(people)} people are found {wanted}:\n{_listed(found)}\nSay which: --id ID")
    return Person.of(found[0].registration.id, [each.user for each in found])


def own_person(user: User, registration_id: int) -> Person:
    """Whoever asks for themselves: their row in their own deployment, since another one may be another institution."""
    return Person.of(registration_id, [user])


def _check_place(session: Session, wanted: Wanted) -> None:
    if wanted.registration_id is not None:
        get_registration(session, wanted.registration_id)
    if wanted.deployment_id is not None:
        get_deployment(session, wanted.deployment_id)


def _courses(session: Session, user: User) -> tuple[str, ...]:
    query = (
        select(Context.title, Context.id_on_platform)
        .join(Membership, Membership.context_id == Context.id)
        .where(Membership.user_id == user.id, Context.id_on_platform.not_like(f"{OF_NO_COURSE}%"))
        .order_by(Context.title, Context.id)
    )
    return tuple(title or id_on_platform for title, id_on_platform in session.execute(query))


def _listed(found: Sequence[Candidate]) -> str:
    lines = (f"  {each.user.id}  {each.user.name or '-'}  registration {each.registration.id}" for each in found)
    return "\n".join(lines)
