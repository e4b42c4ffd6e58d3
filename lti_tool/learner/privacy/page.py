"""What the page shows besides the counts: the courses that know a person, and what became of their requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.lti.models import Context, Membership, User
from lti_tool.privacy.held.platforms import OF_NO_COURSE
from lti_tool.privacy.models import ErasureRequest, RequestState
from lti_tool.privacy.requests import WORDS
from lti_tool.templating import translate

STATES = {
    RequestState.OPEN: N_("Waiting for an answer"),
    RequestState.DONE: N_("Done"),
    RequestState.DECLINED: N_("Declined"),
}


@dataclass(frozen=True, slots=True)
class CourseHeld:
    """A course that knows the person, as what, and since when they were last there."""

    title: str
    roles: tuple[str, ...]
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """A request with its answer: the reason, and what the operator wrote themselves."""

    asked_at: datetime
    state: str
    is_open: bool
    decided_at: datetime | None
    because: str
    answer: str


def courses_of(session: Session, user: User) -> list[CourseHeld]:
    """The courses in which this person is or was somebody; the launch that asks is not one."""
    query = (
        select(Membership, Context)
        .join(Context, Context.id == Membership.context_id)
        .where(Membership.user_id == user.id, Context.id_on_platform.not_like(f"{OF_NO_COURSE}%"))
        .order_by(Context.title)
    )
    return [
        CourseHeld(row.Context.title, tuple(row.Membership.roles), row.Membership.last_seen_at)
        for row in session.execute(query)
    ]


def answer_to(request: ErasureRequest) -> RequestAnswer:
    """A request in words."""
    return RequestAnswer(
        asked_at=request.asked_at,
        state=translate(STATES[RequestState(request.state)]),
        is_open=request.state == RequestState.OPEN,
        decided_at=request.decided_at,
        because=translate(WORDS.get(request.because, "")),
        answer=request.answer,
    )
