"""Bringing a course's roster up to date: read from the platform with no transaction open, then written in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import joinedload

from lti_tool.lti.extension import lti
from lti_tool.lti.models import Context, Deployment
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.nrps import read_members
from lti_tool.lti.services.roster import NoRoster, RosterIncomplete, store_roster

ROSTER = "roster"


def read_roster(context_id: int, report: Callable[[int, int], None], now: datetime) -> None:
    """Read and store it; raises NoRoster, PlatformRefused, PlatformUnreachable or OddRoster.

    Of a roster that was not read to its end, who was read is stored before RosterIncomplete is raised.
    """
    connector, url = _where(context_id)
    roster = read_members(connector, url, lambda count: report(count, 0))
    count = len(roster.members)
    report(0, count)
    with lti().session_factory() as session:
        context = session.get_one(Context, context_id)
        store_roster(session, context, roster.members, now, is_whole=roster.gap is None)
        session.commit()
    report(count, count)
    if roster.gap:
        raise RosterIncomplete(roster.gap, members=count)


def _where(context_id: int) -> tuple[PlatformConnector, str]:
    with lti().reading_session() as session:
        wanted = joinedload(Context.deployment).joinedload(Deployment.registration)
        context = session.get(Context, context_id, options=[wanted])
        if context is None or context.memberships_url is None:
            raise NoRoster
        return lti().connector(context.deployment.registration), context.memberships_url
