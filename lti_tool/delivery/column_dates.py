"""Keeping the dates of gradebook columns that were made for us in step with the link's: long work that waits on an LMS.

A link whose dates changed notes when its column is due to be told. A platform that is away is asked again; one that
says no is not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.db import utcnow
from lti_tool.delivery.columns import LINEITEM_TAG, window_of
from lti_tool.delivery.rounds import Services
from lti_tool.errors import ToolError
from lti_tool.lti.extension import lti
from lti_tool.lti.models import Context, Deployment, ResourceLink
from lti_tool.lti.services.ags.gradebook import GradebookService
from lti_tool.lti.services.ags.vocabulary import LINEITEM_SCOPE
from lti_tool.lti.services.refusals import PlatformRefused
from lti_tool.placements.models import Placement
from lti_tool.work import service

COLUMN_DATES = "column_dates"
AGAIN_AFTER = timedelta(hours=1)
REFUSED_FOR_GOOD = range(400, 500)

logger = logging.getLogger(__name__)


def tell_later(session: Session, placement: Placement, now: datetime) -> None:
    """Have the column of a link, whose dates changed, told them. The caller commits."""
    link = placement.resource_link
    if link.lineitem_url and LINEITEM_SCOPE in link.ags_scopes:
        link.dates_due_at = now
        service.ask(session, link.context_id, COLUMN_DATES, now)


def ask_for_due(session_factory: Callable[[], Session], now: datetime) -> None:
    """Ask for the work of every course that has a column to be told by now."""
    with session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        due = session.scalars(select(ResourceLink.context_id).where(ResourceLink.dates_due_at <= now).distinct()).all()
    for context_id in due:
        with session_factory() as session:
            service.ask(session, context_id, COLUMN_DATES, now)
            session.commit()


def tell_course(context_id: int, report: Callable[[int, int], None], now: datetime) -> None:
    """Tell every column of a course that is due."""
    services = lti()
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        is_due = ResourceLink.dates_due_at <= now
        links = session.scalars(select(ResourceLink.id).where(ResourceLink.context_id == context_id, is_due)).all()
    for done, link_id in enumerate(links):
        report(done, len(links))
        tell_link(services, link_id)


def tell_link(services: Services, link_id: int) -> None:
    """Tell one column; no transaction is open meanwhile, and a change of dates in that time is told once more."""
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        registration_of = joinedload(ResourceLink.context).joinedload(Context.deployment)
        load = registration_of.joinedload(Deployment.registration)
        link = session.get_one(ResourceLink, link_id, options=[load])
        placement = session.scalars(select(Placement).where(Placement.resource_link_id == link_id)).one_or_none()
        window = window_of(placement.settings) if placement else None
        ids = {link.id_on_platform, placement.module_id} if placement else set()
        session.expunge_all()
    again_at = None
    if window is not None:
        connector = services.connector(link.context.deployment.registration)
        gradebook = GradebookService(connector, link.ags_scopes, link.lineitem_url, link.lineitems_url, window)
        again_at = _tell(gradebook, ids)
    with services.session_factory() as session:
        as_read = ResourceLink.dates_due_at == link.dates_due_at
        session.execute(update(ResourceLink).where(ResourceLink.id == link_id, as_read).values(dates_due_at=again_at))
        session.commit()


def _tell(gradebook: GradebookService, resource_ids: set[str]) -> datetime | None:
    """When to try again; None where that is not needed, or would not help."""
    try:
        gradebook.tell_window(resource_ids=resource_ids, tag=LINEITEM_TAG)
    except ToolError as problem:
        logger.warning("the dates of a gradebook column were not told: %s", problem.message)
        return None if _is_for_good(problem) else utcnow() + AGAIN_AFTER
    return None


def _is_for_good(problem: ToolError) -> bool:
    if not isinstance(problem, PlatformRefused):
        return False
    return problem.refusal.http_status in REFUSED_FOR_GOOD and not problem.refusal.throttled
