"""Whether a quiz may be taken by somebody who opened its module from another link of the course."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Launch
from lti_tool.lti.records.siblings import launched_links
from lti_tool.placements.dates import Source
from lti_tool.placements.models import Placement, SaidDates
from lti_tool.placements.settings import LmsDates, QuizOpens


def must_open_in_lms(session: Session, launch: Launch, placement: Placement) -> bool:
    """Whether this person has to open the link in the LMS before they can take its quiz.

    The platform restricts who may open it, tells its dates at a launch, and has its gradebook column. So it is enough
    to have opened it once. Where the instructor allows it from here, it still takes a column to send the grade to (or a
    link that was placed without one), and no dates of the LMS that others were told of and this person was not.
    """
    link = placement.resource_link
    if not launch.opened_in_place or (link is not None and link.id in launched_links(session, launch)):
        return False
    if link is None or placement.settings.quiz_opens != QuizOpens.FROM_COURSE_PAGE:
        return True
    has_no_column = placement.is_graded and link.lineitem_url is None
    return has_no_column or _has_dates_unheard(session, launch, placement)


def _has_dates_unheard(session: Session, launch: Launch, placement: Placement) -> bool:
    if placement.settings.lms_dates != LmsDates.COUNT:
        return False
    told = select(SaidDates.user_id).where(
        SaidDates.resource_link_id == placement.resource_link_id, SaidDates.source == Source.LMS
    )
    heard = set(session.scalars(told))
    return bool(heard) and launch.user_id not in heard
