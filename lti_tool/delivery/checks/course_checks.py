"""Comparing a whole course's gradebooks with the ledger: long work that waits on a platform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.db import upsert, utcnow
from lti_tool.delivery.checks.comparing import (
    NOT_COMPARED,
    Difference,
    Finding,
    OpenColumn,
    check_link,
    find_links,
    open_column,
)
from lti_tool.delivery.checks.presence import read_roster
from lti_tool.delivery.models import GradeCheck
from lti_tool.delivery.rounds import Services
from lti_tool.errors import N_
from lti_tool.lti.extension import lti
from lti_tool.reasons import Reason, Wording, register
from lti_tool.work import service
from lti_tool.work.models import WorkState

CHECK = "grade_check"
# A reason that earlier versions stored:
register({"comparing_failed": Wording(N_("This tool failed to compare; its operator can see why in the log."))})

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The latest comparison of a course: how far it is, or what it found."""

    state: str
    done: int
    total: int
    reason: Reason = Reason()  # noqa: RUF009  it is frozen
    finished_at: datetime | None = None
    findings: Sequence[Finding] = ()

    @property
    def not_compared(self) -> int:
        """How many links have no column that could be read at all."""
        return sum(finding.kind in NOT_COMPARED for finding in self.findings) - self.incomplete

    @property
    def incomplete(self) -> int:
        """How many columns were not read to their end."""
        return sum(finding.kind == Difference.INCOMPLETE for finding in self.findings)

    @property
    def compared(self) -> int:
        """How many columns were read, to their end or not."""
        return self.total - self.not_compared

    @property
    def differences(self) -> int:
        """How many scores differ."""
        return sum(finding.kind not in NOT_COMPARED for finding in self.findings)


def find(session: Session, context_id: int) -> LastCheck | None:
    """The latest one of a course, if there was one."""
    work = service.latest(session, context_id, CHECK)
    if work is not None and work.state != WorkState.DONE:
        return LastCheck(work.state, work.done, work.total, work.reason, work.finished_at)
    kept = session.get(GradeCheck, context_id)
    if kept is None or kept.finished_at is None:
        return None
    findings = [Finding.from_json(each) for each in kept.findings]
    return LastCheck(kept.state, kept.done, kept.total, kept.reason, kept.finished_at, findings)


def check_course(context_id: int, report: Report, now: datetime) -> None:
    """Read the gradebooks of a course and keep what differs; raises ToolError."""
    check_links(lti(), context_id, report, open_column)


def check_links(services: Services, context_id: int, report: Report, open_column: OpenColumn) -> None:
    """The roster, then link by link; no transaction is open while a platform is asked."""
    with services.session_factory() as session:
        session.connection(execution_options={"reads_only": True})
        links = find_links(session, context_id=context_id)
    roster = read_roster(services, context_id) if links else None
    findings: list[Finding] = []
    for done, link_id in enumerate(links):
        report(done, len(links))
        findings += check_link(services, link_id, open_column, roster)
    now = utcnow()
    row = {"context_id": context_id, "state": "done", "done": len(links), "total": len(links)}
    row |= {"findings": [finding.to_json() for finding in findings], "asked_at": now, "finished_at": now}
    row |= {"reason_code": "", "reason_params": {}}
    with services.session_factory() as session:
        upsert(session, GradeCheck, row, keys=["context_id"])
        session.commit()
