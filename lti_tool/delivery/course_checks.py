"""Checks of whole courses, asked for by an instructor and run by the executor: they outlive a closed tab."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.db import upsert
from lti_tool.delivery.comparing import Finding, OpenColumn, check_link, find_links, open_column
from lti_tool.delivery.models import GradeCheck
from lti_tool.delivery.rounds import Services
from lti_tool.errors import N_, ToolError
from lti_tool.reasons import Reason, Wording, register

HELD = timedelta(minutes=5)
OUR_FAULT = "comparing_failed"
register({OUR_FAULT: Wording(N_("This tool failed to compare; its operator can see why in the log."))})
UNDER_WAY = ("waiting", "running")


def ask(session: Session, context_id: int, now: datetime) -> None:
    """Ask for a check of a course, in place of the last one; one that is under way goes on. The caller commits."""
    current = find(session, context_id)
    if current is not None and current.state in UNDER_WAY:
        return
    fresh = {"state": "waiting", "total": 0, "done": 0, "findings": [], "asked_at": now}
    row = {
        "context_id": context_id,
        "held_until": None,
        "finished_at": None,
        "reason_code": "",
        "reason_params": {},
        **fresh,
    }
    upsert(session, GradeCheck, row, keys=["context_id"])


def find(session: Session, context_id: int) -> GradeCheck | None:
    """The last check of a course, if there was one."""
    return session.get(GradeCheck, context_id, populate_existing=True)


def findings_of(check: GradeCheck | None) -> list[Finding]:
    """What a check found."""
    return [Finding.from_json(each) for each in check.findings] if check else []


def run_waiting(services: Services, clock: Callable[[], datetime], open_column: OpenColumn = open_column) -> int:
    """Run the checks that wait, and those whose worker fell silent; return how many."""
    return sum(_run(services, context_id, clock, open_column) for context_id in _waiting(services, clock()))


def any_waiting(services: Services, now: datetime) -> bool:
    """Whether there is a check to run."""
    return bool(_waiting(services, now))


def _waiting(services: Services, now: datetime) -> list[int]:
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        return list(session.scalars(select(GradeCheck.context_id).where(_is_free(now))))


def _run(services: Services, context_id: int, clock: Callable[[], datetime], open_column: OpenColumn) -> bool:
    with services.session_factory() as session:
        links = find_links(session, context_id=context_id)
        taken = session.execute(
            update(GradeCheck)
            .where(GradeCheck.context_id == context_id, _is_free(clock()))
            .values(state="running", total=len(links), done=0, findings=[], held_until=clock() + HELD)
            .returning(GradeCheck.context_id)
        ).first()
        session.commit()
    if taken is None:
        return False
    findings: list[Finding] = []
    try:
        for done, link_id in enumerate(links, 1):
            findings += check_link(services, link_id, open_column)
            _write(services, context_id, done=done, held_until=clock() + HELD)
    except ToolError as error:
        _fail(services, context_id, error.reason, clock())
        return True
    except Exception:  # raised again, once the page can say so
        _fail(services, context_id, Reason(OUR_FAULT), clock())
        raise
    rows = [finding.to_json() for finding in findings]
    _write(services, context_id, state="done", findings=rows, finished_at=clock())
    return True


def _fail(services: Services, context_id: int, reason: Reason, now: datetime) -> None:
    _write(services, context_id, state="failed", reason=reason, finished_at=now)


def _write(services: Services, context_id: int, **values: object) -> None:
    with services.session_factory() as session:
        session.execute(update(GradeCheck).where(GradeCheck.context_id == context_id).values(**values))
        session.commit()


def _is_free(now: datetime) -> ColumnElement[bool]:
    fell_silent = (GradeCheck.state == "running") & (GradeCheck.held_until <= now)
    return or_(GradeCheck.state == "waiting", fell_silent)
