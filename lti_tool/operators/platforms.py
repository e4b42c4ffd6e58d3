"""How each LMS is doing: when somebody last came from it, as what, and what of it waits for an operator."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Context, Deployment, Launch, Membership
from lti_tool.lti.registering.registrations import list_registrations, summary
from lti_tool.operators.waiting import find_waiting
from lti_tool.operators.words import say_shortly


@dataclass(frozen=True, slots=True)
class PlatformAtWork:
    """A registration as its listing has it; `roles` are those of people who opened the tool, as it read them."""

    summary: dict[str, object]
    last_launch_at: datetime | None
    roles: list[str]
    waits: list[str]


def list_platforms(session: Session, now: datetime) -> list[PlatformAtWork]:
    """All of them, the oldest first, in a few statements."""
    last, roles, waits = _last_launches(session), _roles(session), defaultdict(list)
    for each in find_waiting(session, now):
        waits[each.registration_id].append(say_shortly(each))
    return [
        PlatformAtWork(summary(row), last.get(row.id), sorted(roles.get(row.id, ())), waits[row.id])
        for row in list_registrations(session)
    ]


def _last_launches(session: Session) -> Mapping[int, datetime]:
    """Of people who are still known: each one's last visit is kept for as long as they are."""
    latest = func.max(Launch.created_at)
    query = select(Deployment.registration_id, latest).join(Context, Context.deployment_id == Deployment.id)
    query = query.join(Launch, Launch.context_id == Context.id).group_by(Deployment.registration_id)
    return dict(session.execute(query).all())


def _roles(session: Session) -> Mapping[int, set[str]]:
    """Distinct in the database: thousands of people have a handful of combinations."""
    said = cast(Membership.roles, Text)
    query = select(Deployment.registration_id, said).join(Context, Context.deployment_id == Deployment.id)
    query = query.join(Membership, Membership.context_id == Context.id).where(Membership.last_seen_at.is_not(None))
    found: dict[int, set[str]] = defaultdict(set)
    for registration_id, roles in session.execute(query.distinct()):
        found[registration_id] |= set(json.loads(roles))
    return found
