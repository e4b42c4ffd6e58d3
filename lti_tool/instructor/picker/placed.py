"""Which modules of the catalogue a course has already, so that nobody places one twice without knowing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.placements.models import Placement
from lti_tool.placements.picking.chosen import not_opened_yet


def placed_modules(session: Session, context_id: int) -> Mapping[str, datetime | None]:
    """By their ids: None where a link was opened, else when it was chosen; whether the LMS made a link is unknown."""
    waiting: dict[str, datetime | None] = {
        each.module_id: each.created_at for each in not_opened_yet(session, context_id)
    }
    opened = session.scalars(select(Placement.module_id).where(Placement.context_id == context_id))
    return waiting | dict.fromkeys(opened)
