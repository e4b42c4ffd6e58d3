"""`lti-tool registrations invitations …`: which links to register were given out, to whom, and what came of them."""

from __future__ import annotations

import click

from lti_tool.cli.group import AS_JSON, ROW_ID, ToolGroup, print_rows
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.lti.models import RegistrationInvitation
from lti_tool.lti.registering import inviting as service
from lti_tool.lti.registering.invitations import InvitationState


@click.group(cls=ToolGroup)
def invitations() -> None:
    """Links with which an LMS admin registers an LMS: list, annotate and withdraw them."""


@invitations.command("list")
@click.option("--all", "show_all", is_flag=True, help="Those that were used, withdrawn or ran out, too.")
@AS_JSON
def list_(show_all: bool, as_json: bool) -> None:
    """List the invitations that still work, the newest first; others are kept for a month after they ran out."""
    found = service.list_invitations(db.session(), utcnow(), open_only=not show_all)
    rows = [_row(each, state) for each, state in found]
    print_rows(rows, as_json=as_json, empty="No invitation is open: lti-tool registrations invite")


@invitations.command()
@click.argument("invitation_id", metavar="ID", type=ROW_ID)
@click.argument("words", metavar="NOTE")
def note(invitation_id: int, words: str) -> None:
    """Write down whom an invitation is for, such as "Town library, asked on May 3"; an empty note takes it off."""
    service.annotate(db.session(), invitation_id, words)
    db.session.commit()
    click.echo(f"Noted with invitation {invitation_id}.")


@invitations.command()
@click.argument("invitation_id", metavar="ID", type=ROW_ID)
def withdraw(invitation_id: int) -> None:
    """Make an open invitation useless, at once; whoever opens its link reads that it was withdrawn."""
    service.withdraw(db.session(), invitation_id, actor=running(), now=utcnow())
    db.session.commit()
    click.echo(f"Withdrew invitation {invitation_id}.")


def _row(invitation: RegistrationInvitation, state: InvitationState) -> dict[str, object]:
    used_at = invitation.used_at
    return {
        "id": invitation.id,
        "state": state.value,
        "note": invitation.note,
        "made": invitation.created_at.isoformat(timespec="minutes"),
        "expires": invitation.expires_at.isoformat(timespec="minutes"),
        "auto_approve": invitation.auto_approve,
        "deployments": invitation.deployments_policy,
        "for": invitation.registration_id,
        "used": used_at.isoformat(timespec="minutes") if used_at else None,
        "led_to": invitation.led_to_id,
    }
