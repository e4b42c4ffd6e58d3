"""Names and Role Provisioning Services 2.0: reading who is in a course, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.errors import N_, ToolError
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.pages import IncompleteList, PagedList
from lti_tool.reasons import Wording, register
from lti_tool.text.plain_text import clean_line

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
CONTAINER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MAXIMUM_ID = 255
ACTIVE = "active"


class OddRoster(ToolError):
    """An answer that is no roster."""

    code = "odd_roster"
    status = 502
    title = N_("The roster could not be read")
    message = N_("The learning platform's list of people could not be read.")


# A reason that earlier versions stored:
register({"endless_roster": Wording(N_("The learning platform's list of people does not end."))})


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the roster; without a status somebody is active (NRPS 2.0 §2.2)."""

    id_on_platform: str
    name: str
    email: str
    roles: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Who was read of a roster, and why no more were, where that is so: then whoever is missing may be in the rest."""

    members: Sequence[Member]
    gap: IncompleteList | None = None


def read_members(
    connector: PlatformConnector, memberships_url: str, on_page: Callable[[int], None] = lambda _count: None
) -> Roster:
    """The roster; raises PlatformRefused, PlatformUnreachable or OddRoster. `on_page` hears how many came so far.

    No `rlid` and no `limit` are sent: Moodle answers a foreign one with 502, and pages as it likes without.
    """
    listed = PagedList(connector, [SCOPE], memberships_url, CONTAINER_TYPE, _entries)
    members: dict[str, Member] = {}
    for page in listed.pages():
        members |= {member.id_on_platform: member for entry in page if (member := _read_member(entry))}
        on_page(len(members))
    return Roster(list(members.values()), listed.gap)


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
