"""Deep linking 2.0: an instructor's choice becomes content items that the platform keeps.

Stock PyLTI1p3 writes `data: null`, an unescaped form and an inline script; the overrides here fix that.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import jwt
from pylti1p3.deep_link import DeepLink, TDeepLinkData
from pylti1p3.deep_link_resource import DeepLinkResource

from lti_tool.lti.claims import DL, LTI, VERSION, DeepLinkingSettings
from lti_tool.lti.keys import SigningKeys
from lti_tool.lti.models import Launch
from lti_tool.lti.registry import Platform
from lti_tool.lti.services.ags.vocabulary import SUBMISSION_REVIEW
from lti_tool.lti.tool_config import PlatformRegistration

RESPONSE_SECONDS = 300
MAXIMUM_TITLE = 255
MAXIMUM_SCORE = 100


@dataclass(frozen=True, slots=True)
class LineItemOffer:
    """A gradebook column to be made with the link; Moodle drops an item whose maximum is not an integer of 1–100."""

    label: str
    score_maximum: int
    resource_id: str
    tag: str

    def to_dict(self) -> dict[str, object]:
        """As deep linking 2.0 §3.2 writes it."""
        return {
            "label": self.label,
            "scoreMaximum": self.score_maximum,
            "resourceId": self.resource_id,
            "tag": self.tag,
            "submissionReview": SUBMISSION_REVIEW,
        }


class ContentItem(DeepLinkResource):
    """One link to ours: title, text, address, our stable id in `custom`, and perhaps a line item and dates.

    Moments are aware. Opening and closing bound when learners may get at it, `due_at` when they hand in; a platform
    is free to ignore them (Moodle does). `in_window` is for platforms that show links in no frame.
    """

    def __init__(
        self,
        *,
        title: str,
        text: str,
        url: str,
        custom: dict[str, str],
        line_item: LineItemOffer | None,
        opens_at: datetime | None = None,
        due_at: datetime | None = None,
        closes_at: datetime | None = None,
        in_window: bool = False,
    ) -> None:
        self._title = title[:MAXIMUM_TITLE]
        self._text = text
        self._url = url
        self._custom_params = custom
        self._offer = line_item
        self._available = _span(opens_at, closes_at)
        self._submission = _span(None, due_at)
        self._in_window = in_window

    def to_dict(self) -> dict[str, object]:
        """As deep linking 2.0 §3.2 writes an ltiResourceLink; nothing empty is sent."""
        item: dict[str, object] = {
            "type": "ltiResourceLink",
            "title": self._title,
            "text": self._text,
            "url": self._url,
            "custom": dict(self._custom_params),
        }
        more = {
            "lineItem": self._offer.to_dict() if self._offer else None,
            "available": self._available,
            "submission": self._submission,
            "window": {"targetName": "_blank"} if self._in_window else None,
        }
        return item | {name: value for name, value in more.items() if value}


def _span(start: datetime | None, end: datetime | None) -> dict[str, str]:
    """From when to when, as deep linking 2.0 §3.2 writes it; an end that is open is left out."""
    ends = {"startDateTime": start, "endDateTime": end}
    return {name: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in ends.items() if at}


class DeepLinkResponse(DeepLink):
    """The signed answer to one deep linking request; the platform may show `message`, or `error`, to the instructor."""

    def __init__(self, launch: Launch, signing_keys: SigningKeys, *, message: str = "", error: str = "") -> None:
        self._signing_keys = signing_keys
        self._said = {f"{DL}msg": message, f"{DL}errormsg": error, f"{DL}errorlog": error}
        deployment = launch.context.deployment
        registration = PlatformRegistration(Platform.of(deployment.registration), signing_keys)
        super().__init__(registration, deployment.id_on_platform, cast(TDeepLinkData, launch.deep_linking))

    def signed(self, items: Sequence[Mapping[str, Any]]) -> str:
        """The response as a JWT, signed now; `items` are content items as ContentItem writes them."""
        return self.encode_jwt(self._message(items))

    def _message(self, items: Sequence[Mapping[str, Any]]) -> dict[str, object]:
        """The claims of the response (deep linking 2.0 §4.5); `data` only where the platform sent some."""
        now = int(time.time())
        message: dict[str, object] = {
            "iss": self._registration.get_client_id(),
            "aud": self._registration.get_issuer(),
            "iat": now - 5,  # Moodle refuses a token from its future
            "exp": now + RESPONSE_SECONDS,
            "nonce": secrets.token_urlsafe(24),
            f"{LTI}deployment_id": self._deployment_id,
            f"{LTI}message_type": "LtiDeepLinkingResponse",
            f"{LTI}version": VERSION,
            f"{DL}content_items": list(items),
        }
        if "data" in self._deep_link_settings:
            message[f"{DL}data"] = self._deep_link_settings["data"]
        return message | {name: words for name, words in self._said.items() if words}

    def encode_jwt(self, message: dict[str, Any]) -> str:
        """Sign with today's key, parsed once per process."""
        kid, key = self._signing_keys.current()
        return jwt.encode(message, key, algorithm="RS256", headers={"kid": kid})


def settings_of(launch: Launch) -> DeepLinkingSettings:
    """What this launch's platform takes back; the launch must be a deep linking request."""
    return DeepLinkingSettings.model_validate(launch.deep_linking)
