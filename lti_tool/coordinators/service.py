"""Inviting training coordinators, taking an invitation up, and who is one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.coordinators.models import Coordinator, CoordinatorInvitation
from lti_tool.db import count_changed, insert_if_absent
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.digest import digest
from lti_tool.lti.models import Deployment, Launch, User
from lti_tool.text.plain_text import clean_line

CODE_BYTES = 18
LONGEST_CODE = 100


class CodeRefused(ToolError):
    """A code that nobody made, that was used, that ran out, or that is for another platform: not told apart."""

    status = 403
    title = N_("This code does not work")
    message = N_("This code does not work here: it may have been used, have expired, or belong to another LMS.")
    advice = N_("Ask the people who run this tool for a new one.")


class NotACoordinator(NotFound):
    """The report, asked for by somebody who was not invited."""

    message = N_("This report is for training coordinators invited by the people who run this tool.")


class NoSuchCoordinator(ToolError):
    """An id that no coordinator or invitation has."""

    status = 404


def invite(
    session: Session, deployment: Deployment, lasts: timedelta, now: datetime, *, actor: Actor, note: str = ""
) -> str:
    """Make an invitation and return its code, which is kept nowhere; the caller commits."""
    code = secrets.token_urlsafe(CODE_BYTES)
    invitation = CoordinatorInvitation(
        deployment_id=deployment.id, code_hash=digest(code), note=note, created_at=now, expires_at=now + lasts
    )
    session.add(invitation)
    session.flush()
    record_event(
        session,
        OperatorAction.COORDINATOR_INVITED,
        actor=actor,
        now=now,
        deployment=deployment.id,
        id=invitation.id,
        note=note,
    )
    return code


def take_up(session: Session, launch: Launch, code: str, now: datetime) -> None:
    """Make the launch's person a coordinator of its deployment; raises CodeRefused. The caller commits.

    One statement uses the code up, so that of two people at once only one does.
    """
    deployment_id = launch.context.deployment_id
    open_one = (
        update(CoordinatorInvitation)
        .where(
            CoordinatorInvitation.code_hash == digest(code.strip()[:LONGEST_CODE]),
            CoordinatorInvitation.deployment_id == deployment_id,
            CoordinatorInvitation.used_at.is_(None),
            CoordinatorInvitation.expires_at > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    if count_changed(session, open_one) != 1:
        raise CodeRefused
    insert_if_absent(session, Coordinator, [{"deployment_id": deployment_id, "user_id": launch.user_id, "since": now}])
    actor = Actor.user(launch.user_id)
    record_event(session, OperatorAction.COORDINATOR_JOINED, actor=actor, now=now, deployment=deployment_id)


def is_coordinator(session: Session, launch: Launch) -> bool:
    """Whether the launch's person may see the report of its deployment."""
    query = select(Coordinator.id).where(
        Coordinator.user_id == launch.user_id, Coordinator.deployment_id == launch.context.deployment_id
    )
    return session.scalar(query) is not None


def concerns(session: Session, launch: Launch, now: datetime) -> bool:
    """Whether the report may be of use to the launch's person: they see it, or a code for it waits to be typed."""
    deployment_id = launch.context.deployment_id
    mine = select(Coordinator.id).where(
        Coordinator.user_id == launch.user_id, Coordinator.deployment_id == deployment_id
    )
    invited = select(CoordinatorInvitation.id).where(
        CoordinatorInvitation.deployment_id == deployment_id,
        CoordinatorInvitation.used_at.is_(None),
        CoordinatorInvitation.expires_at > now,
    )
    return bool(session.scalar(select(or_(mine.exists(), invited.exists()))))


def require_coordinator(session: Session, launch: Launch) -> int:
    """The deployment that the launch's person coordinates; raises NotACoordinator."""
    if not is_coordinator(session, launch):
        raise NotACoordinator
    return launch.context.deployment_id


def list_people(session: Session) -> list[dict[str, object]]:
    """Coordinators and open or used invitations, as rows for an operator."""
    people: Sequence[Coordinator] = session.scalars(
        select(Coordinator).options(joinedload(Coordinator.user)).order_by(Coordinator.id)
    ).all()
    return [_person_row(each.id, each.deployment_id, each.user, each.since) for each in people]


def list_invitations(session: Session, now: datetime) -> list[dict[str, object]]:
    """Invitations that can still be taken up."""
    query = select(CoordinatorInvitation).where(
        CoordinatorInvitation.used_at.is_(None), CoordinatorInvitation.expires_at > now
    )
    return [
        {"invitation": each.id, "deployment": each.deployment_id, "expires": each.expires_at, "note": each.note}
        for each in session.scalars(query.order_by(CoordinatorInvitation.id))
    ]


def remove(session: Session, coordinator_id: int, now: datetime, actor: Actor) -> None:
    """Take the report away from a coordinator; raises NoSuchCoordinator. The caller commits."""
    found = session.get(Coordinator, coordinator_id)
    if found is None:
        raise NoSuchCoordinator(f"There is no coordinator {coordinator_id}. See: lti-tool coordinators list")
    record_event(
        session,
        OperatorAction.COORDINATOR_REMOVED,
        actor=actor,
        now=now,
        deployment=found.deployment_id,
        user=found.user_id,
    )
    session.delete(found)


def annotate(session: Session, invitation_id: int, note: str) -> None:
    """Write down whom an invitation is for; raises NoSuchCoordinator. The caller commits."""
    _invitation(session, invitation_id).note = clean_line(note)


def withdraw(session: Session, invitation_id: int, now: datetime, actor: Actor) -> None:
    """Make an invitation useless; raises NoSuchCoordinator. The caller commits."""
    found = _invitation(session, invitation_id)
    record_event(session, OperatorAction.COORDINATOR_UNINVITED, actor=actor, now=now, id=invitation_id)
    session.delete(found)


def _invitation(session: Session, invitation_id: int) -> CoordinatorInvitation:
    found = session.get(CoordinatorInvitation, invitation_id)
    if found is None:
        raise NoSuchCoordinator(
            f"There is no invitation {invitation_id}. See: lti-tool coordinators list --invitations"
        )
    return found


def _person_row(coordinator_id: int, deployment_id: int, user: User, since: datetime) -> dict[str, object]:
    return {
        "id": coordinator_id,
        "deployment": deployment_id,
        "name": user.name,
        "id_on_platform": user.id_on_platform,
        "since": since.isoformat(timespec="minutes"),
    }
