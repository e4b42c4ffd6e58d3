"""Our registrations as PyLTI1p3 wants to see them."""

from __future__ import annotations

from typing import Any

from pylti1p3.deployment import Deployment
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.tool_config.abstract import ToolConfAbstract

from lti_tool.lti.keys import SigningKeys
from lti_tool.lti.registry import Platform, Registry


class PlatformRegistration(Registration):
    """One registration with its facts; the signing key is the tool's, parsed once."""

    def __init__(self, platform: Platform, signing_keys: SigningKeys) -> None:
        self.platform = platform
        self._signing_keys = signing_keys
        self.set_issuer(platform.issuer)
        self.set_client_id(platform.client_id)
        self.set_auth_login_url(platform.auth_login_url)
        self.set_auth_token_url(platform.token_url)
        self.set_key_set_url(platform.jwks_url)
        if platform.audience:
            self.set_auth_audience(platform.audience)

    def get_kid(self) -> str:
        """The id of the key that signs today."""
        return self._signing_keys.current()[0]

    def get_jwks(self) -> list[Any]:
        """Next, current and retired keys, where PyLTI1p3 knows only one."""
        return list(self._signing_keys.public_jwks())


class Unused:
    """What PyLTI1p3 is given for a session, for cookies and for calling out: these are ours, and touching it fails."""


def platform_of(registration: Registration | None) -> Platform:
    """The facts behind a registration that our ToolConf handed to PyLTI1p3."""
    if not isinstance(registration, PlatformRegistration):
        raise TypeError("a registration that did not come from our ToolConf")
    return registration.platform


class ToolConf(ToolConfAbstract[Request]):
    """Finds registrations by issuer and client id: PyLTI1p3's other way shares one dict between all instances."""

    def __init__(self, registry: Registry, signing_keys: SigningKeys) -> None:
        self._registry = registry
        self._signing_keys = signing_keys

    def check_iss_has_one_client(self, iss: str) -> bool:
        """No issuer is tied to one client id: several customers share Canvas's."""
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        """Any issuer may have several client ids."""
        return True

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> PlatformRegistration:
        """Find the issuer's only registration; several are refused in words."""
        return self.find_registration_by_params(iss, "")

    def find_registration_by_params(
        self, iss: str, client_id: str | None, *args: Any, **kwargs: Any
    ) -> PlatformRegistration:
        """Find an active registration, or raise LoginRefused (or a subclass) in words."""
        return PlatformRegistration(self._registry.find(iss, client_id), self._signing_keys)

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment:
        """Any deployment passes here; whether it is approved is asked of the rows, in the launch's own transaction."""
        return Deployment().set_deployment_id(deployment_id)

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment:
        """As find_deployment."""
        return self.find_deployment(iss, deployment_id)

    def get_jwks(self, iss: str | None = None, client_id: str | None = None, **kwargs: Any) -> dict[str, Any]:
        """Our key set, the same for every platform."""
        return {"keys": list(self._signing_keys.public_jwks())}
