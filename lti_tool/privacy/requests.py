"""Asking to be erased, and answering that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from lti_tool.audit import Actor, OperatorAction, record_event
from lti_tool.db import count_changed, insert_if_absent
from lti_tool.errors import N_, ToolError
from lti_tool.lti.models import Deployment, User
from lti_tool.privacy.models import ErasureRequest, RequestState
from lti_tool.privacy.person import Person

LONGEST_ANSWER = 2_000


class Because(StrEnum):
    """Why a request is declined; the values are stored."""

    MUST_KEEP = "must_keep"
    COURSE_RUNS = "course_runs"
    NOT_PROVEN = "not_proven"
    TAKEN_BACK = "taken_back"
    OTHER = "other"


WORDS: dict[str, str] = {
    Because.MUST_KEEP: N_("We have to keep these records for some time yet."),
    Because.COURSE_RUNS: N_("Your course is still running and needs them. Ask again when it is over."),
    Because.NOT_PROVEN: N_("We could not make sure that it was you who asked."),
    Because.TAKEN_BACK: N_("You told us that you no longer want it."),
    Because.OTHER: N_("We have not deleted your data."),
}


class NoOpenRequest(ToolError):
    """A request that is not there, or has been answered already."""

    status = 404


def ask(session: Session, user: User, now: datetime) -> None:
    """Keep the wish until an operator answers it; one that waits already is the same. The caller commits."""
    row = {"user_id": user.id, "deployment_id": user.deployment_id, "asked_at": now, "state": RequestState.OPEN.value}
    insert_if_absent(session, ErasureRequest, [row])


def requests_of(session: Session, user_id: int) -> Sequence[ErasureRequest]:
    """What this person asked for, the newest first."""
    query = select(ErasureRequest).where(ErasureRequest.user_id == user_id)
    return session.scalars(query.order_by(ErasureRequest.id.desc())).all()


def list_requests(session: Session, *, open_only: bool) -> Sequence[ErasureRequest]:
    """Everybody's, the oldest first, with who asked (None: they are erased) and where."""
    query = (
        select(ErasureRequest)
        .join(ErasureRequest.deployment)
        .join(Deployment.registration)
        .options(
            contains_eager(ErasureRequest.deployment).contains_eager(Deployment.registration),
            joinedload(ErasureRequest.user),
        )
        .order_by(ErasureRequest.id)
    )
    if open_only:
        query = query.where(ErasureRequest.state == RequestState.OPEN)
    return session.scalars(query).all()


def decline(session: Session, request_id: int, because: Because, answer: str, *, actor: Actor, now: datetime) -> None:
    """Say no, and why; raises NoOpenRequest, also where somebody else answered first. The caller commits."""
    declined = _decide(RequestState.DECLINED, actor, now).where(ErasureRequest.id == request_id)
    if not count_changed(session, declined.values(because=because.value, answer=answer[:LONGEST_ANSWER])):
        found = session.get(ErasureRequest, request_id)
        state = f"was answered already: {found.state}" if found else "is not there"
        raise NoOpenRequest(f"Request {request_id} {state}. See: lti-tool privacy requests")
    record_event(session, OperatorAction.ERASURE_DECLINED, actor=actor, now=now, id=request_id, because=because.value)


def mark_done(session: Session, person: Person, *, actor: Actor, now: datetime) -> int:
    """Answer the open requests of somebody who is being erased; how many there were. The caller commits."""
    done = _decide(RequestState.DONE, actor, now).where(ErasureRequest.user_id.in_(person.user_ids))
    return count_changed(session, done)


def _decide(state: RequestState, actor: Actor, now: datetime) -> Update:
    return (
        update(ErasureRequest)
        .where(ErasureRequest.state == RequestState.OPEN)
        .values(state=state.value, decided_at=now, decided_by=actor.name)
        .execution_options(synchronize_session=False)
    )
