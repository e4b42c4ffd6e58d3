"""OIDC third-party initiated login (LTI security framework 1.0 §5.1.1), with the cookie proven before we leave.

Moodle forgets the launch hint at its first use, so a second try after the platform answered would fail: whether this
browser keeps our cookie is settled here, by sending it one step round and looking whether the cookie comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlencode, urlsplit

from flask import Request
from pylti1p3.contrib.flask.oidc_login import FlaskOIDCLogin
from pylti1p3.contrib.flask.request import FlaskRequest

from lti_tool.lti.errors import LoginRefused
from lti_tool.lti.launch import storage as platform_storage
from lti_tool.lti.launch.choices import read_return_hash
from lti_tool.lti.launch.state import LoginState, StateSigner
from lti_tool.lti.launch.storage import Deposit
from lti_tool.lti.registry import MAXIMUM_KEPT, Platform
from lti_tool.lti.tool_config import ToolConf, Unused, platform_of

COOKIE_CHECK = "lti_tool_cookie_check"
IN_TAB = "lti_tool_in_tab"
PARAMETERS = (
    "iss",
    "login_hint",
    "target_link_uri",
    "client_id",
    "lti_message_hint",
    "lti_deployment_id",
    platform_storage.PARAMETER,
)
REQUIRED = PARAMETERS[:3]
MAXIMUM_LENGTH = 16_384


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """A login initiation's parameters as they came; hints are opaque and go back verbatim."""

    parameters: Mapping[str, str]
    cookie_was_set: bool
    in_tab: bool
    return_hash: str = ""

    @classmethod
    def of(cls, request: Request, base_url: str) -> LoginRequest:
        """Read GET or POST parameters; raises LoginRefused for one that is missing or absurd."""
        form = request.form if request.method == "POST" else request.args
        parameters = {name: form[name] for name in PARAMETERS if form.get(name)}
        for name in REQUIRED:
            if name not in parameters:
                raise LoginRefused(code="login_without_parameter", params={"name": name})
        if any(len(value) > MAXIMUM_LENGTH or "\0" in value for value in parameters.values()):
            raise LoginRefused(code="login_unreadable")
        top_level = request.headers.get("Sec-Fetch-Dest") == "document"
        in_tab = top_level or IN_TAB in form
        return cls(parameters, COOKIE_CHECK in request.args, in_tab, read_return_hash(request, base_url))

    @property
    def target_link_uri(self) -> str:
        """Where the platform says this launch is headed."""
        return self.parameters["target_link_uri"]


@lru_cache(maxsize=MAXIMUM_KEPT)
def _always_asked(auth_login_url: str, client_id: str, launch_url: str) -> str:
    """The authentication request as far as all logins of one registration have it in common."""
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": client_id,
        "redirect_uri": launch_url,
    }
    joint = "&" if urlsplit(auth_login_url).query else "?"
    return f"{auth_login_url}{joint}{urlencode(query)}"


class Login(FlaskOIDCLogin):
    """PyLTI1p3's login with our state, and with an authorization URL that may already hold a query."""

    def __init__(self, login: LoginRequest, tool_conf: ToolConf, signer: StateSigner, browser: str) -> None:
        request = FlaskRequest(cookies={}, session={}, request_data=login.parameters, request_is_secure=True)
        super().__init__(request, tool_conf, session_service=Unused(), cookie_service=Unused())  # type: ignore[no-untyped-call]
        self._login = login
        self._signer = signer
        self._browser = browser
        self._storage_target = platform_storage.read_target(login.parameters)
        self._proof = platform_storage.new_proof() if self._storage_target else ""
        self._state: LoginState

    def _prepare_redirect_url(self, launch_url: str) -> str:
        """Build the authentication request (security framework §5.1.1.2)."""
        platform = self.platform
        target = self._login.target_link_uri
        waiting = self._login.return_hash
        self._state = LoginState.begin(platform.id, self._browser, target, self._storage_target, self._proof, waiting)
        query = {
            "state": self._signer.sign(self._state),
            "nonce": self._state.nonce,
            "login_hint": self._login.parameters["login_hint"],
        }
        if hint := self._login.parameters.get("lti_message_hint"):
            query["lti_message_hint"] = hint
        return f"{_always_asked(platform.auth_login_url, platform.client_id, launch_url)}&{urlencode(query)}"

    @cached_property
    def platform(self) -> Platform:
        """The platform this login names, before anything leaves."""
        self._registration = self.validate_oidc_login()
        return platform_of(self._registration)

    @property
    def issuer(self) -> str:
        """What the platform calls itself."""
        return self._login.parameters["iss"]

    def authentication_url(self, launch_url: str) -> str:
        """Where to send the browser next."""
        return self._prepare_redirect_url(launch_url)

    def deposit(self, launch_url: str) -> Deposit | None:
        """What to leave with the platform on the way there; None where it keeps nothing for tools."""
        if not self._storage_target:
            return None
        next_url = self.authentication_url(launch_url)
        frame = platform_storage.frame_of(self._storage_target, self.platform.auth_login_url)
        return Deposit(frame, platform_storage.key_of(self._state), self._proof, next_url)


def check_target(target_link_uri: str, launch_url: str) -> None:
    """Refuse a target outside this tool: it would make us vouch for somebody else's page."""
    try:
        target, ours = urlsplit(target_link_uri), urlsplit(launch_url)
    except ValueError:
        raise LoginRefused(code="target_not_an_address") from None
    if (target.scheme, target.netloc) != (ours.scheme, ours.netloc):
        raise LoginRefused(code="target_not_ours")
