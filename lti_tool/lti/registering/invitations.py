"""Invitations to register: a code that an operator makes, that works once, and of which only the hash is kept.

Who makes, annotates and withdraws them is in `inviting`; here is what becomes of one that is opened.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ToolError
from lti_tool.lti.digest import digest
from lti_tool.lti.models import RegistrationInvitation
from lti_tool.reasons import Wording, register

USED_BEFORE, WITHDRAWN, RUN_OUT = "invitation_used_before", "invitation_withdrawn", "invitation_run_out"
CLOSED = (USED_BEFORE, WITHDRAWN, RUN_OUT)
"""Why an invitation that we made opens nothing."""


class InvitationState(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class InvitationRefused(ToolError):
    """An invitation that opens nothing: unknown, run out or used up."""

    code = "invitation_unknown"
    status = 403
    title = N_("This registration link does not work")
    message = N_("This is not a registration link that we made, or a part of it is missing.")
    advice = N_("Copy the whole link once more, or ask the people who run the tool for a new one.")


register(
    {
        USED_BEFORE: Wording(
            N_("This registration link was used before: each works once."),
            N_(
                "If your LMS lists the tool now, all is well. Otherwise, ask the people who run the tool for a new one."
            ),
        ),
        RUN_OUT: Wording(N_("This registration link has expired.")),
        WITHDRAWN: Wording(
            N_("This registration link was withdrawn by the people who run the tool."),
            N_("Ask them for a new one."),
        ),
    }
)


def find_invitation(session: Session, code: str, now: datetime) -> RegistrationInvitation:
    """The invitation with this code, still open; raises InvitationRefused."""
    query = select(RegistrationInvitation).where(RegistrationInvitation.code_hash == digest(code))
    return _still_open(session.scalar(query), now)


def claim_invitation(session: Session, invitation_id: int, now: datetime) -> None:
    """Use an invitation up, in one statement, so that of two at once only one does; the caller commits."""
    open_one = (
        update(RegistrationInvitation)
        .where(RegistrationInvitation.id == invitation_id, RegistrationInvitation.used_at.is_(None))
        .where(RegistrationInvitation.withdrawn_at.is_(None), RegistrationInvitation.expires_at > now)
        .values(used_at=now)
    )
    if session.execute(open_one.returning(RegistrationInvitation.id)).first() is None:
        _still_open(session.get(RegistrationInvitation, invitation_id), now)


def give_back(session: Session, invitation_id: int) -> None:
    """Open an invitation again after the platform refused: its admin may try once more. The caller commits."""
    session.execute(
        update(RegistrationInvitation).where(RegistrationInvitation.id == invitation_id).values(used_at=None)
    )


def state_of(invitation: RegistrationInvitation, now: datetime) -> InvitationState:
    """What has become of it: that it was used counts for more than that its time is over."""
    if invitation.used_at:
        return InvitationState.USED
    if invitation.withdrawn_at:
        return InvitationState.WITHDRAWN
    return InvitationState.EXPIRED if invitation.expires_at <= now else InvitationState.OPEN


_REFUSED = {
    InvitationState.USED: USED_BEFORE,
    InvitationState.WITHDRAWN: WITHDRAWN,
    InvitationState.EXPIRED: RUN_OUT,
}


def _still_open(invitation: RegistrationInvitation | None, now: datetime) -> RegistrationInvitation:
    if invitation is None:
        raise InvitationRefused
    if code := _REFUSED.get(state_of(invitation, now)):
        raise InvitationRefused(code=code, params={"id": invitation.id})
    return invitation
