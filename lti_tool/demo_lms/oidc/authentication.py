"""Sends a launch: answers the tool's authentication request with a signed message."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lti_tool.demo_lms.oidc import messages
from lti_tool.demo_lms.oidc.messages import Claims
from lti_tool.demo_lms.redaction import readable_jwt
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.state.single_use import HintRefused, Intent
from lti_tool.demo_lms.vocabulary import CLAIM, DATA_PRIVACY_REQUEST, DEEP_LINKING_REQUEST, SUBMISSION_REVIEW_REQUEST
from lti_tool.demo_lms.web import Problem, current_platform, post_through_browser

bp = Blueprint("oidc", __name__)

_FIXED = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
_KINDS = {
    DEEP_LINKING_REQUEST: "deep_linking_request",
    SUBMISSION_REVIEW_REQUEST: "submission_review",
    DATA_PRIVACY_REQUEST: "data_privacy",
}
Fields = Mapping[str, str]


class AuthenticationRefused(Exception):
    """An authentication request that is told no at the tool's redirect URI (OpenID Connect Core 3.1.2.6)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description


@bp.route("/oidc/authorize", methods=["GET", "POST"])
def authorize() -> Response:
    """Check the tool's request, then post the id_token, or an error, to the tool through the browser."""
    platform = current_platform()
    fields = _read_fields(platform)
    _require_known_tool(platform, fields)
    try:
        _require_parameters(fields)
        intent, person = _require_hint(platform, fields)
    except AuthenticationRefused as refusal:
        return _post_error(platform, fields, refusal)
    _record(platform, "The tool asked the LMS to say who is opening what.", fields)
    claims = _claims(platform, intent, person, fields["nonce"])
    return _post_id_token(platform, claims, intent, person, fields["state"])


@bp.get("/jwks.json")
def jwks() -> ResponseReturnValue:
    """The public keys with which the tool checks our signatures."""
    platform = current_platform()
    platform.faults.wait()
    if platform.faults.jwks_down:
        platform.events.record(
            "platform_keys", "The tool asked for the LMS's keys; answered 503 on purpose.", {}, "refused"
        )
        return "The key set is down, on purpose.", 503
    key_set = platform.keys.jwks()
    sentence = "The tool fetched the LMS's public keys, to check what the LMS has signed."
    platform.events.record("platform_keys", sentence, {"Response": key_set})
    return jsonify(key_set)


def _read_fields(platform: Platform) -> Fields:
    sent = request.form if request.method == "POST" else request.args
    repeated = sorted(name for name, values in sent.lists() if len(values) > 1)
    if repeated:
        raise _refuse_visibly(platform, sent, f"Parameters sent more than once: {', '.join(repeated)}.")
    return sent


def _require_known_tool(platform: Platform, fields: Fields) -> None:
    """Only a known redirect URI is ever posted to; without one the visitor is told here."""
    if fields.get("client_id") != platform.client_id:
        reason = f"No tool is registered with this client_id; it must be “{platform.client_id}”."
        raise _refuse_visibly(platform, fields, reason)
    expected = platform.tools.current.launch_url
    if fields.get("redirect_uri") != expected:
        raise _refuse_visibly(platform, fields, f"The redirect_uri must be exactly {expected}.")


def _refuse_visibly(platform: Platform, fields: Fields, reason: str) -> Problem:
    _record(platform, f"The LMS refused the tool's authentication request. {reason}", fields, refused=True)
    return Problem(f"The tool sent a request that this LMS refuses. {reason}")


def _require_parameters(fields: Fields) -> None:
    for name, value in _FIXED.items():
        if fields.get(name) != value:
            code = "unsupported_response_type" if name == "response_type" else "invalid_request"
            raise AuthenticationRefused(code, f"The parameter {name} must be “{value}”.")
    for name in ("state", "nonce", "login_hint", "lti_message_hint"):
        if not fields.get(name):
            raise AuthenticationRefused("invalid_request", f"The parameter {name} is missing.")


def _require_hint(platform: Platform, fields: Fields) -> tuple[Intent, Person]:
    try:
        intent = platform.hints.take(fields["lti_message_hint"])
    except HintRefused as refusal:
        raise AuthenticationRefused("invalid_request", str(refusal)) from refusal
    person = platform.people[intent.person_id]
    if fields["login_hint"] != person.sub:
        raise AuthenticationRefused("login_required", "The login_hint names another person than the lti_message_hint.")
    return intent, person


def _claims(platform: Platform, intent: Intent, person: Person, nonce: str) -> Claims:
    course = platform.courses[intent.course_id]
    if intent.message_type == DATA_PRIVACY_REQUEST:
        return messages.privacy_claims(platform, person, course, nonce, intent.document_target)
    if intent.message_type == DEEP_LINKING_REQUEST or intent.link_id is None:
        return messages.deep_linking_claims(platform, person, course, nonce, intent.document_target, intent.placement)
    link = platform.links[intent.link_id]
    if intent.learner_id:
        learner = platform.people[intent.learner_id]
        return messages.review_claims(platform, person, link, learner, nonce, intent.document_target)
    return messages.launch_claims(platform, person, link, nonce, intent.document_target)


def _post_id_token(platform: Platform, claims: Claims, intent: Intent, person: Person, state: str) -> Response:
    action = platform.tools.current.launch_url
    id_token = platform.sign(claims)
    kind = _KINDS.get(claims[CLAIM + "message_type"], "launch")
    sentence = (
        f"The LMS told the tool, in a signed message, that {person.name} comes as {_role(platform, intent, person)}."
    )
    details = {f"Form posted to {action}": {"state": state, "id_token": readable_jwt(id_token)}}
    platform.events.record(kind, sentence, details)
    return post_through_browser(action, {"id_token": id_token, "state": state}, "Opening the tool")


def _post_error(platform: Platform, fields: Fields, refusal: AuthenticationRefused) -> Response:
    sentence = f"The LMS refused the tool's authentication request. {refusal.description}"
    _record(platform, sentence, fields, refused=True)
    answer = {"error": refusal.error, "error_description": refusal.description}
    if "state" in fields:
        answer["state"] = fields["state"]
    return post_through_browser(fields["redirect_uri"], answer, "Returning to the tool")


def _record(platform: Platform, sentence: str, fields: Fields, refused: bool = False) -> None:
    shown: dict[str, Any] = {name: value[:500] for name, value in fields.items()}
    details = {f"{request.method} {request.path}": shown}
    platform.events.record("authorize", sentence, details, "refused" if refused else "ok")


def _role(platform: Platform, intent: Intent, person: Person) -> str:
    """What the person is, as a sentence says it; a privacy launch belongs to no course."""
    if intent.message_type == DATA_PRIVACY_REQUEST:
        return "themselves, in no course"
    role = platform.courses[intent.course_id].roles[person.id].lower()
    return f"{_article(role)} {role}"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
