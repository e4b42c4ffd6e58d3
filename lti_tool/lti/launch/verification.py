"""The launch message, verified: `Message.verify` is the order of the checks.

PyLTI1p3 takes the token apart, finds the registration and demands a deployment; what its 2.0.0 leaves out is checked
beside it, see docs/decisions/0003-pylti1p3-boundary.md.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from flask import Request
from pylti1p3.contrib.flask.message_launch import FlaskMessageLaunch
from pylti1p3.contrib.flask.request import FlaskRequest
from pylti1p3.exception import LtiException

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
from lti_tool.lti.launch.platform_keys import Keys, PlatformKeys
from lti_tool.lti.launch.state import LoginState, StateSigner
from lti_tool.lti.launch.storage import PROOF
from lti_tool.lti.registry import Platform
from lti_tool.lti.tool_config import ToolConf, Unused, platform_of

CLOCK_SKEW_SECONDS = 60
MAXIMUM_AGE_SECONDS = 3600  # generous: exp, and the login that came before, say it more exactly
MAXIMUM_TOKEN_LENGTH = 200_000
_STORABLE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)  # what was read has no circle
SIGNED_BY_ANOTHER = "launch_signed_by_another_key"
KNOWN_MESSAGES = frozenset({RESOURCE_LINK_REQUEST, DEEP_LINKING_REQUEST, REVIEW_REQUEST, *DATA_PRIVACY_REQUESTS})


def check_platform_error(fields: Mapping[str, str]) -> None:
    """Raise PlatformReportedError where the platform sent an error in place of a launch (OAuth 2.0 §4.1.2.1)."""
    if fields.get("error") and not fields.get("id_token"):
        said = fields.get("error_description") or fields["error"]
        raise PlatformReportedError(params={"said": said[:300]})


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
        check_platform_error(form)
        for name in ("state", "id_token"):
            if not form.get(name):
                raise LaunchRefused(code="launch_without_parameter", params={"name": name})
        if len(form["id_token"]) > MAXIMUM_TOKEN_LENGTH:
            raise LaunchRefused(code="token_too_large")
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
            raise LaunchRefused(code="launch_not_valid", params={"error": str(error)}) from None
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
            raise LaunchRefused(code="token_without_claims")
        try:
            text = _STORABLE.encode(body)
            text.encode()
        except (RecursionError, ValueError):
            raise LaunchRefused(code="token_not_storable") from None
        if "\\u0000" in text:
            raise LaunchRefused(code="token_not_storable")

    def _check_nonce(self) -> None:
        """The nonce must be the one our state carries; storing the launch consumes it."""
        if self._jwt["body"].get("nonce") != self.state.nonce:
            raise LaunchRefused(code="launch_of_another_login")

    def _find_registration(self) -> None:
        """Find the registration that the token names; it must be the one that the login left for."""
        if not isinstance(self._jwt["body"].get("iss"), str):
            raise LaunchRefused(code="launch_without_issuer")
        try:
            self.validate_registration()
        except LoginRefused as error:
            raise LaunchRefused(code=error.code, advice=error.advice, params=error.params) from None
        if self.platform.id != self.state.registration_id:
            raise LaunchRefused(code="launch_of_another_issuer")

    def get_client_id(self) -> str:
        """The audience that is us: one `aud`, or the `azp` among several (OpenID Connect core §2, §3.1.3.7)."""
        body = self._jwt["body"]
        audience, authorized = body.get("aud"), body.get("azp")
        audiences = audience if isinstance(audience, list) else [audience]
        if not audiences or not all(isinstance(each, str) and each for each in audiences):
            raise LaunchRefused(code="launch_without_audience")
        if authorized is None and len(audiences) > 1:
            raise LaunchRefused(code="launch_without_azp")
        client_id = audiences[0] if authorized is None else authorized
        if client_id not in audiences:
            raise LaunchRefused(code="launch_for_another_tool")
        return str(client_id)

    def _check_signature(self) -> dict[str, Any]:
        """The body, once signature, audience, issuer and times hold: RS256 and nothing else, with exp and iat."""
        header = self._jwt["header"]
        if header.get("alg") != "RS256":
            raise LaunchRefused(code="launch_algorithm_not_allowed")
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise LaunchRefused(code="launch_without_key_id")
        keys = self._platform_keys.get(self.platform.id, self.platform.jwks_url, kid)
        try:
            body = self._decode(keys)
        except jwt.InvalidSignatureError:
            raise LaunchRefused(code=SIGNED_BY_ANOTHER) from None
        except (jwt.PyJWTError, OverflowError) as error:
            raise LaunchRefused(code="launch_signature_not_valid", params={"error": str(error)}) from None
        if int(body["iat"]) < time.time() - MAXIMUM_AGE_SECONDS:
            raise LaunchRefused(code="launch_too_old")
        return body

    def _decode(self, keys: Keys) -> dict[str, Any]:
        """The body by the key that signed it; a platform may publish several under one kid, and each is tried."""
        *others, last = keys
        for key in others:
            with suppress(jwt.InvalidSignatureError):
                return self._decode_by(key)
        return self._decode_by(last)

    def _decode_by(self, key: RSAPublicKey) -> dict[str, Any]:
        body: dict[str, Any] = jwt.decode(
            self._form["id_token"],
            key,
            algorithms=["RS256"],
            audience=self.platform.client_id,
            issuer=self.platform.issuer,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["exp", "iat"], "verify_sub": False, "verify_jti": False},  # ours: read_claims
        )
        return body

    def _check_message(self, claims: LaunchClaims) -> None:
        """Version, type, target, and the claims that each type of message needs."""
        if claims.version != VERSION:
            raise LaunchRefused(code="launch_of_another_version", params={"version": VERSION})
        if claims.message_type not in KNOWN_MESSAGES:
            raise LaunchRefused(code="launch_message_not_known")
        if claims.message_type == RESOURCE_LINK_REQUEST and not claims.resource_link:
            raise LaunchRefused(code="launch_without_link")
        if claims.message_type == DEEP_LINKING_REQUEST:
            self._check_deep_linking(claims)
        if claims.message_type == REVIEW_REQUEST:
            self._check_review(claims)
        if claims.sub is None and not self.platform.allow_anonymous:
            raise LaunchRefused(code="launch_without_person")
        if claims.target_link_uri:
            self._check_target(claims.target_link_uri)

    def _check_deep_linking(self, claims: LaunchClaims) -> None:
        if claims.deep_linking is None:
            raise LaunchRefused(code="deep_linking_without_settings")
        if not is_platform_address(claims.deep_linking.deep_link_return_url):
            raise LaunchRefused(code="deep_linking_to_no_address")

    def _check_review(self, claims: LaunchClaims) -> None:
        if claims.for_user is None:
            raise LaunchRefused(code="review_of_nobody")
        if not (claims.resource_link or (claims.endpoint and claims.endpoint.lineitem)):
            raise LaunchRefused(code="review_of_no_link")

    def _check_target(self, target_link_uri: str) -> None:
        if digest(target_link_uri) != self.state.target_hash:
            raise LaunchRefused(code="launch_headed_elsewhere")
        try:
            check_target(target_link_uri, self._launch_url)
        except LoginRefused as error:
            raise LaunchRefused(code=error.code, params=error.params) from None
