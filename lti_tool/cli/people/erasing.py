"""`lti-tool privacy erase`, `erased` and `replay`: deleting what is held on a person, also after a restored backup."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from lti_tool.cli.group import AS_JSON, ask, print_rows
from lti_tool.cli.people.whom import whom
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.privacy.counting import count_held
from lti_tool.privacy.erased import Entry, ErasureKey, find_erasure, keys_of, list_erasures, note, read_list
from lti_tool.privacy.erasing import STAY, clear
from lti_tool.privacy.erasing import erase as erase_person
from lti_tool.privacy.finding import NobodyFound, Wanted, find_person
from lti_tool.privacy.person import Person
from lti_tool.privacy.replaying import Found, Restored, find_restored
from lti_tool.privacy.staying import find_outside
from lti_tool.privacy.sums import lone_surveys

NOT_ASKED = click.option("--yes", is_flag=True, help="Do not ask.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would go, and change nothing.")


@click.command()
@with_appcontext
@whom
@DRY_RUN
@NOT_ASKED
def erase(wanted: Wanted, dry_run: bool, yes: bool) -> None:
    """Delete what is held on a person, after showing it; what is others' stays without their name."""
    keys = _keys()
    person = _find(wanted, keys)
    _show(person)
    if dry_run:
        return
    if not yes:
        ask("Erase them?")
    erase_person(db.session(), person, keys[0], actor=running(), now=utcnow())
    db.session.commit()
    click.echo("Erased. Keep the list of who was erased apart from the database: lti-tool privacy erased --json")


@click.command()
@with_appcontext
@AS_JSON
def erased(as_json: bool) -> None:
    """List who was erased: a hash of each, which tells nobody who that was, and when."""
    rows = [each.model_dump(mode="json") for each in list_erasures(db.session())]
    print_rows(rows, as_json=as_json, empty="Nobody was erased.")


@click.command()
@with_appcontext
@click.option("--list", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A saved list.")
@DRY_RUN
@NOT_ASKED
@click.pass_context
def replay(context: click.Context, path: Path | None, dry_run: bool, yes: bool) -> None:
    """Erase again whoever a restored backup brought back; --list reads what `privacy erased --json` once wrote.

    The exit status is 1 where erasures were noted under a secret that is not known here.
    """
    keys, session = _keys(), db.session()
    listed = read_list(path.read_bytes()) if path else []
    found = find_restored(session, [*list_erasures(session), *listed], keys)
    _show_found(found)
    if not dry_run:
        if found.restored and not yes:
            ask("Erase them again?")
        _replay(found.restored, listed)
    if found.unreadable:
        context.exit(1)


def _replay(restored: list[Restored], listed: list[Entry]) -> None:
    """Each person in a transaction of their own: one that is refused keeps no other from being erased."""
    for entry in listed:
        note(db.session(), entry)
    db.session.commit()
    for each in restored:
        clear(db.session(), each.person, actor=running(), now=utcnow())
        db.session.commit()
    if restored:
        click.echo(f"Erased again: {len(restored)}.")


def _find(wanted: Wanted, keys: list[ErasureKey]) -> Person:
    """The person; of somebody who is not here, whether they were erased is told where the hash can tell it."""
    try:
        return find_person(db.session(), wanted)
    except NobodyFound:
        if moment := find_erasure(db.session(), keys, wanted):
            raise NobodyFound(
                f"Whoever was here {wanted} was erased on {moment:%Y-%m-%d}. Nothing more is held."
            ) from None
        raise


def _keys() -> list[ErasureKey]:
    return keys_of(current_app.extensions["settings"])


def _show(person: Person) -> None:
    """All that is held, what becomes of it, and what an erase does not reach."""
    session = db.session()
    rows = [
        {
            "what": each.holding.name,
            "rows": each.count,
            "then": "stays, without them" if each.holding.kind in STAY else "goes",
        }
        for each in count_held(session, person)
    ]
    print_rows(rows, as_json=False, empty="")
    outside = find_outside(session, person)
    click.echo("\nSums of their courses no longer count them.")
    if lone := lone_surveys(session, person):
        click.echo(f"Answers to anonymous surveys that nobody else who is here has answered go too ({len(lone)}).")
    if outside.scores:
        click.echo(f"Grades that are in the LMS already ({outside.scores}) stay there: they are the LMS's.")
    for course in outside.listing:
        click.echo(f"The roster of {course} lists them: when it is next read, it brings back their bare name.")
    for course in outside.unread:
        click.echo(f"The roster of {course} was never read: if it lists them, it brings back their bare name.")


def _show_found(found: Found) -> None:
    rows = [
        {
            "id": each.person.user_ids[0],
            "name": each.name,
            "lms_id": each.person.sub,
            "erased": f"{each.erased_at:%Y-%m-%d %H:%M}",
            "held": sum(held.count for held in count_held(db.session(), each.person)),
        }
        for each in found.restored
    ]
    print_rows(rows, as_json=False, empty="Nobody who was erased is here again.")
    if found.returned:
        click.echo(f"{found.returned} came back after they were erased: what they did since is kept.")
    if found.unreadable:
        click.echo(
            f"{found.unreadable} were erased while another secret was in use, and nobody can be known by that. "
            "Name it after the present one in LTI_TOOL_SECRET_KEY, for this command.",
            err=True,
        )
