"""The token endpoint: access tokens for a signed assertion (Security Framework 4.1, RFC 6749, RFC 7523)."""

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.redaction import abbreviate, readable_form
from lti_tool.demo_lms.state.access_tokens import TOKEN_SECONDS
from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.state.tool_keys import BadToolJwt, ToolKeyUnavailable, check_times
from lti_tool.demo_lms.vocabulary import KNOWN_SCOPES
from lti_tool.demo_lms.web import current_platform

bp = Blueprint("tokens", __name__)

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 300


class TokenRefused(Exception):
    """No token; `error` is a code of RFC 6749 section 5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


@bp.post("/oauth/token")
def issue_token() -> ResponseReturnValue:
    """Check the assertion and the scopes; answer an access token for an hour."""
    platform = current_platform()
    platform.faults.wait()
    try:
        _require_service_up(platform)
        _require_grant()
        scopes = _read_scopes()
        _require_assertion(platform, request.form.get("client_assertion", ""))
    except TokenRefused as refusal:
        return _refuse(platform, refusal)
    answer = {
        "access_token": platform.access_tokens.issue(scopes),
        "token_type": "Bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": " ".join(sorted(scopes)),
    }
    names = _in_words([scope.rsplit("/", 1)[-1] for scope in sorted(scopes)])
    shown = {**answer, "access_token": abbreviate(str(answer["access_token"]))}
    _record(platform, f"The tool asked for an access token for the scope{names}, and got it.", shown)
    json_type = platform.dialect.json_type or "application/json"
    return jsonify(answer), {"Cache-Control": "no-store", "Pragma": "no-cache", "Content-Type": json_type}


def _require_service_up(platform: Platform) -> None:
    if platform.faults.token_down:
        raise TokenRefused("temporarily_unavailable", "The token endpoint is down, on purpose.", 503)


def _require_grant() -> None:
    repeated = [name for name, values in request.form.lists() if len(values) > 1]
    if repeated:
        raise TokenRefused("invalid_request", f"Sent more than once: {', '.join(repeated)}.")
    if "grant_type" not in request.form:
        raise TokenRefused("invalid_request", "A form with grant_type is needed.")
    if request.form["grant_type"] != "client_credentials":
        raise TokenRefused("unsupported_grant_type", "The grant_type must be client_credentials.")
    if request.form.get("client_assertion_type") != ASSERTION_TYPE:
        raise TokenRefused("invalid_request", f"The client_assertion_type must be {ASSERTION_TYPE}.")


def _read_scopes() -> frozenset[str]:
    scopes = frozenset(request.form.get("scope", "").split())
    if not scopes:
        raise TokenRefused("invalid_scope", "At least one scope is needed.")
    unknown = sorted(scopes - KNOWN_SCOPES)
    if unknown:
        raise TokenRefused("invalid_scope", f"This LMS does not know the scope {unknown[0]}.")
    return scopes


def _require_assertion(platform: Platform, assertion: str) -> None:
    try:
        claims = platform.tool_keys.verify(assertion)
        check_times(claims, platform.clock(), ASSERTION_SECONDS)
        _require_claims(platform, claims)
    except (BadToolJwt, ToolKeyUnavailable) as error:
        raise TokenRefused("invalid_client", f"The client_assertion is refused. {error}") from error


def _require_claims(platform: Platform, claims: dict[str, Any]) -> None:
    if claims.get("iss") not in platform.tools.all or claims.get("sub") != claims["iss"]:
        raise BadToolJwt(f"Its iss and its sub must both be the client id, such as {platform.client_id!r}.")
    if platform.audience is not None and claims.get("aud") != platform.audience:
        raise BadToolJwt(f"Its aud must be the string {platform.audience!r}, not {claims.get('aud')!r}.")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise BadToolJwt("It must have an id of its own (jti).")
    # Kept for as long as any assertion can be good: its lifetime and the minute that its clock may be ahead.
    if not platform.seen_jtis.remember(jti, ASSERTION_SECONDS + 60):
        raise BadToolJwt("Its id (jti) was used before: each assertion is good for one request.")


def _refuse(platform: Platform, refusal: TokenRefused) -> ResponseReturnValue:
    body = {"error": refusal.error, "error_description": refusal.description}
    sentence = f"The tool asked for an access token and was refused. {refusal.description}"
    _record(platform, sentence, body, refused=True)
    return jsonify(body), refusal.status, {"Cache-Control": "no-store"}


def _record(platform: Platform, sentence: str, answer: dict[str, Any], refused: bool = False) -> None:
    details = {"Form posted to /oauth/token": readable_form(request.form.to_dict()), "Response": answer}
    platform.events.record("token", sentence, details, "refused" if refused else "ok")


def _in_words(names: list[str]) -> str:
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"s {listed}" if len(names) > 1 else f" {listed}"
