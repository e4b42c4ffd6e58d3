"""Refusals kept under a reference for a month, so that an operator can be told what to change."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lti_tool.errors import ToolError
from lti_tool.lti.models import SetupRefusal
from lti_tool.reasons import Reason

PER_MINUTE = 20  # in one process: a stranger may fill the log no faster

logger = logging.getLogger(__name__)


class NoSuchReference(ToolError):
    """A reference that no kept refusal has."""

    code = "reference_unknown"
    status = 404
    message = "No refusal is kept under '%(reference)s'; they are kept for a time that a setting says."


class RefusalLog:
    """Writes refusals down, within bounds; failing to is no reason to answer anything else."""

    def __init__(self, session_factory: Callable[[], Session], clock: Callable[[], float] = time.monotonic) -> None:
        self._session_factory = session_factory
        self._clock = clock
        self._lock = threading.Lock()
        self._minute, self._written = 0, 0

    def keep(self, reference: str, problem: ToolError, received: Mapping[str, str], now: datetime) -> None:
        """Keep one refusal."""
        if not self._may_write():
            return
        row = SetupRefusal(
            reference=reference,
            at=now,
            reason=_storable(problem.reason),
            message_before=one_line(problem.message),  # for the version before, which may run beside this one
            received=dict(received),
        )
        try:
            with self._session_factory() as session:
                session.add(row)
                session.commit()
        except DBAPIError as error:
            logger.warning("[%s] not kept: %s", reference, error.orig)

    def _may_write(self) -> bool:
        minute = int(self._clock() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._written = minute, 0
            self._written += 1
            return self._written <= PER_MINUTE


def find_refusal(session: Session, reference: str) -> SetupRefusal:
    """The refusal with this reference; raises NoSuchReference."""
    refusal = session.scalar(select(SetupRefusal).where(SetupRefusal.reference == reference.strip().lower()))
    if refusal is None:
        raise NoSuchReference(params={"reference": one_line(reference)})
    return refusal


def list_refusals(session: Session, *, since: datetime | None, code: str | None, most: int) -> Sequence[SetupRefusal]:
    """The newest that are kept."""
    query = select(SetupRefusal).order_by(SetupRefusal.at.desc(), SetupRefusal.reference).limit(most)
    if since is not None:
        query = query.where(SetupRefusal.at >= since)
    if code is not None:
        query = query.where(SetupRefusal.reason_code == code)
    return session.scalars(query).all()


def _storable(reason: Reason) -> Reason:
    """A reason whose facts any database and any terminal can hold: a stranger's words are among them."""
    params = {name: one_line(each) if isinstance(each, str) else each for name, each in reason.params.items()}
    return Reason(reason.code, params)


def one_line(text: str) -> str:
    """Text without line ends and other marks that would break a log or a database."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
