"""People, held against being erased while something is written about them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lti_tool.lti.models import User


def hold_people(session: Session, which: ColumnElement[bool]) -> set[int]:
    """Who of these is here; on Postgres nobody erases them before the commit."""
    here = select(User.id).where(which).order_by(User.id)
    return set(session.scalars(here.with_for_update(read=True, key_share=True)))
