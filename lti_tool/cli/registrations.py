"""`lti-tool registrations …`: which platforms may launch us."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from lti_tool.cli.authors.durations import DURATION
from lti_tool.cli.group import AS_JSON, ROW_ID, ToolGroup, ask, print_rows
from lti_tool.cli.moving import move
from lti_tool.cli.operating.invitations import invitations
from lti_tool.cli.operating.platforms import list_
from lti_tool.cli.running import running
from lti_tool.db import db, utcnow
from lti_tool.delivery.queueing import retry_unread
from lti_tool.lti.extension import lti
from lti_tool.lti.launch.refusals import find_refusal
from lti_tool.lti.models import DeploymentsPolicy, Registration, Status
from lti_tool.lti.registering import registrations as service
from lti_tool.lti.registering.diagnosing import diagnose
from lti_tool.lti.registering.inviting import make_invitation
from lti_tool.lti.registering.probing import Target, probe
from lti_tool.lti.services.tokens import FreshTokens
from lti_tool.templating import words_of


@click.group(cls=ToolGroup)
def registrations() -> None:
    """Platforms: issuer + client id, and where their doors are."""


@registrations.command()
@click.option("--issuer", required=True, help="The platform's issuer (iss), letter by letter.")
@click.option("--client-id", required=True)
@click.option("--auth-login-url", required=True, help="Its OIDC authentication request URL.")
@click.option("--token-url", required=True)
@click.option("--jwks-url", required=True)
@click.option("--audience", help="What access tokens are asked of, where that is not the token URL.")
@click.option("--deployment", "deployment_ids", multiple=True, help="A deployment id to let in; may be repeated.")
@click.option("--deployments", "policy", type=click.Choice([policy.value for policy in DeploymentsPolicy]))
@click.option("--name", help="What you call this platform.")
@click.option("--frame-origin", "frame_origins", multiple=True, help="A site that may frame us; may be repeated.")
@click.option("--service-host", "service_hosts", multiple=True, help="See `registrations hosts`; may be repeated.")
@click.option("--allow-anonymous/--no-allow-anonymous", default=None, help="Accept launches without sub.")
@click.option(
    "--institution-roles/--no-institution-roles",
    "institution_roles_grant",
    default=None,
    help="Let institution roles count where a launch has no course role.",
)
@click.option("--yes", is_flag=True, help="Do not ask before a known registration is overwritten.")
def add(issuer: str, client_id: str, deployment_ids: tuple[str, ...], yes: bool, **facts: Any) -> None:
    """Register a platform; the same issuer and client id again updates it, after showing what that changes."""
    given = {name: value for name, value in facts.items() if value not in (None, ())}
    service.refuse_own_addresses(lti().settings.base_url, issuer, given)
    known = service.find_registration(db.session(), issuer, client_id)
    if known and not yes:
        _ask_to_overwrite(known, given)
    saved = service.save_registration(
        db.session(), issuer, client_id, deployment_ids=deployment_ids, actor=running(), now=utcnow(), **given
    )
    db.session.commit()
    lti().registry.forget()
    did = "Added" if saved.is_new else "Updated"
    click.echo(f"{did} registration {saved.registration.id}: {issuer}, client id {client_id}.")


@registrations.command()
@click.argument("registration_id", metavar="ID", type=ROW_ID)
@AS_JSON
def show(registration_id: int, as_json: bool) -> None:
    """Show one registration whole, with its deployments."""
    facts = service.facts(_get(registration_id))
    if as_json:
        print_rows([facts], as_json=True, empty="")
        return
    for name, value in facts.items():
        click.echo(f"{name}: {value if value not in (None, '') else '-'}")


@registrations.command()
@click.argument("registration_id", metavar="ID", type=ROW_ID)
def approve(registration_id: int) -> None:
    """Let a pending registration in."""
    _set_status(registration_id, Status.ACTIVE, "Approved")


@registrations.command()
@click.argument("registration_id", metavar="ID", type=ROW_ID)
@click.option("--accept", "decision", flag_value="accept", help="Use the new addresses from now on.")
@click.option("--refuse", "decision", flag_value="refuse", help="Forget them.")
def changes(registration_id: int, decision: str | None) -> None:
    """Show the addresses that an LMS asked for and that wait for you; accept or refuse them."""
    registration = _get(registration_id)
    if not (waiting := service.proposed_changes(registration)):
        click.echo(f"Nothing waits for registration {registration_id}.")
        return
    _print_changes(waiting)
    if decision is None:
        click.echo(f"\nIf the new addresses are your LMS's: lti-tool registrations changes {registration_id} --accept")
        click.echo(f"If you don't know them: lti-tool registrations changes {registration_id} --refuse")
        return
    decide = service.accept_changes if decision == "accept" else service.refuse_changes
    decide(db.session(), registration, actor=running(), now=utcnow())
    db.session.commit()
    lti().registry.forget()
    click.echo(f"{'Accepted' if decision == 'accept' else 'Refused'} the changes of registration {registration_id}.")


@registrations.command()
@click.argument("registration_id", metavar="ID", type=ROW_ID)
@click.option("--service-host", "added", multiple=True, help="Let its lists go on at this host; may be repeated.")
@click.option("--remove", "removed", multiple=True, help="Send no access token to this host any more.")
def hosts(registration_id: int, added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Show, add or remove hosts to which the platform's lists (roster, columns, results) may go on.

    The access token goes there, too. The registered addresses need not be named; https is meant unless you write
    http://HOST. Scores that wait because a list could not be read are due again once a host is added.
    """
    session, registration, now, actor = db.session(), _get(registration_id), utcnow(), running()
    for host in removed:
        service.remove_service_host(session, registration, host, actor=actor, now=now)
    is_more = [service.add_service_host(session, registration, host, actor=actor, now=now) for host in added]
    due = retry_unread(session, registration_id, now) if any(is_more) else 0
    session.commit()
    lti().registry.forget()
    click.echo("\n".join(service.service_hosts(registration)) or "None but its registered addresses.")
    if due:
        click.echo(f"{due} scores are due again.", err=True)


@registrations.command()
@click.argument("registration_id", metavar="ID", type=ROW_ID)
def enable(registration_id: int) -> None:
    """Let a disabled registration in again."""
    _set_status(registration_id, Status.ACTIVE, "Enabled")


@registrations.command()
@click.argument("registration_id", metavar="ID", type=ROW_ID)
def disable(registration_id: int) -> None:
    """Refuse its launches and close its open sessions; nothing is deleted."""
    _set_status(registration_id, Status.DISABLED, "Disabled")


@registrations.command()
@click.option("--auto-approve", is_flag=True, help="Let the LMS in at once; else its registration waits for you.")
@click.option(
    "--deployments",
    "policy",
    type=click.Choice([policy.value for policy in DeploymentsPolicy]),
    default=DeploymentsPolicy.LISTED.value,
    show_default=True,
    help="What becomes of its deployments that we never heard of.",
)
@click.option("--expires", "lasts", type=DURATION, default="7d", show_default=True, help="Such as 12h, 7d or 2w.")
@click.option("--for", "registration_id", metavar="ID", type=ROW_ID, help="Update this registration, and no other.")
@click.option("--note", default="", help="Whom it is for; only `registrations invitations list` shows it.")
def invite(auto_approve: bool, policy: str, lasts: timedelta, registration_id: int | None, note: str) -> None:
    """Make a link with which an LMS admin registers the LMS: it works once. It is not shown again."""
    now = utcnow()
    if registration_id is not None:
        _get(registration_id)
    code = make_invitation(
        db.session(),
        actor=running(),
        now=now,
        lasts=lasts,
        auto_approve=auto_approve,
        policy=policy,
        registration_id=registration_id,
        note=note,
    )
    db.session.commit()
    click.echo(f"{lti().settings.base_url}/lti/register?invitation={code}")
    then = "it is let in at once" if auto_approve else "it then waits for `lti-tool registrations approve ID`"
    if registration_id is not None:
        then = f"registration {registration_id} then has its new addresses at once"
    click.echo(
        f"Give this link to the LMS's admin, who pastes it into the LMS; {then}. It works once, "
        f"until {(now + lasts).isoformat(timespec='minutes')}.",
        err=True,
    )


@registrations.command("diagnose")
@click.argument("reference", metavar="REF")
@AS_JSON
def diagnose_(reference: str, as_json: bool) -> None:
    """Tell why something was refused: what was received, what is registered, what to change."""
    found = diagnose(db.session(), find_refusal(db.session(), reference), lti().settings)
    reason = found.refusal.reason
    if as_json:
        facts = {"reference": reference, "received": found.refusal.received}
        facts |= {"code": reason.code, "params": dict(reason.params), "message": words_of(reason)}
        near = [service.summary(row) for row in found.registrations]
        print_rows([facts | {"registered": near, "advice": found.advice}], as_json=True, empty="")
        return
    click.echo(f"{found.refusal.at.isoformat(timespec='seconds')}  {reason.code}: {words_of(reason)}")
    click.echo("\nReceived:")
    print_rows(
        [{"what": name, "value": value} for name, value in found.refusal.received.items()], as_json=False, empty=""
    )
    click.echo("\nRegistered:")
    print_rows([service.summary(row) for row in found.registrations], as_json=False, empty="Nothing that comes near.")
    click.echo("\nWhat to change:")
    for line in found.advice:
        click.echo(f"- {line}")


@registrations.command("test")
@click.argument("registration_id", metavar="ID", type=ROW_ID)
@AS_JSON
@click.pass_context
def try_out(context: click.Context, registration_id: int, as_json: bool) -> None:
    """Try the platform's addresses, keys, clock, tokens and services; nothing is changed there or here."""
    registration = _get(registration_id)
    target, connector = Target.of(db.session(), registration), lti().connector(registration, FreshTokens())
    db.session.rollback()  # no transaction stays open while a platform is called
    findings = list(probe(lti().http, target, connector, lti().settings.base_url))
    words = {True: "yes", False: "NO", None: "-"}
    rows = [{"what": each.what, "works": words[each.works], "said": each.said} for each in findings]
    print_rows(rows, as_json=as_json, empty="")
    context.exit(1 if any(each.works is False for each in findings) else 0)


@registrations.command()
@click.argument("registration_id", metavar="ID", type=ROW_ID)
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(registration_id: int, yes: bool) -> None:
    """Delete a registration with everything its people made: attempts, progress, scores on their way."""
    row = _get(registration_id)
    if not yes:
        ask(f"Delete {row.issuer} ({row.client_id}) and everything its people made?")
    service.remove_registration(db.session(), row, actor=running(), now=utcnow())
    db.session.commit()
    lti().registry.forget()
    click.echo(f"Removed registration {registration_id}.")


def _ask_to_overwrite(known: Registration, given: dict[str, Any]) -> None:
    """Show what would change, and go on only after a yes."""
    waiting = service.changes_of(known, given)
    click.echo(f"Registration {known.id} ({known.name or known.issuer}) has this issuer and client id already.")
    _print_changes(waiting)
    ask("Overwrite it?" if waiting else "Nothing would change but its deployments. Go on?")


def _print_changes(waiting: service.Changes) -> None:
    rows = [{"what": name, "now": old, "then": new} for name, (old, new) in waiting.items()]
    print_rows(rows, as_json=False, empty="")


def _get(registration_id: int) -> Registration:
    return service.get_registration(db.session(), registration_id)


def _set_status(registration_id: int, status: Status, did: str) -> None:
    service.set_status(db.session(), _get(registration_id), status, actor=running(), now=utcnow())
    db.session.commit()
    lti().registry.forget()
    click.echo(f"{did} registration {registration_id}.")


for each in (invitations, list_, move):
    registrations.add_command(each)
