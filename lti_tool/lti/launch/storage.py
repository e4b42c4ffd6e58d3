"""Platform Storage (LTI client side postMessages storage 0.1): a login's proof that outlives a lost cookie.

A login that names an `lti_storage_target` leaves a random proof with the platform's own page; its signed state holds
the proof's hash. Where the cookie that came back before we left is gone when the launch arrives (Sakai, some web
views), our page asks the platform for the proof and posts it, with the launch, to ourselves: from another site that
would be a login CSRF, so only our own origin may. It replaces the state's cookie and nothing else: from there on
pages are carried by cookies as ever. See docs/decisions/0004-launch-and-browser.md.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Request

from lti_tool.lti.digest import digest
from lti_tool.lti.errors import LaunchRefused
from lti_tool.lti.framing import origin_of
from lti_tool.lti.launch.state import LoginState

PARAMETER = "lti_storage_target"
PROOF = "lti_storage_proof"
_TARGET = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


@dataclass(frozen=True, slots=True)
class StorageFrame:
    """Where a platform keeps things for its tools: the frame's name, and the one origin that may answer (§3.2)."""

    target: str
    origin: str


@dataclass(frozen=True, slots=True)
class Deposit:
    """What our page leaves with the platform's frame before it goes on to `next_url`."""

    frame: StorageFrame
    key: str
    proof: str
    next_url: str


def read_target(parameters: Mapping[str, str]) -> str:
    """The frame that the login names; empty where it names none, or nothing that could be a frame's name."""
    target = parameters.get(PARAMETER, "")
    return target if _TARGET.fullmatch(target) else ""


def frame_of(target: str, auth_login_url: str) -> StorageFrame:
    """The platform's frame; its messages come from the origin of the authentication address (§3.2)."""
    return StorageFrame(target, origin_of(auth_login_url))


def new_proof() -> str:
    """A fresh proof, worth nothing without the state that holds its hash."""
    return secrets.token_urlsafe(24)


def key_of(state: LoginState) -> str:
    """The name under which a login's proof is left: its own, so that two at once never meet."""
    return f"lti_tool_{digest(state.nonce)[:20]}"


def is_own_form(request: Request, base_url: str) -> bool:
    """Whether a page of ours sent this; a browser names the origin of every post, and no page may name another's."""
    return request.headers.get("Origin") == origin_of(base_url)


def check_own_form(request: Request, base_url: str, code: str = "launch_from_another_site") -> None:
    """Only a form of ours may bring a proof: else anybody could open their own launch in another's browser."""
    if not is_own_form(request, base_url):
        raise LaunchRefused(code=code)
