"""`lti-tool mail …`: what waits for operators, and whether the mails that tell of it leave."""

from __future__ import annotations

import click
from flask import current_app

from lti_tool.cli.group import AS_JSON, ToolGroup, print_rows
from lti_tool.db import db, utcnow
from lti_tool.notices.mailing import send_mail, write_mail
from lti_tool.notices.telling import find_told
from lti_tool.operators.waiting import Waiting, find_waiting
from lti_tool.operators.words import say_shortly
from lti_tool.settings import Settings

TEST = "This is a test: the library service training tool at {base_url} can send mail to its operators.\n"


@click.group(cls=ToolGroup)
def mail() -> None:
    """Mail to the people who run the tool, and to nobody else."""


@mail.command()
@AS_JSON
def waiting(as_json: bool) -> None:
    """List all that waits for an operator, and when a mail told of it."""
    session, now = db.session(), utcnow()
    told = find_told(session)
    rows = [_row(each, told) for each in find_waiting(session, now)]
    print_rows(rows, as_json=as_json, empty="Nothing waits.")


@mail.command()
def test() -> None:
    """Send a mail to LTI_TOOL_MAIL_TO now, and say what became of it."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.mail_server:
        raise click.ClickException("Mail is off: LTI_TOOL_MAIL_SERVER is empty.")
    body = TEST.format(base_url=settings.base_url)
    refused = send_mail(settings, write_mail(settings, f"{settings.host}: a test", body, utcnow()))
    if refused:
        raise click.ClickException(f"{settings.mail_server} refused {refused} of {len(settings.mail_to)} recipients.")
    click.echo(f"{settings.mail_server} took a mail to {', '.join(settings.mail_to)}.")


def _row(each: Waiting, told: dict[tuple[str, int], str]) -> dict[str, object]:
    return {
        "matter": each.matter.value,
        "about": each.about_id,
        "registration": each.registration_id,
        "since": each.since.isoformat(timespec="minutes") if each.since else None,
        "what": say_shortly(each),
        "mail": told.get((each.matter.value, each.about_id)),
    }
