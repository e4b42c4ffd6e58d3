"""Names and Role Provisioning Services 2.0: reading who is in a course, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.plain_text import clean_line

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
CONTAINER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MAXIMUM_PAGES = 200
MAXIMUM_MEMBERS = 50_000
MAXIMUM_ID = 255
ACTIVE = "active"


class OddRoster(ToolError):
    """An answer that is no roster."""

    code = "odd_roster"
    status = 502
    title = N_("The roster could not be read")
    message = N_("The learning platform's list of people could not be read.")


class EndlessRoster(OddRoster):
    """More pages, or more people, than a course can have."""

    code = "endless_roster"
    message = N_("The learning platform's list of people does not end.")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the roster; without a status somebody is active (NRPS 2.0 §2.2)."""

    id_on_platform: str
    name: str
    email: str
    roles: tuple[str, ...]
    is_active: bool


def read_members(
    connector: PlatformConnector, memberships_url: str, on_page: Callable[[int], None] = lambda _count: None
) -> list[Member]:
    """The whole roster; raises PlatformRefused, PlatformUnreachable or OddRoster. `on_page` hears how many came so far.

    No `rlid` and no `limit` are sent: Moodle answers a foreign one with 502, and pages as it likes without.
    """
    members: dict[str, Member] = {}
    for page in _pages(connector, memberships_url):
        members |= {member.id_on_platform: member for member in page}
        if len(members) > MAXIMUM_MEMBERS:
            raise EndlessRoster
        on_page(len(members))
    return list(members.values())


def _pages(connector: PlatformConnector, memberships_url: str) -> Iterator[list[Member]]:
    url: str | None = memberships_url
    seen: set[str] = set()
    while url and url not in seen:
        seen.add(url)
        if len(seen) > MAXIMUM_PAGES:
            raise EndlessRoster
        answer = connector.make_service_request([SCOPE], url, accept=CONTAINER_TYPE)
        yield [member for entry in _entries(answer["body"]) if (member := _read_member(entry))]
        url = answer["next_page_url"]


def _entries(body: object) -> list[Any]:
    members = body.get("members") if isinstance(body, dict) else None
    if not isinstance(members, list):
        raise OddRoster
    return members


def _read_member(entry: object) -> Member | None:
    """One entry, or None where nobody can be told from it."""
    if not isinstance(entry, dict):
        return None
    user_id = str(entry.get("user_id") or "")
    roles = entry.get("roles")
    if not user_id or len(user_id) > MAXIMUM_ID or "\0" in user_id:
        return None
    return Member(
        id_on_platform=user_id,
        name=_text(entry, "name") or f"{_text(entry, 'given_name')} {_text(entry, 'family_name')}".strip(),
        email=_text(entry, "email"),
        roles=tuple(str(role) for role in roles) if isinstance(roles, list) else (),
        is_active=str(entry.get("status") or ACTIVE).lower() == ACTIVE,
    )


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return clean_line(value)[:500] if isinstance(value, str) else ""
