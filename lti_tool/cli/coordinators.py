"""`lti-tool coordinators …`: who may see the report on all courses of a deployment."""

from __future__ import annotations

from datetime import timedelta

import click

from lti_tool.cli.authors.durations import DURATION
from lti_tool.cli.group import AS_JSON, ROW_ID, ToolGroup, print_rows
from lti_tool.cli.running import running
from lti_tool.community.export import export_deployment
from lti_tool.coordinators import service
from lti_tool.db import db, utcnow
from lti_tool.lti.registering.registrations import get_deployment


@click.group(cls=ToolGroup)
def coordinators() -> None:
    """Training coordinators: people who see counts over all courses of one deployment."""


@coordinators.command()
@click.option("--deployment", "deployment_id", type=ROW_ID, required=True, help="See: lti-tool deployments list")
@click.option("--expires", "lasts", type=DURATION, default="7d", show_default=True, help="Such as 12h, 7d or 2w.")
@click.option("--note", default="", help="Who it is for; only the list of invitations shows it.")
def invite(deployment_id: int, lasts: timedelta, note: str) -> None:
    """Make a code that one person takes up in the LMS. It works once, and is not shown again."""
    now = utcnow()
    deployment = get_deployment(db.session(), deployment_id)
    code = service.invite(db.session(), deployment, lasts, now, actor=running(), note=note)
    db.session.commit()
    click.echo(code)
    click.echo(
        "Give this code to the coordinator, who opens any link of this tool in that LMS, presses “Training "
        f"coordinators” at the foot of the page, and types it there. It works once, until "
        f"{(now + lasts).isoformat(timespec='minutes')}.",
        err=True,
    )


@coordinators.command("list")
@click.option("--invitations", is_flag=True, help="The invitations that are still open, instead.")
@AS_JSON
def list_(invitations: bool, as_json: bool) -> None:
    """List the coordinators, or the open invitations."""
    if invitations:
        rows, empty = service.list_invitations(db.session(), utcnow()), "No invitation is open."
    else:
        rows, empty = service.list_people(db.session()), "There is no coordinator yet: lti-tool coordinators invite"
    print_rows(rows, as_json=as_json, empty=empty)


@coordinators.command()
@click.argument("coordinator_id", metavar="ID", type=ROW_ID)
def remove(coordinator_id: int) -> None:
    """Take the report away from a coordinator, at once."""
    service.remove(db.session(), coordinator_id, utcnow(), running())
    db.session.commit()
    click.echo(f"Removed coordinator {coordinator_id}.")


@coordinators.command()
@click.argument("invitation_id", metavar="ID", type=ROW_ID)
@click.argument("words", metavar="NOTE")
def note(invitation_id: int, words: str) -> None:
    """Write down whom an invitation is for; an empty note takes it off."""
    service.annotate(db.session(), invitation_id, words)
    db.session.commit()
    click.echo(f"Noted with invitation {invitation_id}.")


@coordinators.command()
@click.argument("invitation_id", metavar="ID", type=ROW_ID)
def withdraw(invitation_id: int) -> None:
    """Make an open invitation useless."""
    service.withdraw(db.session(), invitation_id, utcnow(), running())
    db.session.commit()
    click.echo(f"Withdrew invitation {invitation_id}.")


@coordinators.command()
@click.option("--deployment", "deployment_id", type=ROW_ID, required=True, help="See: lti-tool deployments list")
def contributions(deployment_id: int) -> None:
    """Print the links and ideas that were let in and anybody may use, as YAML for the shared course."""
    deployment = get_deployment(db.session(), deployment_id)
    click.echo(export_deployment(db.session(), deployment.id), nl=False)
