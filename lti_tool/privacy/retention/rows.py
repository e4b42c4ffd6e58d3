"""Terms of single rows, found by their date: refusals, lines of the log, reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.audit import AuditEvent
from lti_tool.db import Base, count_changed
from lti_tool.lti.models import SetupRefusal
from lti_tool.placements.models import AccommodationReason
from lti_tool.privacy.retention.rule import Found, Portion, Rule, Run

ROWS_AT_ONCE = 1_000
IsOver = Callable[[datetime], ColumnElement[bool]]


def older(column: InstrumentedAttribute[datetime]) -> IsOver:
    """Rows from before the moment."""
    return lambda before: column < before


def rows(name: str, setting: str, model: type[Base], key: InstrumentedAttribute[Any], is_over: IsOver) -> Rule:
    """A term of rows that nothing else belongs to."""

    def count(session: Session, before: datetime) -> int:
        return session.scalar(select(func.count()).select_from(model).where(is_over(before))) or 0

    def find(session: Session, before: datetime, _after: int) -> Found:
        keys: Portion = session.scalars(select(key).where(is_over(before)).limit(ROWS_AT_ONCE)).all()
        return Found([keys] if keys else [])

    def forget(session: Session, portion: Portion, before: datetime, _run: Run) -> int:
        return count_changed(session, delete(model).where(key.in_(portion), is_over(before)))

    return Rule(name, setting, count, find, forget)


REFUSALS = rows("refusals", "keep_refusals_days", SetupRefusal, SetupRefusal.reference, older(SetupRefusal.at))
LOG = rows("lines of the log", "keep_log_days", AuditEvent, AuditEvent.id, older(AuditEvent.at))
REASONS = rows(
    "reasons", "keep_reasons_days", AccommodationReason, AccommodationReason.id, older(AccommodationReason.given_at)
)
