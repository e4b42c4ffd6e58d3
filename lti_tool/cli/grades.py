"""`lti-tool grades`: what is on its way to the gradebooks, what failed and why, and sending it again."""

from __future__ import annotations

import json

import click
from flask import current_app

from lti_tool.cli.group import AS_JSON, ROW_ID, ToolGroup
from lti_tool.db import db, utcnow
from lti_tool.grades.outcomes import Tally
from lti_tool.grades.overview import FailedDelivery, Overview, find_deliveries, summarise
from lti_tool.grades.queueing import resend as make_due
from lti_tool.grades.sender import deliver_due
from lti_tool.grades.settling import settle_run_out


@click.group(cls=ToolGroup)
def grades() -> None:
    """Watch, push and repeat the delivery of scores."""


@grades.command()
@AS_JSON
def status(as_json: bool) -> None:
    """Count deliveries by registration and state; list those that failed, with the reason."""
    overview = summarise(db.session())
    if as_json:
        click.echo(json.dumps(overview.to_json(), indent=2))
    else:
        _print_overview(overview)


@grades.command()
def deliver() -> None:
    """Hand in attempts whose time ran out, then deliver all that is due; what waits for a later try stays waiting."""
    services, total = current_app.extensions["lti"], Tally()
    settle_run_out(services.session_factory, utcnow())
    while (tally := deliver_due(services)).total:
        total += tally
    click.echo(f"{len(total.delivered)} delivered, {len(total.later)} to try later, {len(total.failed)} failed.")


@grades.command()
@click.option("--delivery", "delivery_id", type=ROW_ID, help="One delivery, by its id.")
@click.option("--failed", is_flag=True, help="All that failed.")
@click.option("--registration", "registration_id", type=ROW_ID, help="All of one registration, delivered ones too.")
def resend(delivery_id: int | None, failed: bool, registration_id: int | None) -> None:
    """Make deliveries due again, from their first try. With --registration and --failed: its failed ones."""
    if delivery_id is None and not failed and registration_id is None:
        raise click.UsageError("Say which: --delivery ID, --failed or --registration ID.")
    session, now = db.session(), utcnow()
    found = find_deliveries(session, delivery_id=delivery_id, failed=failed, registration_id=registration_id)
    if delivery_id is not None and not found:
        raise click.ClickException(f"There is no delivery {delivery_id} that fits.")
    due = sum([make_due(session, delivery, now) for delivery in found])
    session.commit()
    busy = f" {len(found) - due} are being sent right now." if due < len(found) else ""
    click.echo(f"{due} due again.{busy}")


def _print_overview(overview: Overview) -> None:
    if not overview.counts:
        click.echo("No scores yet.")
    for row in overview.counts:
        click.echo(f"registration {row.registration_id} ({row.name}): {row.count} {row.state}")
    if overview.oldest_due_at:
        click.echo(f"waiting since {overview.oldest_due_at:%Y-%m-%d %H:%M} UTC")
    for delivery in overview.failed:
        _print_failed(delivery)


def _print_failed(delivery: FailedDelivery) -> None:
    click.echo(f"failed: delivery {delivery.delivery_id}, registration {delivery.registration_id}, {delivery.reason}")
