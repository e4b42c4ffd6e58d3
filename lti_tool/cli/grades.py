"""`lti-tool grades`: what is on its way to the gradebooks, what failed and why, and sending it again."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, partial

import click
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction, OperatorAction, record_event
from lti_tool.cli.group import AS_JSON, ROW_ID, ToolGroup, print_rows
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.delivery.checks.comparing import Difference, Finding, check_link, find_links, mend, recreate_column
from lti_tool.delivery.checks.presence import read_roster
from lti_tool.delivery.delivering import deliver_due
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.delivery.queueing import resend as make_due
from lti_tool.delivery.reasons import HELD, is_held, say
from lti_tool.delivery.telling.overview import FailedDelivery, Overview, find_deliveries, summarise
from lti_tool.delivery.tries.outcomes import Tally
from lti_tool.errors import ToolError
from lti_tool.grading.handing_in import settle_run_out
from lti_tool.grading.sweeping import Sweep
from lti_tool.lti.models import ResourceLink


@click.group(cls=ToolGroup)
def grades() -> None:
    """Watch, push and repeat the delivery of scores."""


@grades.command()
@AS_JSON
def status(as_json: bool) -> None:
    """Count deliveries by registration and state; list those that failed, with the reason."""
    overview = summarise(db.session(), utcnow())
    if as_json:
        click.echo(json.dumps(overview.to_json(), indent=2))
    else:
        _print_overview(overview)


@grades.command()
def deliver() -> None:
    """Hand in attempts whose time ran out, queue what was not queued, then deliver all that is due.

    What waits for a later try stays waiting.
    """
    services, total = current_app.extensions["lti"], Tally()
    handed_in = settle_run_out(services.session_factory, utcnow())
    queued = Sweep().run_through(services.session_factory, utcnow())
    while (tally := deliver_due(services)).total:
        total += tally
    counts = {"delivered": len(total.delivered), "later": len(total.later), "failed": len(total.failed)}
    _note_delivered({"handed_in": handed_in, "queued": queued, **counts})
    click.echo("{delivered} delivered, {later} to try later, {failed} failed.".format_map(counts))


@grades.command()
@click.option("--delivery", "delivery_id", type=ROW_ID, help="One delivery, by its id.")
@click.option("--failed", is_flag=True, help="All that failed.")
@click.option("--registration", "registration_id", type=ROW_ID, help="All of one registration, delivered ones too.")
@click.option("--anyway", is_flag=True, help="Also over what could not be read in the gradebook: send what is held.")
def resend(delivery_id: int | None, failed: bool, registration_id: int | None, anyway: bool) -> None:
    """Make deliveries due again, from their first try. With --registration and --failed: its failed ones.

    What is held, because the gradebook could not be read before it was sent, is looked at again and not sent blindly.
    """
    if delivery_id is None and not failed and registration_id is None:
        raise click.UsageError("Say which: --delivery ID, --failed or --registration ID.")
    session, now = db.session(), utcnow()
    found = find_deliveries(session, delivery_id=delivery_id, failed=failed, registration_id=registration_id)
    if delivery_id is not None and not found:
        raise click.ClickException(f"No delivery {delivery_id} matches.")
    due = _make_due(session, found, now, anyway)
    session.commit()
    busy = f" {len(found) - due} are being sent right now." if due < len(found) else ""
    click.echo(f"{due} due again.{busy}")


def _make_due(session: Session, found: Sequence[ScoreDelivery], now: datetime, anyway: bool) -> int:
    """All that no sender holds, noted in the log of each course; how many."""
    due = [each for each in found if make_due(session, each, now, anyway=anyway or not is_held(each.reason))]
    for context_id, count in Counter(delivery.placement.context_id for delivery in due).items():
        _note_sent_again(session, context_id, count, now)
    return len(due)


@grades.command()
@click.option("--registration", "registration_id", type=ROW_ID, help="The links of one registration alone.")
@click.option("--fix", is_flag=True, help="Send again what is missing or not up to date.")
@click.option("--overwrite", is_flag=True, help="With --fix: also what a person changed in the gradebook.")
@click.option("--recreate", is_flag=True, help="With --fix: also request new columns for those deleted there.")
@AS_JSON
def reconcile(registration_id: int | None, fix: bool, overwrite: bool, recreate: bool, as_json: bool) -> None:
    """Compare the gradebooks with the ledger and list what differs; exit status 1 if a platform could not be read."""
    if (overwrite or recreate) and not fix:
        raise click.UsageError("--overwrite and --recreate say what --fix may do: add --fix.")
    findings, compared, unread = _compare(registration_id)
    sent_again = f"{_fix(findings, overwrite, recreate)} due again." if fix else ""
    if as_json:
        click.echo(json.dumps([_for_programs(finding) for finding in findings], indent=2))
    else:
        _print_findings(findings, compared, sent_again)
    if unread:
        raise click.ClickException(f"{unread} gradebook columns could not be read, or not to their end.")


def _compare(registration_id: int | None) -> tuple[list[Finding], int, int]:
    """Course by course, its roster first, column by column, with progress on stderr; how many, and how many failed."""
    services, findings, unread = current_app.extensions["lti"], [], 0
    with services.session_factory() as session:
        links = find_links(session, registration_id=registration_id)
        query = select(ResourceLink.id, ResourceLink.context_id).where(ResourceLink.id.in_(links))
        courses: dict[int, int] = dict(session.execute(query).all())
    roster_of = cache(partial(read_roster, services))
    for done, link_id in enumerate(links, 1):
        try:
            found = check_link(services, link_id, roster=roster_of(courses[link_id]))
            findings += found
            unread += any(finding.kind == Difference.INCOMPLETE for finding in found)
        except ToolError as problem:
            unread += 1
            click.echo(f"link {link_id}: {problem.message}", err=True)
        click.echo(f"{done} of {len(links)} gradebook columns read", err=True)
    return findings, len(links), unread


def _fix(findings: list[Finding], overwrite: bool, recreate: bool) -> int:
    """Course by course, since each course's log tells its own."""
    session, now, due = db.session(), utcnow(), 0
    for context_id, found in _by_course(session, findings).items():
        if mended := mend(session, found, now, overwrite=overwrite):
            _note_sent_again(session, context_id, mended, now)
        due += mended + (_recreate(session, context_id, found, now) if recreate else 0)
    session.commit()
    return due


def _by_course(session: Session, findings: Sequence[Finding]) -> dict[int, list[Finding]]:
    """Findings by the course of their link; without those whose link was deleted since."""
    links = {finding.link_id for finding in findings}
    query = select(ResourceLink.id, ResourceLink.context_id).where(ResourceLink.id.in_(links))
    contexts, courses = dict(session.execute(query).all()), defaultdict(list)
    for finding in findings:
        if finding.link_id in contexts:
            courses[contexts[finding.link_id]].append(finding)
    return courses


def _recreate(session: Session, context_id: int, findings: Sequence[Finding], now: datetime) -> int:
    due = 0
    for finding in findings:
        if finding.kind == Difference.NO_COLUMN:
            count = recreate_column(session, finding.link_id, now)
            record_event(
                session,
                CourseAction.COLUMN_MADE_ANEW,
                actor=running(),
                now=now,
                context_id=context_id,
                count=count,
                placement=finding.placement_id,
            )
            due += count
    return due


def _note_sent_again(session: Session, context_id: int, count: int, now: datetime) -> None:
    """A line in a course's log."""
    actor = running()
    record_event(session, CourseAction.SCORES_SENT_AGAIN, actor=actor, now=now, context_id=context_id, count=count)


def _note_delivered(counts: Mapping[str, int]) -> None:
    """A line in the operator's log, unless there was nothing to do: this may run every minute."""
    if any(counts.values()):
        record_event(db.session(), OperatorAction.SCORES_DELIVERED, actor=running(), now=utcnow(), **counts)
        db.session.commit()


def _for_programs(finding: Finding) -> dict[str, object]:
    """The finding with its points in words, as they have always been, and as numbers."""
    kept = finding.to_json()
    return {**kept, **_points_and_gap(finding), "ours_points": kept["ours"], "theirs_points": kept["theirs"]}


def _print_findings(findings: Sequence[Finding], compared: int, sent_again: str) -> None:
    empty = "Nothing differs." if compared else "There was nothing to compare: no score was sent to a gradebook."
    print_rows([_as_row(finding) for finding in findings], as_json=False, empty=empty)
    if sent_again:
        click.echo(sent_again)


def _points_and_gap(finding: Finding) -> dict[str, object]:
    return {"ours": str(finding.ours or ""), "theirs": str(finding.theirs or ""), "why": say(finding.gap)}


def _as_row(finding: Finding) -> dict[str, object]:
    return {
        "differs": finding.kind,
        "link": finding.title or finding.link_id,
        "delivery": finding.delivery_id,
        **_points_and_gap(finding),
    }


def _print_overview(overview: Overview) -> None:
    if not overview.counts:
        click.echo("No scores yet.")
    for row in overview.counts:
        click.echo(f"registration {row.registration_id} ({row.name}): {row.count} {row.state}")
    if overview.oldest_due_at:
        click.echo(f"waiting since {overview.oldest_due_at:%Y-%m-%d %H:%M} UTC")
    if overview.stuck:
        click.echo(f"stuck: {overview.stuck} have waited for more than an hour")
    for lane in overview.paused:
        click.echo(f"paused: registration {lane.registration_id}, {lane.host}, until {lane.until}: {lane.reason}")
    for delivery in overview.failed:
        _print_failed(delivery)


def _print_failed(delivery: FailedDelivery) -> None:
    said = f"{delivery.reason} {delivery.advice}".strip()
    state = "held" if delivery.code in HELD else "failed"
    click.echo(f"{state}: delivery {delivery.delivery_id}, registration {delivery.registration_id}, {said}")
