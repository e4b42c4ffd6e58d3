"""What a roster says, written beside what launches said: whoever launched keeps the roles of their launch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import N_, ToolError
from lti_tool.lti.models import Context, Launch, Membership, User
from lti_tool.lti.roles import Role, granted_roles, is_staff
from lti_tool.lti.services.nrps import Member
from lti_tool.lti.services.pages import Caused

CHUNK = 500  # names in one IN (…): SQLite takes 32,766


class NoRoster(ToolError):
    """The platform did not grant names and roles with the last launch."""

    code = "no_roster"
    status = 409
    title = N_("No roster here")
    message = N_("Your LMS does not let this tool read who is in the course.")
    advice = N_(
        "Everything else works without it. To see people before they open a link, ask your LMS admin to allow "
        "the service “Names and Role Provisioning” for this tool, then open the link again."
    )


class NothingToSettle(ToolError):
    """Whether this person counts as a learner is no open question."""

    code = "nothing_to_settle"
    status = 409
    message = N_("Whether this person counts as a learner is settled already.")
    advice = N_("Load the page again to see where things are.")


class RosterIncomplete(Caused, ToolError):
    """The roster was not read to its end; who was read is written down."""

    code = "roster_incomplete"
    status = 502
    message = N_("The roster was not read to its end (people read: %(members)s). Nobody was taken off it. %(problem)s")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a roster."""

    members: int
    newcomers: int
    left: int


def store_roster(
    session: Session, context: Context, members: Sequence[Member], now: datetime, *, is_whole: bool = True
) -> Reading:
    """Bring people and memberships of a course up to date with its roster. The caller commits.

    Who is inactive in it, or missing from the whole of it, has left; a launch after that says otherwise again. Whoever
    was on it before loses at once what they had open of others' learning.
    """
    known = _memberships(session, context)
    users = _users(session, context, members)
    grants = context.deployment.registration.institution_roles_grant
    newcomers = sum(_store(session, context, users, known, member, grants) for member in members)
    named = {member.id_on_platform for member in members}
    present = {member.id_on_platform for member in members if member.is_active}
    left, dropped = _follow(known if is_whole else {key: known[key] for key in known if key in named}, named, present)
    _end_staff_sessions(session, context, dropped, now)
    if is_whole:
        context.roster_read_at = now
    return Reading(len(members), newcomers, left)


def _follow(memberships: Mapping[str, Membership], named: set[str], present: set[str]) -> tuple[int, list[int]]:
    """Keep who is in the course; return how many left, and the ids of those whose sessions end."""
    left, dropped = 0, []
    for id_on_platform, membership in memberships.items():
        is_active = id_on_platform in present
        left += membership.is_active and not is_active
        if not is_active and (membership.is_on_roster or id_on_platform in named):
            dropped.append(membership.user_id)
        membership.is_active = membership.is_on_roster = is_active
    return left, dropped


def _store(
    session: Session,
    context: Context,
    users: dict[str, User],
    known: dict[str, Membership],
    member: Member,
    institution_roles_grant: bool,
) -> bool:
    """Write one member, their roles read by the same choice as a launch's; True where this course did not know them."""
    user = users.get(member.id_on_platform)
    if user is None:
        user = User(deployment_id=context.deployment_id, id_on_platform=member.id_on_platform)
        session.add(user)
    user.name, user.email = member.name or user.name or "", member.email or user.email or ""
    roles: list[str] = sorted(granted_roles(member.roles, institution_roles_grant=institution_roles_grant))
    membership = known.get(member.id_on_platform)
    if membership is None:
        fresh = Membership(context_id=context.id, user=user, roles=roles, is_staff=is_staff(roles))
        fresh.is_active = fresh.is_on_roster = member.is_active
        session.add(fresh)
        return True
    if membership.last_seen_at is None or _settles(membership, roles):
        membership.roles, membership.is_staff = roles, is_staff(roles)
    return False


def count_as_learner(membership: Membership) -> None:
    """Settle by hand, where no roster can, that somebody who was staff before is a learner now. The caller commits.

    Raises NothingToSettle for anybody else.
    """
    if Role.ROLE_SWITCH not in membership.roles:
        raise NothingToSettle
    membership.roles = [role for role in membership.roles if role != Role.ROLE_SWITCH]
    membership.is_staff = is_staff(membership.roles)


def whose_role_is_open(session: Session, context_id: int) -> list[User]:
    """Those whom the LMS called staff of a course before and calls learners now; the first fifty by name."""
    says = cast(Membership.roles, String).contains(f'"{Role.ROLE_SWITCH.value}"')
    query = select(User).join(Membership, Membership.user_id == User.id)
    query = query.where(Membership.context_id == context_id, Membership.is_staff.is_(True), says)
    return list(session.scalars(query.order_by(User.name, User.id).limit(50)))


def _settles(membership: Membership, roles: Sequence[str]) -> bool:
    """Whether a learner who was staff before is one by the roster, too: then they did not just switch roles."""
    return Role.ROLE_SWITCH in membership.roles and not is_staff(roles)


def _end_staff_sessions(session: Session, context: Context, user_ids: Sequence[int], now: datetime) -> None:
    """End every launch of these people that shows others' learning."""
    live = select(Launch).where(Launch.context_id == context.id, Launch.ended_at.is_(None))
    for start in range(0, len(user_ids), CHUNK):
        for launch in session.scalars(live.where(Launch.user_id.in_(user_ids[start : start + CHUNK]))):
            if is_staff(launch.roles) or Role.MENTOR in launch.roles:
                launch.ended_at = now


def _memberships(session: Session, context: Context) -> dict[str, Membership]:
    query = select(Membership).where(Membership.context_id == context.id).options(joinedload(Membership.user))
    return {membership.user.id_on_platform: membership for membership in session.scalars(query)}


def _users(session: Session, context: Context, members: Sequence[Member]) -> dict[str, User]:
    """Those of the roster whom this deployment knows, be it from another course."""
    ids = [member.id_on_platform for member in members]
    found: dict[str, User] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(User).where(
            User.deployment_id == context.deployment_id, User.id_on_platform.in_(ids[start : start + CHUNK])
        )
        found |= {user.id_on_platform: user for user in session.scalars(query)}
    return found
