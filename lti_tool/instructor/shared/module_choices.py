"""What the pages that choose a module show."""

from __future__ import annotations

from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import GradedBy


def competency_statements(catalogue: Catalogue) -> dict[str, str]:
    """What each competency code means."""
    return {competency.code: competency.statement for competency in catalogue.competencies}


def consequences(session: Session, placement: Placement) -> str | None:
    """Whom a change of module touches, said before it is made."""
    if placement.settings.graded_by != GradedBy.SCORE:
        return gettext(
            "The grade of this link counts lessons done. With another module it is counted from that module's lessons "
            "at once, so grades can fall."
        )
    query = select(func.count(func.distinct(Attempt.user_id))).where(
        Attempt.placement_id == placement.id,
        Attempt.module_id == placement.module_id,
        Attempt.is_preview.is_(False),
    )
    people = session.scalar(query) or 0
    if not people:
        return None
    whom = ngettext(
        "One learner has already taken this module's quiz.",
        "%(num)d learners have already taken this module's quiz.",
        people,
    )
    then = gettext(
        "Their attempts and grades stay as they are; a quiz taken on the new module can raise the grade "
        "in the same gradebook column, never lower it."
    )
    return f"{whom} {then}"
