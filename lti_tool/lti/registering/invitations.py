"""Invitations to register: a code that an operator makes, that works once, and of which only the hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.errors import N_, ToolError
from lti_tool.lti.digest import digest
from lti_tool.lti.models import DeploymentsPolicy, RegistrationInvitation
from lti_tool.reasons import Wording, register


class InvitationRefused(ToolError):
    """An invitation that opens nothing: unknown, run out or used up."""

    code = "invitation_unknown"
    status = 403
    title = N_("This registration link does not work")
    message = N_("This is not a registration link that we made, or a part of it is missing.")
    advice = N_("Copy the whole link once more, or ask the people who run the tool for a new one.")


register(
    {
        "invitation_used_before": Wording(
            N_("This registration link was used before: each works once."),
            N_(
                "If your LMS lists the tool now, all is well. Otherwise, ask the people who run the tool for a new one."
            ),
        ),
        "invitation_run_out": Wording(N_("This registration link has expired.")),
    }
)


def make_invitation(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    lasts: timedelta,
    auto_approve: bool = False,
    policy: str = DeploymentsPolicy.LISTED,
    registration_id: int | None = None,
) -> str:
    """Make an invitation, perhaps to update one registration; return its code, which is kept nowhere.

    The caller commits.
    """
    code = secrets.token_urlsafe(24)
    invitation = RegistrationInvitation(
        code_hash=digest(code),
        registration_id=registration_id,
        auto_approve=auto_approve,
        deployments_policy=policy,
        created_at=now,
        expires_at=now + lasts,
    )
    session.add(invitation)
    session.flush()
    action = OperatorAction.INVITATION_MADE
    record_event(session, action, actor=actor, now=now, id=invitation.id, auto_approve=auto_approve)
    return code


def find_invitation(session: Session, code: str, now: datetime) -> RegistrationInvitation:
    """The invitation with this code, still open; raises InvitationRefused."""
    query = select(RegistrationInvitation).where(RegistrationInvitation.code_hash == digest(code))
    return _still_open(session.scalar(query), now)


def claim_invitation(session: Session, invitation_id: int, now: datetime) -> None:
    """Use an invitation up, in one statement, so that of two at once only one does; the caller commits."""
    open_one = (
        update(RegistrationInvitation)
        .where(RegistrationInvitation.id == invitation_id, RegistrationInvitation.used_at.is_(None))
        .where(RegistrationInvitation.expires_at > now)
        .values(used_at=now)
    )
    if session.execute(open_one.returning(RegistrationInvitation.id)).first() is None:
        _still_open(session.get(RegistrationInvitation, invitation_id), now)


def give_back(session: Session, invitation_id: int) -> None:
    """Open an invitation again after the platform refused: its admin may try once more. The caller commits."""
    session.execute(
        update(RegistrationInvitation).where(RegistrationInvitation.id == invitation_id).values(used_at=None)
    )


def _still_open(invitation: RegistrationInvitation | None, now: datetime) -> RegistrationInvitation:
    if invitation is None:
        raise InvitationRefused
    if invitation.used_at:
        raise InvitationRefused(code="invitation_used_before")
    if invitation.expires_at <= now:
        raise InvitationRefused(code="invitation_run_out")
    return invitation
