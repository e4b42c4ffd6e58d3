"""What a platform says of itself (OpenID configuration; LTI dynamic registration 1.0 §3.4), fetched and distrusted."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from lti_tool.errors import N_, ToolError
from lti_tool.lti.claims import is_platform_address
from lti_tool.lti.services.calling import read_json
from lti_tool.lti.services.http import HttpClient, PlatformUnreachable
from lti_tool.lti.services.quirks import serves_shared_issuer, speaks_for_shared_issuer
from lti_tool.reasons import Wording, register

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
ACCOUNT_NAME = "https://canvas.instructure.com/lti/account_name"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
MAXIMUM_URL = 2_000
MAXIMUM_TOKEN = 10_000
_PLAIN = re.compile(r"[!-~]+")


class ConfigurationRefused(ToolError):
    """A configuration document that could not be read, or that we do not believe."""

    title = N_("Your LMS could not be registered")
    advice = N_("Nothing was registered. Start again from your LMS; the link still works.")


register(
    {
        "configuration_not_an_address": Wording(N_("The address of your LMS's configuration is not a web address.")),
        "configuration_leads_elsewhere": Wording(
            N_("The address of your LMS's configuration leads elsewhere; we do not follow.")
        ),
        "configuration_not_told": Wording(N_("Your LMS refused to tell us its configuration (HTTP %(status)s).")),
        "configuration_not_an_object": Wording(N_("What your LMS gave us as its configuration is not a JSON object.")),
        "configuration_without_field": Wording(N_("Your LMS's configuration has no usable “%(field)s”.")),
        "configuration_of_another_site": Wording(N_("The configuration at %(host)s is for another site, %(issuer)s.")),
        "endpoint_of_another_site": Wording(
            N_("Your LMS calls itself %(issuer)s, but its “%(field)s” is elsewhere, at %(address)s."),
            N_("Nothing was registered. If this is right, the people who run the tool can register your LMS by hand."),
        ),
        "registration_token_unusable": Wording(
            N_("The registration token that your LMS sent is not one we can send back.")
        ),
    }
)


def _plain_address(url: str) -> str:
    if not (_PLAIN.fullmatch(url) and len(url) <= MAXIMUM_URL and is_platform_address(url)):
        raise ValueError("not a web address")
    return url


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _one_line(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return "".join(letter for letter in text if letter.isprintable())[:200]


WebAddress = Annotated[str, AfterValidator(_plain_address)]
Strings = Annotated[list[str], BeforeValidator(_strings)]
Line = Annotated[str, BeforeValidator(_one_line)]


class PlatformFacts(BaseModel):
    """The LTI part; a platform may leave all of it out, and what is odd in it is as if it were."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    product_family_code: Line = ""
    version: Line = ""
    account_name: Line = Field("", alias=ACCOUNT_NAME)
    messages_supported: list[Any] = Field(default_factory=list)
    variables: Strings = Field(default_factory=list)

    @property
    def message_types(self) -> set[str]:
        """The types of messages that the platform sends."""
        types = (each.get("type") for each in self.messages_supported if isinstance(each, dict))
        return {each for each in types if isinstance(each, str)}


class PlatformConfiguration(BaseModel):
    """Where a platform's doors are, and what it offers."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    issuer: Annotated[WebAddress, StringConstraints(max_length=255)]
    authorization_endpoint: WebAddress
    token_endpoint: WebAddress
    jwks_uri: WebAddress
    registration_endpoint: WebAddress
    authorization_server: Line = ""
    scopes_supported: Strings = Field(default_factory=list)
    platform: PlatformFacts = Field(default_factory=PlatformFacts, alias=PLATFORM_CONFIGURATION)

    @property
    def host(self) -> str:
        """The host that calls itself the issuer."""
        return urlsplit(self.issuer).netloc

    @property
    def audience(self) -> str | None:
        """What tokens are asked of, where that is not the token address; Canvas's bare host name is none."""
        return self.authorization_server if is_platform_address(self.authorization_server) else None


def fetch_configuration(http: HttpClient, url: str, token: str) -> PlatformConfiguration:
    """Fetch and check a platform's configuration; raises ConfigurationRefused in words.

    It must come from the site and path that it names as the issuer, and so must the endpoints in it: else anybody could
    speak for another's platform.
    """
    configuration = read_configuration(_fetch(http, url, token))
    issuer = configuration.issuer
    if not is_below(url, issuer) and not speaks_for_shared_issuer(url, issuer):
        raise ConfigurationRefused(
            code="configuration_of_another_site", params={"host": urlsplit(url).netloc, "issuer": issuer}
        )
    for field in ENDPOINTS:
        address = getattr(configuration, field)
        if not is_below(address, issuer) and not serves_shared_issuer(address, issuer):
            params = {"field": field, "address": address[:200], "issuer": issuer}
            raise ConfigurationRefused(code="endpoint_of_another_site", params=params)
    return configuration


def is_below(url: str, issuer: str) -> bool:
    """Whether an address belongs to the issuer's site and path; a path that climbs (`..`) belongs to nobody."""
    ours, theirs = urlsplit(url), urlsplit(issuer)
    if (ours.scheme, ours.netloc.lower()) != (theirs.scheme, theirs.netloc.lower()):
        return False
    path = unquote(ours.path).replace("\\", "/")
    climbs = not {".", ".."}.isdisjoint(path.split("/"))
    return not climbs and f"{path}/".startswith(f"{unquote(theirs.path).rstrip('/')}/")


def read_configuration(document: Any) -> PlatformConfiguration:
    """Type a configuration document; raises ConfigurationRefused naming the first field that is not right."""
    if not isinstance(document, dict):
        raise ConfigurationRefused(code="configuration_not_an_object")
    try:
        return PlatformConfiguration.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ConfigurationRefused(code="configuration_without_field", params={"field": str(first["loc"][0])}) from None


def bearer(token: str) -> dict[str, str]:
    """The header that carries a registration token; Brightspace may give none."""
    if not token:
        return {}
    if len(token) > MAXIMUM_TOKEN or not _PLAIN.fullmatch(token):
        raise ConfigurationRefused(code="registration_token_unusable")
    return {"Authorization": f"Bearer {token}"}


def _fetch(http: HttpClient, url: str, token: str) -> Any:
    if not (_PLAIN.fullmatch(url) and len(url) <= MAXIMUM_URL and is_platform_address(url)):
        raise ConfigurationRefused(code="configuration_not_an_address")
    try:
        response = http.get(url, headers={"Accept": "application/json"} | bearer(token))
    except PlatformUnreachable as error:
        raise ConfigurationRefused(code=error.code, advice=error.advice) from None
    if 300 <= response.status_code < 400:
        raise ConfigurationRefused(code="configuration_leads_elsewhere")
    if response.status_code != HTTPStatus.OK:
        raise ConfigurationRefused(code="configuration_not_told", params={"status": response.status_code})
    return read_json(response)
