"""A launch whose proof holds, and what it tells that we keep: plain values, and no row yet."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from lti_tool.lti.canvas_enrollments import Enrollments
from lti_tool.lti.claims import DEEP_LINKING_REQUEST, LaunchClaims, PresentationClaim, is_platform_address
from lti_tool.lti.digest import digest
from lti_tool.lti.launch.state import LoginState
from lti_tool.lti.models import ANONYMOUS
from lti_tool.lti.registry import Platform
from lti_tool.lti.roles import Role, administers_from_outside, granted_roles

MOST_ROLES, MAXIMUM_ROLE = 20, 255  # of what was told; what is granted is read from all of it
MAXIMUM_QUERY = 255


@dataclass(frozen=True)
class VerifiedLaunch:
    """What is known once the proof holds: who sent it, what it says, which login began it, in which browser.

    A browser that lost its cookie on the way, and was admitted by the platform's storage, is no longer the `state`'s.
    """

    platform: Platform
    claims: LaunchClaims
    state: LoginState
    browser: str

    @property
    def sub(self) -> str:
        """The person's id on the platform; whoever is anonymous is somebody new at each launch."""
        return self.claims.sub or f"{ANONYMOUS}{self.state.nonce}"

    @property
    def context_id(self) -> str:
        """The course's id on the platform; a link without a course is a course of its own."""
        if self.claims.context:
            return self.claims.context.id
        return f"link:{self.claims.resource_link.id}" if self.claims.resource_link else f"person:{self.sub[:240]}"

    @cached_property
    def browser_hash(self) -> str:
        """The desk that this launch ends with."""
        return digest(self.browser)

    @cached_property
    def person(self) -> str:
        """One human on one platform, across its deployments and courses."""
        return digest(f"{self.platform.id}\0{self.sub}")

    @property
    def roles(self) -> frozenset[Role]:
        """What this launch, by itself, makes of the person in this course."""
        claims, enrollments = self.claims, Enrollments.of(self.claims)
        granted = granted_roles(
            claims.roles,
            mentees=claims.mentees,
            institution_roles_grant=self.platform.institution_roles_grant,
            also_teaches=enrollments.also_teaches,
            only_assists=enrollments.only_assists,
        )
        places = claims.message_type == DEEP_LINKING_REQUEST and administers_from_outside(claims.roles)
        return granted | {Role.PLACER} if places else granted


def launch_facts(verified: VerifiedLaunch, session_token: str, now: datetime) -> dict[str, Any]:
    """The launch's own columns, all but what it refers to."""
    claims = verified.claims
    presentation = claims.presentation or PresentationClaim()
    return {
        "id": secrets.token_urlsafe(16),
        "nonce": verified.state.nonce,
        "browser_hash": verified.browser_hash,
        "session_hash": digest(session_token),
        "person": verified.person,
        "message_type": claims.message_type,
        "for_user": claims.for_user.user_id if claims.for_user else "",
        "told_roles": [role[:MAXIMUM_ROLE] for role in claims.roles if role][:MOST_ROLES],
        "mentees": [mentee for mentee in claims.mentees if mentee],
        "custom": claims.custom_parameters,
        "deep_linking": claims.deep_linking.model_dump(exclude_unset=True) if claims.deep_linking else None,
        "return_hash": (verified.state.return_hash or None) if claims.deep_linking else None,
        "target_query": _query_of(claims.target_link_uri),
        "return_url": web_address(presentation.return_url),
        "locale": (presentation.locale or claims.locale)[:35],
        "created_at": now,
        "last_seen_at": now,
    }


def context_facts(claims: LaunchClaims) -> dict[str, Any]:
    """What a launch tells of its course; a link without a course says nothing of its title."""
    words = {"title": claims.context.title, "label": claims.context.label} if claims.context else {}
    return words | {"memberships_url": web_address(claims.roster.context_memberships_url) if claims.roster else None}


def _query_of(target_link_uri: str) -> str:
    """The query of our own address; one that is too long to be ours is none."""
    query = urlsplit(target_link_uri).query
    return query if len(query) <= MAXIMUM_QUERY else ""


def web_address(url: str) -> str | None:
    """An http(s) address, or nothing: a `javascript:` return URL must never become a link."""
    return url if is_platform_address(url) else None
