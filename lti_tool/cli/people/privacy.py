"""`lti-tool privacy …`: whose data it is. Finding people, handing out what is held on them, and their requests."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from lti_tool.audit import OperatorAction, record_event
from lti_tool.cli.group import AS_JSON, ROW_ID, ToolGroup, print_rows
from lti_tool.cli.people.erasing import erase, erased, replay
from lti_tool.cli.people.retention import retention
from lti_tool.cli.people.whom import whom
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.privacy import requests as service
from lti_tool.privacy.counting import count_held
from lti_tool.privacy.export.archive import export as export_person
from lti_tool.privacy.finding import Candidate, Wanted, find_candidates, find_person
from lti_tool.privacy.models import ErasureRequest
from lti_tool.privacy.requests import LONGEST_ANSWER, Because
from lti_tool.templating import LANGUAGES


@click.group(cls=ToolGroup)
def privacy() -> None:
    """What is held on a person: find it, hand it out, answer requests to have it deleted."""


@privacy.command()
@whom
@AS_JSON
def find(wanted: Wanted, as_json: bool) -> None:
    """List who fits, with the courses that know them and how much is held on each."""
    found = find_candidates(db.session(), wanted)
    rows = [_as_row(each, as_json=as_json) for each in found]
    print_rows(rows, as_json=as_json, empty=f"There is nobody {wanted}.")


@privacy.command()
@whom
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else person-ID.zip."
)
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True, help="Of its pages.")
def export(wanted: Wanted, output: Path | None, language: str) -> None:
    """Write a ZIP with everything that is held on one person, as pages and as JSON."""
    session, now = db.session(), utcnow()
    person = find_person(session, wanted)
    path = output or Path(f"person-{person.user_ids[0]}.zip")
    for user_id in person.user_ids:
        record_event(session, OperatorAction.PERSON_EXPORTED, actor=running(), now=now, user=user_id)
    session.commit()
    with force_locale(language):
        _write(path, export_person(current_app.extensions["lti"].session_factory, person, now))
    click.echo(f"Wrote {path}. It is personal: hand it to nobody else, and delete it when they have it.")


@privacy.group(cls=ToolGroup, invoke_without_command=True)
@click.option("--all", "show_all", is_flag=True, help="Those that were answered too.")
@AS_JSON
@with_appcontext
@click.pass_context
def requests(context: click.Context, show_all: bool, as_json: bool) -> None:
    """List the requests to have data deleted that wait for an answer."""
    if context.invoked_subcommand is None:
        found = service.list_requests(db.session(), open_only=not show_all)
        print_rows([_request_row(each) for each in found], as_json=as_json, empty="No request waits for an answer.")


@requests.command()
@click.argument("request_id", metavar="ID", type=ROW_ID)
@click.option("--because", type=click.Choice([each.value for each in Because]), required=True, help="Why.")
@click.option("--answer", default="", help="What they read besides, in your own words.")
def decline(request_id: int, because: str, answer: str) -> None:
    """Say no to a request; whoever asked reads why on the page where they asked."""
    if len(answer) > LONGEST_ANSWER:
        raise click.UsageError(f"An answer has at most {LONGEST_ANSWER} characters.")
    if because == Because.OTHER and not answer.strip():
        raise click.UsageError("Because of what? Say it to them: --answer TEXT")
    service.decline(db.session(), request_id, Because(because), answer.strip(), actor=running(), now=utcnow())
    db.session.commit()
    click.echo(f"Declined request {request_id}.")


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that only its owner reads: whole, or not at all."""
    if path.exists():
        raise click.ClickException(f"{path} is there already; nothing was written. Choose another name: --output FILE")
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(pieces)
        unfinished.replace(path)
    except OSError as error:
        raise click.ClickException(f"{path} could not be written: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _as_row(found: Candidate, *, as_json: bool) -> dict[str, object]:
    counts = {each.holding.name: each.count for each in count_held(db.session(), found.person)}
    return {
        "id": found.user.id,
        "name": found.user.name,
        "email": found.user.email,
        "lms_id": found.user.id_on_platform,
        "registration": found.registration.id,
        "deployment": found.user.deployment_id,
        "courses": list(found.courses),
        "held": counts if as_json else sum(counts.values()),
    }


def _request_row(found: ErasureRequest) -> dict[str, object]:
    return {
        "id": found.id,
        "state": found.state,
        "asked": found.asked_at.isoformat(timespec="minutes"),
        "person": found.user_id,
        "name": found.user.name if found.user else "",
        "registration": found.deployment.registration_id,
        "deployment": found.deployment_id,
        "because": found.because,
        "decided": found.decided_at.isoformat(timespec="minutes") if found.decided_at else None,
        "by": found.decided_by,
    }


for each in (erase, erased, replay, retention):
    privacy.add_command(each)
