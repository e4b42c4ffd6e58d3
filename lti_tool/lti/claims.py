"""The claims of an id_token that we use, typed; LTI 1.3 core §5.3 and §5.4, deep linking 2.0 §4.4.1.

What a platform may leave out is optional here, and left out where it has an odd shape: one claim that nobody needs
refuses no message. What a message cannot do without refuses it, missing or malformed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)

from lti_tool.lti.errors import LaunchRefused
from lti_tool.text.plain_text import clean_line, clean_text
from lti_tool.text.web_address import host_of

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/"
VERSION = "1.3.0"
RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST = "LtiDeepLinkingRequest"
REVIEW_REQUEST = "LtiSubmissionReviewRequest"
DATA_PRIVACY_REQUESTS = ("DataPrivacyLaunchRequest", "LtiDataPrivacyLaunchRequest")

NEEDED_BY = {  # claims that one kind of message cannot do without
    RESOURCE_LINK_REQUEST: f"{LTI}resource_link",
    DEEP_LINKING_REQUEST: f"{DL}deep_linking_settings",
    REVIEW_REQUEST: f"{LTI}for_user",
}
NEVER_LEFT_OUT = frozenset({"sub", f"{LTI}target_link_uri"})
"""Claims that may be missing, but never mean what leaving them out means."""

OpaqueId = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Text = Annotated[str, BeforeValidator(lambda value: value or "")]  # an address, or a word of the protocol: as it came
Words = Annotated[Text, AfterValidator(clean_line)]  # shown to people
Optional = BeforeValidator(lambda value: value or None)
_SPELLED = {"true": True, "false": False}
Flag = Annotated[  # Moodle 3.8 and 3.9 sign the words
    bool, BeforeValidator(lambda value: _SPELLED.get(value, value) if isinstance(value, str) else value)
]


class _Claim(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _without_odd_ones(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """A null says what leaving out says; what has an odd shape is left out where it may be missing."""
        said = _without_nulls(value)
        try:
            return handler(said)
        except ValidationError as error:
            odd = {each["loc"][0] for each in error.errors(include_url=False, include_input=False) if each["loc"]}
            if not odd or not odd <= cls.may_be_left_out(said):
                raise
            return handler({name: each for name, each in said.items() if name not in odd})

    @classmethod
    def may_be_left_out(cls, _value: Mapping[str, Any]) -> frozenset[str]:
        """The names, as they are sent, of the parts that say nothing when they have an odd shape."""
        return frozenset(each.alias or name for name, each in cls.model_fields.items() if not each.is_required())


class ResourceLinkClaim(_Claim):
    """Where in the course this link stands."""

    id: OpaqueId
    title: Words = ""


class ContextClaim(_Claim):
    """The course; a platform may leave the whole claim out."""

    id: OpaqueId
    title: Words = ""
    label: Words = ""


class PresentationClaim(_Claim):
    """How and in which language the platform shows us, and the way back."""

    return_url: Text = ""
    locale: Text = ""


class EndpointClaim(_Claim):
    """The gradebook services granted to this link (AGS 2.0 §3.1); Moodle sends `lineitem: ""` for an ungraded one."""

    scope: list[str] = Field(default_factory=list)
    lineitems: Text = ""
    lineitem: Text = ""


class PlatformClaim(_Claim):
    """Which product the platform is (LTI 1.3 core §5.4.2)."""

    product_family_code: Text = ""


class ForUserClaim(_Claim):
    """Whose submission is to be reviewed (submission review 1.0 §3.1)."""

    user_id: OpaqueId


class RosterClaim(_Claim):
    """Where the course's roster is read (NRPS 2.0 §3.6.1.1)."""

    context_memberships_url: Text = ""


class DeepLinkingSettings(_Claim):
    """What the platform takes back from the picker; `data` is echoed as it came.

    `accept_media_types` speaks of files alone (deep linking 2.0 §4.4.1), of which we send none, so it is not read.
    """

    deep_link_return_url: Annotated[str, StringConstraints(min_length=1)]
    accept_types: list[str] = Field(min_length=1)
    accept_presentation_document_targets: list[str] = Field(default_factory=list)
    accept_multiple: Flag = True
    accept_lineitem: Flag | None = None
    auto_create: Flag | None = None
    data: Any = None

    @property
    def accepts_line_items(self) -> bool:
        """Whether a line item may be declared: yes unless the platform says no."""
        return self.accept_lineitem is not False

    @property
    def accepts_links(self) -> bool:
        """Whether our kind of content is taken at all."""
        return "ltiResourceLink" in self.accept_types

    @property
    def accepts_windows_only(self) -> bool:
        """Whether what is added opens in windows and never in a frame of the platform's page."""
        return set(self.accept_presentation_document_targets) == {"window"}


class LaunchClaims(_Claim):
    """A verified message."""

    message_type: str = Field(alias=f"{LTI}message_type")
    version: str = Field(alias=f"{LTI}version")
    deployment_id: OpaqueId = Field(alias=f"{LTI}deployment_id")
    target_link_uri: Text = Field("", alias=f"{LTI}target_link_uri")
    roles: list[str] = Field(alias=f"{LTI}roles")
    mentees: Annotated[list[str], BeforeValidator(lambda value: value or [])] = Field(
        default_factory=list, alias=f"{LTI}role_scope_mentor"
    )
    resource_link: Annotated[ResourceLinkClaim | None, Optional] = Field(None, alias=f"{LTI}resource_link")
    context: Annotated[ContextClaim | None, Optional] = Field(None, alias=f"{LTI}context")
    presentation: Annotated[PresentationClaim | None, Optional] = Field(None, alias=f"{LTI}launch_presentation")
    custom: Annotated[dict[str, Any], BeforeValidator(lambda value: value or {})] = Field(
        default_factory=dict, alias=f"{LTI}custom"
    )
    endpoint: Annotated[EndpointClaim | None, Optional] = Field(None, alias=f"{AGS}endpoint")
    deep_linking: Annotated[DeepLinkingSettings | None, Optional] = Field(None, alias=f"{DL}deep_linking_settings")
    roster: Annotated[RosterClaim | None, Optional] = Field(None, alias=f"{NRPS}namesroleservice")
    platform: Annotated[PlatformClaim | None, Optional] = Field(None, alias=f"{LTI}tool_platform")
    canvas_placement: Text = Field("", alias="https://www.instructure.com/placement")
    for_user: Annotated[ForUserClaim | None, Optional] = Field(None, alias=f"{LTI}for_user")
    sub: Annotated[OpaqueId | None, Optional] = None
    name: Words = ""
    given_name: Words = ""
    family_name: Words = ""
    email: Words = ""
    locale: Text = ""

    @classmethod
    def may_be_left_out(cls, value: Mapping[str, Any]) -> frozenset[str]:
        """All but what says who opens what, and what this kind of message is about."""
        kind = value.get(f"{LTI}message_type")
        needed = {NEEDED_BY[kind]} if isinstance(kind, str) and kind in NEEDED_BY else set()
        return super().may_be_left_out(value) - NEVER_LEFT_OUT - needed

    @property
    def full_name(self) -> str:
        """The person's name as far as the platform shares it."""
        return self.name or f"{self.given_name} {self.family_name}".strip()

    @property
    def custom_parameters(self) -> dict[str, str]:
        """Custom parameters by lower-case key; an unexpanded `$Variable`, or a null, is there and says nothing."""
        return {
            key.lower(): "" if value is None or str(value).startswith("$") else clean_text(str(value))
            for key, value in self.custom.items()
            if value is None or isinstance(value, (str, int, float))
        }


def read_claims(body: dict[str, Any]) -> LaunchClaims:
    """Type a verified token's claims; raises LaunchRefused naming the first claim that is missing or malformed."""
    try:
        return LaunchClaims.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        claim = str(first["loc"][0]).rpartition("/")[2]
        is_missing = first["type"] == "missing" and len(first["loc"]) == 1
        code = "launch_claim_missing" if is_missing else "launch_claim_malformed"
        raise LaunchRefused(code=code, params={"claim": claim}) from None


def _without_nulls(value: Any) -> Any:
    if not isinstance(value, dict) or None not in value.values():
        return value
    return {name: each for name, each in value.items() if each is not None}


def is_platform_address(url: str) -> bool:
    """Whether a URL that a platform sent is one of the web whose host fits a header, too."""
    host = host_of(url)
    return bool(host) and host.isascii()
