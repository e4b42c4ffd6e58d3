"""`lti-tool deployments …`: which installations of a registration are let in."""

from __future__ import annotations

import click

from lti_tool.cli.group import AS_JSON, ROW_ID, ToolGroup, print_rows
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.lti.models import Status
from lti_tool.lti.registering import registrations as service


@click.group(cls=ToolGroup)
def deployments() -> None:
    """Installations under a registration; a new one waits here for approval."""


@deployments.command("list")
@AS_JSON
def list_(as_json: bool) -> None:
    """List every deployment, the pending ones first."""
    rows = service.list_deployments(db.session())
    print_rows(rows, as_json=as_json, empty="No deployment yet: they appear with the first launch.")


@deployments.command()
@click.argument("deployment_id", metavar="ID", type=ROW_ID)
def approve(deployment_id: int) -> None:
    """Let a deployment in."""
    _set_status(deployment_id, Status.ACTIVE, "Approved")


@deployments.command()
@click.argument("deployment_id", metavar="ID", type=ROW_ID)
def disable(deployment_id: int) -> None:
    """Refuse a deployment's launches and close its open sessions."""
    _set_status(deployment_id, Status.DISABLED, "Disabled")


def _set_status(deployment_id: int, status: Status, did: str) -> None:
    deployment = service.get_deployment(db.session(), deployment_id)
    service.set_status(db.session(), deployment, status, actor=running(), now=utcnow())
    db.session.commit()
    click.echo(f"{did} deployment {deployment_id}.")
