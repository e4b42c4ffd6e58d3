"""What operators do with invitations to register: they make, list, annotate and withdraw them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.db import count_changed
from lti_tool.errors import ToolError
from lti_tool.lti.digest import digest
from lti_tool.lti.models import DeploymentsPolicy, RegistrationInvitation
from lti_tool.lti.registering.invitations import InvitationState, state_of

LONGEST_NOTE = 255


class NoSuchInvitation(ToolError):
    """An id that no invitation has."""

    code = "invitation_id_unknown"
    status = 404
    message = "There is no invitation %(id)s. See: lti-tool registrations invitations list --all"


class InvitationClosed(ToolError):
    """One that opens nothing any more cannot be withdrawn."""

    code = "invitation_closed"
    status = 409
    message = "Invitation %(id)s opens nothing any more: it is %(state)s."


class NoteTooLong(ToolError):
    """More than a line about whom an invitation is for."""

    code = "invitation_note_too_long"
    status = 400
    message = "A note has at most %(most)s characters, on one line."


def make_invitation(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    lasts: timedelta,
    auto_approve: bool = False,
    policy: str = DeploymentsPolicy.LISTED,
    registration_id: int | None = None,
    note: str = "",
) -> str:
    """Make an invitation, perhaps to update one registration; return its code, which is kept nowhere.

    Raises NoteTooLong. The caller commits.
    """
    code = secrets.token_urlsafe(24)
    invitation = RegistrationInvitation(
        code_hash=digest(code),
        registration_id=registration_id,
        auto_approve=auto_approve,
        deployments_policy=policy,
        note=_checked(note),
        created_at=now,
        expires_at=now + lasts,
    )
    session.add(invitation)
    session.flush()
    action = OperatorAction.INVITATION_MADE
    record_event(session, action, actor=actor, now=now, id=invitation.id, auto_approve=auto_approve)
    return code


def list_invitations(
    session: Session, now: datetime, *, open_only: bool
) -> Sequence[tuple[RegistrationInvitation, InvitationState]]:
    """Invitations and what has become of each, the newest first; those that ran out are kept for a month."""
    newest = session.scalars(select(RegistrationInvitation).order_by(RegistrationInvitation.id.desc()))
    found = [(each, state_of(each, now)) for each in newest]
    return [(each, state) for each, state in found if state == InvitationState.OPEN or not open_only]


def annotate(session: Session, invitation_id: int, note: str) -> None:
    """Write down whom an invitation is for; raises NoSuchInvitation or NoteTooLong. The caller commits."""
    _get(session, invitation_id).note = _checked(note)


def withdraw(session: Session, invitation_id: int, *, actor: Actor, now: datetime) -> None:
    """Make an open invitation useless; raises NoSuchInvitation or InvitationClosed. The caller commits.

    One statement, so that one which is being used at the same moment is used, or withdrawn, and not both.
    """
    table = RegistrationInvitation
    is_open = (table.used_at.is_(None), table.withdrawn_at.is_(None), table.expires_at > now)
    if not count_changed(session, update(table).where(table.id == invitation_id, *is_open).values(withdrawn_at=now)):
        state = state_of(_get(session, invitation_id), now)
        raise InvitationClosed(params={"id": invitation_id, "state": state.value})
    record_event(session, OperatorAction.INVITATION_WITHDRAWN, actor=actor, now=now, id=invitation_id)


def _get(session: Session, invitation_id: int) -> RegistrationInvitation:
    invitation = session.get(RegistrationInvitation, invitation_id, populate_existing=True)
    if invitation is None:
        raise NoSuchInvitation(params={"id": invitation_id})
    return invitation


def _checked(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE or not (note.isprintable() or not note):
        raise NoteTooLong(params={"most": LONGEST_NOTE})
    return note
