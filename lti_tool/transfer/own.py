"""What a learner writes for themselves: the agreement with a manager, and the count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.db import upsert
from lti_tool.lti.models import Launch
from lti_tool.transfer.form import AgreementForm, CountForm
from lti_tool.transfer.models import Agreement, DeskCount


def find_agreement(session: Session, context_id: int, user_id: int) -> Agreement | None:
    """Somebody's agreement in a course, shared or not."""
    return session.get(Agreement, (user_id, context_id))


def save_agreement(session: Session, launch: Launch, form: AgreementForm, now: datetime) -> None:
    """Keep the person's agreement in this course in place of the one before. The caller commits."""
    row = {"user_id": launch.user_id, "context_id": launch.context_id, "updated_at": now, "is_shared": form.is_shared}
    upsert(session, Agreement, row | form.texts, keys=("user_id", "context_id"))


def find_count(session: Session, launch: Launch, module_id: str) -> DeskCount | None:
    """What the person counted for a module in this course."""
    return session.get(DeskCount, (launch.user_id, launch.context_id, module_id))


def save_count(session: Session, launch: Launch, module_id: str, form: CountForm, now: datetime) -> None:
    """Keep what the person counted. The caller commits."""
    row = {"user_id": launch.user_id, "context_id": launch.context_id, "module_id": module_id, "updated_at": now}
    upsert(session, DeskCount, row | form.numbers, keys=("user_id", "context_id", "module_id"))
