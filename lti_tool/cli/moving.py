"""`lti-tool registrations move`: an LMS gave the tool another client id."""

from __future__ import annotations

from dataclasses import asdict

import click
from flask.cli import with_appcontext

from lti_tool.cli.group import ROW_ID, ask, print_rows
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.grading.moving import count_courses, move_registration
from lti_tool.lti.extension import lti
from lti_tool.lti.registering.moving import Pair, Plan, plan_move
from lti_tool.lti.registering.registrations import get_registration


@click.command()
@with_appcontext
@click.argument("old_id", metavar="OLD", type=ROW_ID)
@click.argument("new_id", metavar="NEW", type=ROW_ID)
@click.option("--deployment", "named", metavar="OLD=NEW", multiple=True, help="A deployment whose id is another now.")
@click.option("--dry-run", is_flag=True, help="Show what would move, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def move(old_id: int, new_id: int, named: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Give everything of registration OLD to registration NEW, another client id of the same LMS.

    People, courses, links, work, grades and rosters go along. Gradebook columns are found anew, and whoever is in the
    tool opens it again from their LMS.
    """
    becomes = dict(_read_pair(each) for each in named)
    plan = _plan(old_id, new_id, becomes)
    _print_plan(plan)
    if dry_run or not plan.pairs:
        return
    if not (yes or plan.collisions):
        ask("Move it?")
        plan = _plan(old_id, new_id, becomes)
    move_registration(db.session(), plan, actor=running(), now=utcnow())
    db.session.commit()
    lti().registry.forget()
    click.echo(f"Moved registration {old_id} to {new_id}. Once the LMS has dropped the old client id:")
    click.echo(f"lti-tool registrations remove {old_id}")


def _plan(old_id: int, new_id: int, becomes: dict[str, str]) -> Plan:
    session = db.session()
    return plan_move(session, get_registration(session, old_id), get_registration(session, new_id), becomes)


def _read_pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not equals:
        raise click.BadParameter("Give the old id, “=” and the new one.", param_hint="--deployment")
    return old, new


def _there(pair: Pair) -> str:
    return f"known, {pair.target.status}" if pair.target else "will be made"


def _print_plan(plan: Plan) -> None:
    """What would move, in counts and names, and what keeps it from moving."""
    deployments = [
        {"deployment": each.source.id_on_platform, "becomes": each.name, "there": _there(each)} for each in plan.pairs
    ]
    print_rows(deployments, as_json=False, empty="Nobody has used this registration: there is nothing to move.")
    if plan.pairs:
        click.echo()
        courses = [asdict(each) for each in count_courses(db.session(), plan)]
        print_rows(courses, as_json=False, empty="No course has opened the tool.")
    if plan.collisions:
        click.echo("\nBoth registrations hold data of these:")
        print_rows([asdict(each) for each in plan.collisions], as_json=False, empty="")
