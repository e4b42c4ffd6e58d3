"""Taking over the settings of the course that this one is a copy of; never its people, attempts or grades."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import CourseAction
from lti_tool.certificates.renewing import take_renewal
from lti_tool.db import insert_if_absent
from lti_tool.grading.reconfiguring import placements_of, reconfigure, reconfigure_course, weigh, weigh_course
from lti_tool.lti.models import Context, Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import ContextSettings, LocalPolicy
from lti_tool.placements.picking.copies import find_original, settings_ahead
from lti_tool.placements.picking.publishing import take_along
from lti_tool.placements.settings import QuizSettings
from lti_tool.progress.lessons import has_anybody_learned

_POLICY_FACTS = ("lesson_id", "body", "link_url", "link_title", "file_reference", "updated_by_id", "updated_at")


def take_over(session: Session, launch: Launch, source: Context, now: datetime) -> int:
    """Bring every link that is here already up to the source's settings; later ones follow as they come.

    Where that would change a grade that somebody has, the link stays as it is. Returns how many links were brought
    up; the caller commits.
    """
    context = launch.context
    context.copied_from, context.copy_answered_at = source.id_on_platform, now
    _take_defaults(session, launch, source, now)
    take_renewal(session, launch, source.id, now)
    _take_policies(session, launch, source)
    # A lesson more would change what people have done, and what that is worth.
    take_along(session, launch, source.id, now, is_shown=not has_anybody_learned(session, launch.context_id))
    taken = _take_links(session, launch, now)
    record_change(session, launch, CourseAction.COURSE_COPIED, now, links=taken)
    return taken


def _take_defaults(session: Session, launch: Launch, source: Context, now: datetime) -> None:
    theirs, ours = (session.get(ContextSettings, each) for each in (source.id, launch.context_id))
    if theirs is None or not theirs.quiz_defaults or (ours and ours.quiz_defaults):
        return
    new = QuizSettings.model_validate(theirs.quiz_defaults)
    if not weigh_course(session, launch.context_id, new).must_be_asked:
        reconfigure_course(session, launch, new, now)


def _take_links(session: Session, launch: Launch, now: datetime) -> int:
    taken = 0
    for placement in placements_of(session, launch.context_id):
        original = find_original(session, launch, placement.resource_link, placement.module_id)
        new = settings_ahead(original, now) if original else None
        if new and not weigh(session, placement, new).must_be_asked:
            reconfigure(session, launch, placement, new, now)
            taken += 1
    return taken


def _take_policies(session: Session, launch: Launch, source: Context) -> None:
    """What holds for the whole course; branches are people's, and stay."""
    query = select(LocalPolicy).where(LocalPolicy.context_id == source.id, LocalPolicy.branch_id.is_(None))
    rows = [{name: getattr(each, name) for name in _POLICY_FACTS} for each in session.scalars(query)]
    insert_if_absent(session, LocalPolicy, [row | {"context_id": launch.context_id} for row in rows])
