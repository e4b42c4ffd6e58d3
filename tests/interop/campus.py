"""A platform's memory around lti1p3platform: who is there, which links are placed, what the gradebook holds.

lti1p3platform is somebody else's reading of the same specifications: a second opinion on what we send and read.
It is lenient: it checks signature, kid and expiry (where there is one) of what we sign, and the bearer token's scope.
It does not check the redirect URI of a login, `iss`, `aud` or `jti` of an assertion, `aud`, nonce, deployment or
`data` of a deep linking response, media types, or anything of a score. The demo LMS does.
"""

# mypy: disable-error-code="import-untyped,misc"

from __future__ import annotations

import queue
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lti1p3platform.lineitem import TLineItem
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.result import TResult
from lti1p3platform.score import TScore

COURSE = "reference-desk"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
PEOPLE = {"noor": ("Noor Haddad", "Learner"), "tomas": ("Tomás Reyes", "Instructor")}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Link:
    """A placed link; `lineitem` is its gradebook column as the launch names it, if it does."""

    title: str
    url: str
    custom: dict[str, str] = field(default_factory=dict)
    lineitem: str | None = None


class Conf(LTI1P3PlatformConfAbstract):
    """The library's platform for one request: it keeps the token that it last read."""

    def init_platform_config(self, registration: Registration) -> None:
        self._registration = registration

    def get_registration_by_params(self, **_params: object) -> Registration:
        return self._registration


class Campus:
    """One course with its people, links and gradebook; `scores` is what arrived, in order."""

    def __init__(self, url: str, tool_url: str) -> None:
        self.url = url
        self.links: dict[str, Link] = {}
        self.lineitems: list[TLineItem] = []
        self.results: dict[tuple[str, str], TResult] = {}
        self.stamps: dict[tuple[str, str], datetime] = {}
        self.scores: queue.Queue[TScore] = queue.Queue()
        self.deep_linking_jwt = ""
        private, public = _pem(KEY)
        self.registration = (
            Registration()
            .set_iss(url)
            .set_client_id("lti1p3platform")
            .set_deployment_id("1")
            .set_launch_url(f"{tool_url}/lti/launch")
            .set_deeplink_launch_url(f"{tool_url}/lti/launch")
            .set_oidc_login_url(f"{tool_url}/lti/login")
            .set_tool_key_set_url(f"{tool_url}/lti/jwks.json")
            .set_platform_private_key(private)
            .set_platform_public_key(public)
        )

    def conf(self) -> Conf:
        return Conf(registration=self.registration)

    def add_lineitem(self, facts: TLineItem) -> TLineItem:
        item: TLineItem = {**facts, "id": f"{self.url}/ags/lineitems/{len(self.lineitems) + 1}"}
        self.lineitems.append(item)
        return item

    def place(self, items: list[dict[str, Any]]) -> None:
        """Keep content items as links, with the columns that they ask for."""
        for item in items:
            name = f"placed-{len(self.links) + 1}"
            column = self.add_lineitem({**item["lineItem"], "resourceLinkId": name}) if "lineItem" in item else {}
            self.links[name] = Link(item["title"], item["url"], item["custom"], column.get("id"))


def _pem(key: rsa.RSAPrivateKey) -> tuple[str, str]:
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()
