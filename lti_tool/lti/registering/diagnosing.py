"""Why something was refused: what was received beside what is registered, and what to change."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.lti.launch.mistakes import MISTAKES, addresses
from lti_tool.lti.launch.platform_keys import KEY_NOT_FOUND
from lti_tool.lti.launch.verification import CLOCK_SKEW_SECONDS, SIGNED_BY_ANOTHER
from lti_tool.lti.models import Registration, RegistrationInvitation, SetupRefusal, Status
from lti_tool.lti.registering.invitations import CLOSED, USED_BEFORE
from lti_tool.lti.registering.registrations import URL_FIELDS, own_addresses
from lti_tool.settings import Settings
from lti_tool.text.web_address import same_origin


@dataclass(frozen=True)
class Diagnosis:
    """What was received, the registrations that it may have meant, and what to change: the likeliest first."""

    refusal: SetupRefusal
    registrations: list[Registration]
    advice: list[str]


@dataclass(frozen=True)
class _Case:
    refusal: SetupRefusal
    known: list[Registration]
    settings: Settings
    invitation: RegistrationInvitation | None = None

    @property
    def led_to(self) -> int | None:
        """The registration that came of the invitation with which this began."""
        return self.invitation.led_to_id if self.invitation else None

    def received(self, *names: str) -> str:
        """The first of these that came."""
        return next((self.refusal.received[name] for name in names if name in self.refusal.received), "")

    @property
    def issuer(self) -> str:
        return self.received("iss")

    @property
    def client_id(self) -> str:
        return self.received("client_id", "azp", "aud")

    @property
    def deployment_id(self) -> str:
        return self.received("deployment_id", "lti_deployment_id")

    @property
    def meant(self) -> Registration | None:
        """The registration that came of the invitation or fits exactly, or the issuer's only one without client id."""
        of_issuer = [each for each in self.known if each.issuer == self.issuer]
        made = (each for each in self.known if each.id == self.led_to)
        fitting = (each for each in of_issuer if each.client_id == self.client_id)
        only = of_issuer if len(of_issuer) == 1 and not self.client_id else ()
        return next(chain(made, fitting, only), None)


def diagnose(session: Session, refusal: SetupRefusal, settings: Settings) -> Diagnosis:
    """Compare a refusal with what is registered now; nobody is called and nothing is changed."""
    everything = session.scalars(select(Registration).options(selectinload(Registration.deployments))).all()
    invitation = (
        session.get(RegistrationInvitation, refusal.reason.params.get("id", 0)) if _is_closed(refusal) else None
    )
    case = _Case(refusal, list(everything), settings, invitation)
    advice = [line for check in _CHECKS for line in check(case)]
    return Diagnosis(refusal, _near(case), advice or [_FITS if case.meant else _NOT_COMPARED])


def _is_closed(refusal: SetupRefusal) -> bool:
    return refusal.reason_code in CLOSED


_FITS = "What was received fits what is registered. The message itself was not right: see the reason above."
_NOT_COMPARED = "What was received does not say which LMS it was, so nothing could be compared: see the reason above."


def _near(case: _Case) -> list[Registration]:
    """The one that came of the invitation, and those with this issuer, this client id, or this host."""
    return [
        each
        for each in case.known
        if each.id == case.led_to
        or each.issuer == case.issuer
        or each.client_id == case.client_id
        or (_host(each.issuer) and _host(each.issuer) == _host(case.issuer or case.received("openid_configuration")))
    ]


def _check_invitation(case: _Case) -> Iterator[str]:
    """A link that opens nothing any more: where it was used, nothing is wrong if its LMS is let in by now."""
    invitation, code = case.invitation, case.refusal.reason_code
    if code not in CLOSED:
        return
    if code == USED_BEFORE and (made := case.meant):
        if made.status == Status.ACTIVE:
            yield f"Nothing, if registration {made.id} is this LMS: it came of this link."
        yield f"To update registration {made.id}, send its admin: lti-tool registrations invite --for {made.id}"
        return
    if code == USED_BEFORE:
        yield "The link was used. Which registration came of it, if any, is not known."
    yield f"To let this LMS in, send its admin a new link: lti-tool registrations invite{_noted(invitation)}"


def _check_mistake(case: _Case) -> Iterator[str]:
    """A request that shows the mistake by itself has its advice already."""
    reason = case.refusal.reason
    if wording := MISTAKES.get(reason.code):
        yield wording.advice % {**reason.params, **addresses(case.settings)}


def _noted(invitation: RegistrationInvitation | None) -> str:
    return f" (the note on this one: {invitation.note})" if invitation and invitation.note else ""


def _check_own_addresses(case: _Case) -> Iterator[str]:
    meant = case.meant
    facts = {name: getattr(meant, name) for name in URL_FIELDS} if meant else {}
    for field, address in own_addresses(case.settings.base_url, meant.issuer if meant else "", facts):
        yield (
            f"Registration {meant.id if meant else ''} has an address of this tool itself ({address}) as the LMS's "
            f"{field}. Enter the LMS's own with registrations add and the same issuer and client id."
        )


def _check_issuer(case: _Case) -> Iterator[str]:
    if not case.issuer or same_origin(case.issuer, case.settings.base_url):
        return
    if any(each.issuer == case.issuer for each in case.known):
        return
    alike = _near(case)
    for each in alike:
        yield (
            f"The LMS calls itself {case.issuer}, registration {each.id} says {each.issuer}: they must be equal letter "
            f"by letter. Register it again: {_add_command(case.issuer, each.client_id)}"
        )
    if not alike:
        yield (
            f"No registration has the issuer {case.issuer}. If this is a customer, send its admin a link: "
            "lti-tool registrations invite"
        )


def _check_client_id(case: _Case) -> Iterator[str]:
    of_issuer = [each for each in case.known if each.issuer == case.issuer]
    if not of_issuer or case.meant:
        return
    ids = ", ".join(each.client_id for each in of_issuer)
    if not case.client_id:
        yield f"The login names no client id, and {case.issuer} has several here ({ids}). Let the LMS send client_id."
        return
    yield (
        f"The LMS uses the client id {case.client_id}; registered for {case.issuer} is {ids}. Correct it in the LMS, "
        f"or add this one: {_add_command(case.issuer, case.client_id)}"
    )


def _check_status(case: _Case) -> Iterator[str]:
    meant = case.meant
    if meant and meant.status == Status.PENDING:
        yield f"Registration {meant.id} waits for you: lti-tool registrations approve {meant.id}"
    if meant and meant.status == Status.DISABLED:
        yield f"Registration {meant.id} is switched off: lti-tool registrations enable {meant.id}"


def _check_deployment(case: _Case) -> Iterator[str]:
    meant = case.meant
    if not meant or not case.deployment_id or meant.deployments_policy == "any":
        return
    found = next((each for each in meant.deployments if each.id_on_platform == case.deployment_id), None)
    if found is None:
        yield (
            f"Registration {meant.id} knows no deployment {case.deployment_id} yet. It is recorded at the first "
            "launch; then: lti-tool deployments approve ID"
        )
    elif found.status != Status.ACTIVE:
        yield f"Deployment {case.deployment_id} is {found.status}: lti-tool deployments approve {found.id}"


def _check_target(case: _Case) -> Iterator[str]:
    target = case.received("target_link_uri")
    if target and not same_origin(target, case.settings.base_url):
        yield (
            f"The LMS opens {target}, but this tool lives at {case.settings.base_url} (LTI_TOOL_BASE_URL). In the LMS, "
            f"set the tool URL and redirect URI to {case.settings.launch_url}."
        )


def _check_keys(case: _Case) -> Iterator[str]:
    meant = case.meant
    if meant and case.refusal.reason_code == SIGNED_BY_ANOTHER:
        yield (
            f"{meant.jwks_url} has a key {case.received('kid')}, and it is not the one that signed: this may be the "
            f"key set of another LMS. Compare it with the LMS's own page about this tool."
        )
    if meant and case.refusal.reason_code in KEY_NOT_FOUND:
        yield (
            f"The key {case.received('kid')} was not found at {meant.jwks_url}. Try it: lti-tool registrations test "
            f"{meant.id}. If the address is wrong, correct it with registrations add and the same issuer and client id."
        )


def _check_clock(case: _Case) -> Iterator[str]:
    """A token is refused before its iat and after its exp, give or take a minute."""
    at, skew = case.refusal.at, timedelta(seconds=CLOCK_SKEW_SECONDS)
    issued, expires = _seconds(case.received("iat")), _seconds(case.received("exp"))
    if issued is not None and issued - at.timestamp() > skew.total_seconds():
        ahead = issued - at.timestamp()
        yield f"The LMS's clock is {ahead:.0f} seconds ahead of ours. Let both keep time (NTP)."
    if expires is not None and at.timestamp() - expires > skew.total_seconds():
        late = at.timestamp() - expires
        yield f"The launch had ended {late:.0f} seconds before. If that happens again, the LMS's clock is behind (NTP)."


def _check_platform_error(case: _Case) -> Iterator[str]:
    if error := case.received("error"):
        yield (
            f"The LMS itself refused ({error}). Its registration of this tool must have the redirect URI "
            f"{case.settings.launch_url}, letter by letter, and the client id that it sends."
        )


_CHECKS: tuple[Callable[[_Case], Iterator[str]], ...] = (
    _check_mistake,
    _check_invitation,
    _check_own_addresses,
    _check_issuer,
    _check_client_id,
    _check_status,
    _check_deployment,
    _check_target,
    _check_keys,
    _check_clock,
    _check_platform_error,
)


def _add_command(issuer: str, client_id: str) -> str:
    """Quoted: it holds what a stranger may have sent, and an operator may paste it into a shell."""
    return f"lti-tool registrations add --issuer {shlex.quote(issuer)} --client-id {shlex.quote(client_id)} …"


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _seconds(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None
