"""Bringing a course's roster up to date: read from the platform with no transaction open, then written in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import joinedload

from lti_tool.lti.extension import lti
from lti_tool.lti.models import Context, Deployment
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.nrps import read_members
from lti_tool.lti.services.roster import NoRoster, store_roster

ROSTER = "roster"


def read_roster(context_id: int, report: Callable[[int, int], None], now: datetime) -> None:
    """Read and store it; raises NoRoster, PlatformRefused, PlatformUnreachable or OddRoster."""
    connector, url = _where(context_id)
    members = read_members(connector, url, lambda count: report(count, 0))
    report(0, len(members))
    with lti().session_factory() as session:
        store_roster(session, session.get_one(Context, context_id), members, now)
        session.commit()
    report(len(members), len(members))


def _where(context_id: int) -> tuple[PlatformConnector, str]:
    with lti().reading_session() as session:
        wanted = joinedload(Context.deployment).joinedload(Deployment.registration)
        context = session.get(Context, context_id, options=[wanted])
        if context is None or context.memberships_url is None:
            raise NoRoster
        return lti().connector(context.deployment.registration), context.memberships_url
