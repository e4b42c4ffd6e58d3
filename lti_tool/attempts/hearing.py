"""What a launch tells of dates reaches the attempt that its person has open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import reschedule
from lti_tool.lti.access import is_preview
from lti_tool.lti.launched import Launched
from lti_tool.placements.lms_dates import keep_lms_dates
from lti_tool.placements.service import find_placement


def hear_dates(session: Session, launch: Launched, now: datetime) -> bool:
    """Keep the dates that a launch brought, and give its learner's open attempt the end that they now say.

    Return whether anything was written; the caller commits then.
    """
    if not keep_lms_dates(session, launch, now):
        return False
    placement = find_placement(session, launch)
    if placement is not None and not is_preview(launch):
        reschedule(session, placement, [launch.user_id])
    return True
