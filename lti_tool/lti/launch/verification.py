"""The launch message, verified: `Message.verify` is the order of the checks.

PyLTI1p3 takes the token apart, finds the registration and demands a deployment; what its 2.0.0 leaves out is checked
beside it, see docs/decisions/0003-pylti1p3-boundary.md.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import jwt
from flask import Request
from pylti1p3.contrib.flask.message_launch import FlaskMessageLaunch
from pylti1p3.contrib.flask.request import FlaskRequest
from pylti1p3.exception import LtiException

from lti_tool.errors import N_
from lti_tool.lti.claims import (
    DATA_PRIVACY_REQUESTS,
    DEEP_LINKING_REQUEST,
    RESOURCE_LINK_REQUEST,
    REVIEW_REQUEST,
    VERSION,
    LaunchClaims,
    is_platform_address,
    read_claims,
)
from lti_tool.lti.digest import digest
from lti_tool.lti.errors import LaunchRefused, LoginRefused, PlatformReportedError
from lti_tool.lti.launch.login import check_target
from lti_tool.lti.launch.platform_keys import PlatformKeys
from lti_tool.lti.launch.state import LoginState, StateSigner
from lti_tool.lti.launch.storage import PROOF
from lti_tool.lti.registry import Platform
from lti_tool.lti.tool_config import ToolConf, Unused, platform_of

CLOCK_SKEW_SECONDS = 60
MAXIMUM_AGE_SECONDS = 3600  # generous: exp, and the login that came before, say it more exactly
MAXIMUM_TOKEN_LENGTH = 200_000
KNOWN_MESSAGES = frozenset({RESOURCE_LINK_REQUEST, DEEP_LINKING_REQUEST, REVIEW_REQUEST, *DATA_PRIVACY_REQUESTS})


class Message(FlaskMessageLaunch):
    """One POST to the launch URL; `verify` returns its claims or raises LaunchRefused."""

    def __init__(
        self,
        form: Mapping[str, str],
        tool_conf: ToolConf,
        *,
        signer: StateSigner,
        platform_keys: PlatformKeys,
        browser: str | None,
        launch_url: str,
    ) -> None:
        request = FlaskRequest(cookies={}, session={}, request_data=form, request_is_secure=True)
        super().__init__(request, tool_conf, Unused(), Unused(), requests_session=Unused())  # type: ignore[no-untyped-call]
        self._form = form
        self._signer = signer
        self._platform_keys = platform_keys
        self._browser = browser
        self._launch_url = launch_url
        self.set_auto_validation(False)  # else PyLTI1p3 runs its own sequence wherever the body is first looked at
        self.state: LoginState

    @classmethod
    def from_request(cls, request: Request, tool_conf: ToolConf, **parts: Any) -> Message:
        """Read a launch POST; raises PlatformReportedError where the platform sent an error instead."""
        form = request.form
        if form.get("error") and not form.get("id_token"):
            said = form.get("error_description") or form["error"]
            wording = N_("Your LMS reported a problem instead of opening this: “%(said)s”.")
            raise PlatformReportedError(wording, params={"said": said[:300]})
        for name in ("state", "id_token"):
            if not form.get(name):
                raise LaunchRefused(N_("This is not an LTI launch: it has no %(name)s."), params={"name": name})
        if len(form["id_token"]) > MAXIMUM_TOKEN_LENGTH:
            raise LaunchRefused(N_("The launch's token is larger than any honest one."))
        return cls(form, tool_conf, **parts)

    @property
    def platform(self) -> Platform:
        """The platform whose signature was verified."""
        return platform_of(self._registration)

    def verify(self) -> LaunchClaims:
        """Check everything that can be checked without a row; raises LaunchRefused in words.

        Until the signature holds, the token is believed in one thing: whose keys to ask for.
        """
        try:
            self.state = self._signer.read(self._form["state"], self._browser, self._form.get(PROOF, ""))
            self._take_apart()
            self._check_nonce()
            self._find_registration()
            body = self._check_signature()
            self.validate_deployment()
        except LtiException as error:  # what PyLTI1p3's own steps say
            raise LaunchRefused(N_("The launch is not valid: %(error)s."), params={"error": error}) from None
        claims = read_claims(body)
        self._check_message(claims)
        return claims

    def validate(self) -> Message:
        """PyLTI1p3's own sequence, which checks less: not to be called."""
        raise NotImplementedError("verify() is the only way to check a launch")

    def _take_apart(self) -> None:
        """Read header and body; refuse what no database can hold: NUL bytes, lone surrogates, numbers without end."""
        self.validate_jwt_format()
        body = self._jwt["body"]
        if not isinstance(body, dict) or not isinstance(self._jwt["header"], dict):
            raise LaunchRefused(N_("The launch's token is not a set of claims."))
        try:
            text = json.dumps(body, ensure_ascii=False, allow_nan=False)
            text.encode()
        except (RecursionError, ValueError):
            raise LaunchRefused(N_("The launch's token holds text that we cannot store.")) from None
        if "\\u0000" in text:
            raise LaunchRefused(N_("The launch's token holds text that we cannot store."))

    def _check_nonce(self) -> None:
        """The nonce must be the one our state carries; storing the launch consumes it."""
        if self._jwt["body"].get("nonce") != self.state.nonce:
            raise LaunchRefused(N_("The launch's nonce is not the one that its login began with."))

    def _find_registration(self) -> None:
        """Find the registration that the token names; it must be the one that the login left for."""
        if not isinstance(self._jwt["body"].get("iss"), str):
            raise LaunchRefused(N_("The launch does not say which LMS sent it (iss)."))
        try:
            self.validate_registration()
        except LoginRefused as error:
            raise LaunchRefused(error.wording, advice=error.advice, params=error.params) from None
        if self.platform.id != self.state.registration_id:
            raise LaunchRefused(N_("The launch comes from another LMS than its login (iss)."))

    def get_client_id(self) -> str:
        """The audience that is us: one `aud`, or the `azp` among several (OpenID Connect core §2, §3.1.3.7)."""
        body = self._jwt["body"]
        audience, authorized = body.get("aud"), body.get("azp")
        audiences = audience if isinstance(audience, list) else [audience]
        if not audiences or not all(isinstance(each, str) and each for each in audiences):
            raise LaunchRefused(N_("The launch does not say which tool it is meant for (aud)."))
        if authorized is None and len(audiences) > 1:
            raise LaunchRefused(N_("The launch is meant for several tools and does not say which one is asked (azp)."))
        client_id = audiences[0] if authorized is None else authorized
        if client_id not in audiences:
            raise LaunchRefused(N_("The launch names a tool that it is not meant for (azp)."))
        return str(client_id)

    def _check_signature(self) -> dict[str, Any]:
        """The body, once signature, audience, issuer and times hold: RS256 and nothing else, with exp and iat."""
        header = self._jwt["header"]
        if header.get("alg") != "RS256":
            raise LaunchRefused(N_("The launch is signed in a way that LTI does not allow (alg)."))
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise LaunchRefused(N_("The launch does not say which key signed it (kid)."))
        platform = self.platform
        key = self._platform_keys.get(platform.id, platform.jwks_url, kid)
        try:
            body: dict[str, Any] = jwt.decode(
                self._form["id_token"],
                key,
                algorithms=["RS256"],
                audience=platform.client_id,
                issuer=platform.issuer,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": ["exp", "iat"], "verify_sub": False, "verify_jti": False},  # ours: read_claims
            )
        except (jwt.PyJWTError, OverflowError) as error:
            wording = N_("The launch's signature or times do not hold: %(error)s.")
            raise LaunchRefused(wording, params={"error": error}) from None
        if int(body["iat"]) < time.time() - MAXIMUM_AGE_SECONDS:
            raise LaunchRefused(N_("The launch was signed too long ago (iat)."))
        return body

    def _check_message(self, claims: LaunchClaims) -> None:
        """Version, type, target, and the claims that each type of message needs."""
        if claims.version != VERSION:
            wording = N_("The launch speaks another version of LTI than %(version)s.")
            raise LaunchRefused(wording, params={"version": VERSION})
        if claims.message_type not in KNOWN_MESSAGES:
            raise LaunchRefused(N_("The launch is a kind of message that this tool does not answer."))
        if claims.message_type == RESOURCE_LINK_REQUEST and not claims.resource_link:
            raise LaunchRefused(N_("The launch does not say which link was opened (resource_link)."))
        if claims.message_type == DEEP_LINKING_REQUEST:
            self._check_deep_linking(claims)
        if claims.message_type == REVIEW_REQUEST:
            self._check_review(claims)
        if claims.sub is None and not self.platform.allow_anonymous:
            raise LaunchRefused(N_("The launch does not say who opens it (sub)."))
        if claims.target_link_uri:
            self._check_target(claims.target_link_uri)

    def _check_deep_linking(self, claims: LaunchClaims) -> None:
        if claims.deep_linking is None:
            raise LaunchRefused(
                N_("The launch asks for content but does not say where to send it (deep linking settings).")
            )
        if not is_platform_address(claims.deep_linking.deep_link_return_url):
            raise LaunchRefused(N_("The launch asks to send content to something that is not a web address."))

    def _check_review(self, claims: LaunchClaims) -> None:
        if claims.for_user is None:
            raise LaunchRefused(N_("The launch does not say whose work is to be reviewed (for_user)."))
        if not (claims.resource_link or (claims.endpoint and claims.endpoint.lineitem)):
            raise LaunchRefused(N_("The launch does not say which link's work is to be reviewed."))

    def _check_target(self, target_link_uri: str) -> None:
        if digest(target_link_uri) != self.state.target_hash:
            raise LaunchRefused(N_("The launch is headed elsewhere than its login said (target_link_uri)."))
        try:
            check_target(target_link_uri, self._launch_url)
        except LoginRefused as error:
            raise LaunchRefused(error.wording, params=error.params) from None
