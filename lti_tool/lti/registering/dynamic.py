"""Dynamic registration (LTI dynamic registration 1.0): what we ask of a platform, and what becomes of its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from lti_tool.audit import Actor
from lti_tool.db import utcnow
from lti_tool.errors import N_
from lti_tool.lti.models import Registration, RegistrationInvitation, Status
from lti_tool.lti.registering.platform_configuration import ConfigurationRefused, PlatformConfiguration, bearer
from lti_tool.lti.registering.profiles import profile_of
from lti_tool.lti.registering.registrations import (
    find_registration,
    let_in,
    propose_addresses,
    save_registration,
    set_status,
)
from lti_tool.lti.registering.tool_facts import CLAIMS, DESCRIPTION, NAME, SCOPES, addresses, custom_parameters
from lti_tool.lti.services.calling import read_json
from lti_tool.lti.services.http import Answer, HttpClient, PlatformUnreachable
from lti_tool.lti.services.quirks import explain_registration_refusal
from lti_tool.lti.services.refusals import PlatformRefused, read_refusal
from lti_tool.reasons import Wording, register
from lti_tool.settings import Settings

TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
MAXIMUM_ID = 255


class PlatformDeclined(ConfigurationRefused):
    """The platform was asked to register us, and did not."""


class RegistrationNotAccepted(PlatformDeclined):
    """The platform's answer is a no."""

    code = "registration_not_accepted"
    message = N_("Your LMS did not accept the registration (%(refusal)s).")
    places = staticmethod(PlatformRefused.places)


register(
    {
        "registration_token_used": Wording(
            N_("Your LMS says that this registration was used before. Start again from its list of tools.")
        ),
        "registration_token_missing": Wording(
            N_("Your LMS began this registration without a token. Start again from its list.")
        ),
        "registration_token_expired": Wording(
            N_("Your LMS gave this registration an hour, and that hour is over. Start again from its list of tools.")
        ),
        "registration_is_another": Wording(
            N_(
                "This link updates one registration, and your LMS has made a new one, with the client id %(client_id)s."
            ),
            N_("Nothing was changed here. Ask the people who run the tool for a link to register again."),
        ),
        "registration_answer_not_json": Wording(
            N_("Your LMS answered the registration with something that is not JSON.")
        ),
        "registration_without_client_id": Wording(N_("Your LMS answered the registration without a client id.")),
    }
)


class Outcome(StrEnum):
    """What came of a platform's answer."""

    ADDED = "added"
    UPDATED = "updated"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Landed:
    """The registration that a platform's answer is about, and what became of it."""

    registration: Registration
    outcome: Outcome


class Offer(BaseModel):
    """What an admin was shown, and what pressing the button will do: exactly that."""

    invitation_id: int
    token: str
    configuration: PlatformConfiguration


@dataclass(frozen=True, slots=True)
class Granted:
    """What the platform answered: who we are there, perhaps one deployment, and the services it grants."""

    client_id: str
    deployment_id: str | None
    scopes: tuple[str, ...]


def wanted_scopes(configuration: PlatformConfiguration) -> list[str]:
    """The services we ask for: ours, as far as the platform says it has them."""
    offered = configuration.scopes_supported
    return [scope for scope in SCOPES if not offered or scope in offered]


def build_request(configuration: PlatformConfiguration, settings: Settings) -> dict[str, Any]:
    """The registration that we ask for (§3.5)."""
    ours, profile = addresses(settings), profile_of(configuration)
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": ours["initiate_login_uri"],
        "redirect_uris": [ours["launch_uri"]],
        "client_name": NAME,
        "client_uri": ours["client_uri"],
        "logo_uri": ours["logo_uri"],
        "jwks_uri": ours["jwks_uri"],
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(wanted_scopes(configuration)),
        TOOL_CONFIGURATION: {
            "domain": ours["domain"],
            "secondary_domains": [],
            "target_link_uri": ours["launch_uri"],
            "description": DESCRIPTION,
            "custom_parameters": custom_parameters(configuration.platform.variables, dict(profile.variables)),
            "claims": list(CLAIMS),
            "messages": profile.messages(ours["launch_uri"], configuration),
            **dict(profile.extra),
        },
    }


def ask_platform(http: HttpClient, offer: Offer, settings: Settings) -> Granted:
    """Ask the platform to register us; raises PlatformDeclined in words. No transaction may be open."""
    body = json.dumps(build_request(offer.configuration, settings))
    headers = {"Content-Type": "application/json", "Accept": "application/json"} | bearer(offer.token)
    try:
        response = http.post(offer.configuration.registration_endpoint, data=body.encode(), headers=headers)
    except PlatformUnreachable as error:
        raise PlatformDeclined(code=error.code, advice=error.advice) from None
    if not response.is_success:
        raise _explain(response)
    return _read_answer(read_json(response))


def land(session: Session, invitation: RegistrationInvitation, offer: Offer, granted: Granted, now: datetime) -> Landed:
    """Keep what came of it: a new registration as the invitation says, or news of a known one. The caller commits.

    Only an invitation made for a known registration updates it: any other could be a stranger's, who would replace its
    keys. What such a one asks for waits for the operator, and the old addresses stay in force.

    Raises PlatformDeclined where the invitation is for another registration than the platform's answer is about.
    """
    configuration, profile = offer.configuration, profile_of(offer.configuration)
    known = find_registration(session, configuration.issuer, granted.client_id)
    if invitation.registration_id and (known is None or known.id != invitation.registration_id):
        raise PlatformDeclined(code="registration_is_another", params={"client_id": granted.client_id})
    addresses: dict[str, Any] = {
        "auth_login_url": configuration.authorization_endpoint,
        "token_url": configuration.token_endpoint,
        "jwks_url": configuration.jwks_uri,
        "audience": configuration.audience or profile.audience,
    }
    actor = Actor.invitation(invitation.id)
    if known is not None and invitation.registration_id is None:
        return _news_of_known(session, known, addresses, invitation, now)
    facts = addresses if known else addresses | _facts_of_new(configuration, invitation)
    saved = save_registration(session, configuration.issuer, granted.client_id, now=now, actor=actor, **facts)
    if granted.deployment_id:
        let_in(saved.registration, granted.deployment_id, now)
    return Landed(saved.registration, Outcome.ADDED if saved.is_new else Outcome.UPDATED)


def _news_of_known(
    session: Session, known: Registration, addresses: dict[str, Any], invitation: RegistrationInvitation, now: datetime
) -> Landed:
    """Other addresses wait; the same ones may let in a registration that waits, as the invitation says."""
    actor = Actor.invitation(invitation.id)
    if propose_addresses(session, known, addresses, actor=actor, now=now):
        return Landed(known, Outcome.PROPOSED)
    if known.status == Status.PENDING and invitation.auto_approve:
        set_status(session, known, Status.ACTIVE, actor=actor, now=now)
    return Landed(known, Outcome.UNCHANGED)


def _facts_of_new(configuration: PlatformConfiguration, invitation: RegistrationInvitation) -> dict[str, Any]:
    """What an update leaves alone: who renamed a registration or switched it off meant it."""
    return {
        "name": configuration.platform.account_name or f"{profile_of(configuration).name} {configuration.host}",
        "status": Status.ACTIVE if invitation.auto_approve else Status.PENDING,
        "policy": invitation.deployments_policy,
    }


def _explain(response: Answer) -> PlatformDeclined:
    known = explain_registration_refusal(response.text)
    if known:
        return PlatformDeclined(code=known)
    return RegistrationNotAccepted(params=read_refusal(response, now=utcnow()).facts)


def _read_answer(answer: Any) -> Granted:
    if not isinstance(answer, dict):
        raise PlatformDeclined(code="registration_answer_not_json")
    client_id = _id(answer.get("client_id"))
    if client_id is None:
        raise PlatformDeclined(code="registration_without_client_id")
    tool = answer.get(TOOL_CONFIGURATION)
    told = (tool if isinstance(tool, dict) else {}).get("deployment_id") or answer.get("deployment_id")
    scope = answer.get("scope")
    return Granted(client_id, _id(told), tuple(scope.split()) if isinstance(scope, str) else ())


def _id(value: Any) -> str | None:
    """An id as text: some platforms write a number."""
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    return text if 0 < len(text) <= MAXIMUM_ID and text.isprintable() else None
