"""Dynamic registration (LTI dynamic registration 1.0): what we ask of a platform, and what becomes of its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import Actor
from lti_tool.db import utcnow
from lti_tool.errors import N_
from lti_tool.lti.models import Registration, RegistrationInvitation, Status
from lti_tool.lti.registering.platform_configuration import ConfigurationRefused, PlatformConfiguration, bearer
from lti_tool.lti.registering.profiles import profile_of
from lti_tool.lti.registering.registrations import let_in, save_registration
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
        "registration_answer_not_json": Wording(
            N_("Your LMS answered the registration with something that is not JSON.")
        ),
        "registration_without_client_id": Wording(N_("Your LMS answered the registration without a client id.")),
    }
)


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
            "custom_parameters": custom_parameters(configuration.platform.variables),
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


def land(
    session: Session, invitation: RegistrationInvitation, offer: Offer, granted: Granted, now: datetime
) -> Registration:
    """Keep what came of it: a new registration as the invitation says, or a known one brought up to date.

    A known one keeps its name, and its status unless it waited and the invitation lets in: who switched it off meant
    it. The caller commits.
    """
    configuration, profile = offer.configuration, profile_of(offer.configuration)
    query = select(Registration).where(
        Registration.issuer == configuration.issuer, Registration.client_id == granted.client_id
    )
    known = session.scalar(query)
    facts: dict[str, Any] = {
        "auth_login_url": configuration.authorization_endpoint,
        "token_url": configuration.token_endpoint,
        "jwks_url": configuration.jwks_uri,
        "audience": configuration.audience or profile.audience,
    }
    if known is None:
        facts |= {
            "name": configuration.platform.account_name or f"{profile.name} {configuration.host}",
            "status": Status.ACTIVE if invitation.auto_approve else Status.PENDING,
            "policy": invitation.deployments_policy,
        }
    elif known.status == Status.PENDING and invitation.auto_approve:
        facts["status"] = Status.ACTIVE
    actor = Actor.invitation(invitation.id)
    saved = save_registration(session, configuration.issuer, granted.client_id, now=now, actor=actor, **facts)
    if granted.deployment_id and (saved.is_new or invitation.auto_approve):
        let_in(saved.registration, granted.deployment_id, now)
    return saved.registration


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
