"""`/lti/register`: an LMS admin sees what will be shared, presses one button, and the LMS knows this tool.

No cookie takes part, since many LMSs show the page in a frame whose browser keeps none. The form carries, signed, all
that was shown; nothing but the invitation in it gives anybody any right, and a form of another site is refused.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from lti_tool.db import db, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.lti.extension import lti
from lti_tool.lti.framing import origin_of
from lti_tool.lti.launch.mistakes import SetupMistake
from lti_tool.lti.launch.received import MAXIMUM_SHOWN
from lti_tool.lti.models import RegistrationInvitation, Status
from lti_tool.lti.registering.dynamic import Granted, Offer, PlatformDeclined, ask_platform, land, wanted_scopes
from lti_tool.lti.registering.invitations import claim_invitation, find_invitation, give_back
from lti_tool.lti.registering.platform_configuration import fetch_configuration
from lti_tool.lti.registering.profiles import profile_of
from lti_tool.lti.registering.registrations import get_registration, is_known_issuer
from lti_tool.lti.registering.tool_facts import addresses
from lti_tool.lti.services.ags.vocabulary import LINEITEM_SCOPE, SCORE_SCOPE
from lti_tool.lti.services.nrps import SCOPE as ROSTER_SCOPE
from lti_tool.text.web_address import same_origin

bp = Blueprint("registration", __name__, url_prefix="/lti")
INVITATION = "invitation"
OFFER_SECONDS = 3600


class OfferRefused(ToolError):
    """The form is not one that we made, or an old one."""

    code = "offer_not_ours"
    title = N_("Your LMS could not be registered")
    message = N_("This page was open for more than an hour, or its form did not come from us.")
    advice = N_("Start the registration again from your LMS; the link still works.")


class OfferFromElsewhere(OfferRefused):
    """Another site sent the form."""

    code = "offer_from_another_site"
    message = N_("This form was sent from another site.")


class LinkForAnotherPlatform(ToolError):
    """The invitation is for one registration, and another LMS came with it."""

    code = "invitation_for_another_platform"
    status = 403
    title = N_("This registration link does not work")
    message = N_("This link updates the registration of %(issuer)s; the LMS that opened it calls itself %(other)s.")
    advice = N_("Nothing was changed. Ask the people who run the tool for a link of its own.")


@bp.get("/register")
def register() -> ResponseReturnValue:
    """Show who asks, what will be shared and what will be asked for; nothing is stored yet."""
    invitation = find_invitation(db.session(), request.args.get(INVITATION, ""), utcnow())
    invitation_id, auto_approve, made_for = invitation.id, invitation.auto_approve, _made_for(invitation)
    db.session.rollback()  # no transaction stays open while a platform is called
    url, token = request.args.get("openid_configuration", ""), request.args.get("registration_token", "")
    if not url:
        return render_template("lti/register_help.html")
    if same_origin(url, lti().settings.base_url):
        raise SetupMistake("configuration_is_ours", lti().settings, address=url.partition("?")[0][:MAXIMUM_SHOWN])
    configuration = fetch_configuration(lti().http, url, token)
    if made_for and made_for["issuer"] != configuration.issuer:
        raise LinkForAnotherPlatform(params={"issuer": made_for["issuer"], "other": configuration.issuer})
    offer = Offer(invitation_id=invitation_id, token=token, configuration=configuration)
    scopes = wanted_scopes(configuration)
    return render_template(
        "lti/register.html",
        offer=_signer().dumps(offer.model_dump(mode="json", by_alias=True)),
        configuration=configuration,
        profile=profile_of(configuration),
        scopes=scopes,
        asks={"roster": ROSTER_SCOPE in scopes, "scores": SCORE_SCOPE in scopes, "columns": LINEITEM_SCOPE in scopes},
        addresses=addresses(lti().settings),
        waits=not auto_approve,
        made_for=made_for,
        issuer_is_known=not made_for and is_known_issuer(db.session(), configuration.issuer),
    )


@bp.post("/register")
def register_posted() -> ResponseReturnValue:
    """Use the invitation up, ask the platform, keep what it answers, and tell its page that we are done."""
    offer = _read_offer()
    claim_invitation(db.session(), offer.invitation_id, utcnow())
    db.session.commit()
    granted = _ask(offer)
    invitation = db.session.get_one(RegistrationInvitation, offer.invitation_id)
    landed = land(db.session(), invitation, offer, granted, utcnow())
    registration = landed.registration
    invitation.led_to_id = registration.id
    shown = {
        "outcome": landed.outcome,
        "name": registration.name,
        "number": registration.id,
        "is_active": registration.status == Status.ACTIVE,
        "profile": profile_of(offer.configuration),
        "missing": _missing(offer, granted),
    }
    db.session.commit()
    lti().registry.forget()
    return render_template("lti/registered.html", **shown)


def _ask(offer: Offer) -> Granted:
    """Ask the platform; after a no, the invitation may be used again."""
    try:
        return ask_platform(lti().http, offer, lti().settings)
    except PlatformDeclined:
        give_back(db.session(), offer.invitation_id)
        db.session.commit()
        raise


def _made_for(invitation: RegistrationInvitation) -> dict[str, Any] | None:
    """What the page says of the registration that an invitation updates."""
    if invitation.registration_id is None:
        return None
    registration = get_registration(db.session(), invitation.registration_id)
    return {"issuer": registration.issuer, "name": registration.name, "number": registration.id}


def _read_offer() -> Offer:
    origin = request.headers.get("Origin")
    if origin and origin != origin_of(lti().settings.base_url):
        raise OfferFromElsewhere
    try:
        return Offer.model_validate(_signer().loads(request.form.get("offer", ""), max_age=OFFER_SECONDS))
    except BadData:
        raise OfferRefused from None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(lti().settings.secrets_oldest_first, salt="lti-registration-offer")


def _missing(offer: Offer, granted: Granted) -> list[str]:
    """The services that we asked for and did not get; a platform that names none has said nothing."""
    asked = wanted_scopes(offer.configuration)
    return [scope for scope in asked if scope not in granted.scopes] if granted.scopes else []
