"""A request to be erased: one at a time, answered once, nameless when its person is gone, forgotten in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.audit import Actor
from lti_tool.db import utcnow
from lti_tool.lti.models import User
from lti_tool.privacy import requests
from lti_tool.privacy.models import ErasureRequest, RequestState
from lti_tool.privacy.person import Person
from lti_tool.privacy.purging import REQUESTS_KEPT, purge_requests
from lti_tool.privacy.requests import Because, NoOpenRequest
from tests.support.door import Door
from tests.support.takers import Enter

pytestmark = pytest.mark.both_databases
OPERATOR = Actor.command("alice", "privacy erase")


@pytest.fixture
def user(enter: Enter, session: Session) -> User:
    enter()
    return session.scalars(select(User)).one()


def all_requests(session: Session) -> list[ErasureRequest]:
    session.expire_all()
    return list(session.scalars(select(ErasureRequest).order_by(ErasureRequest.id)))


def test_an_open_request_is_asked_once_and_another_after_the_answer(user: User, session: Session) -> None:
    requests.ask(session, user, utcnow())
    requests.ask(session, user, utcnow())
    [first] = all_requests(session)
    requests.decline(session, first.id, Because.COURSE_RUNS, "", actor=OPERATOR, now=utcnow())
    requests.ask(session, user, utcnow())

    assert [each.state for each in all_requests(session)] == [RequestState.DECLINED, RequestState.OPEN]


def test_whoever_is_erased_is_out_of_their_request(user: User, session: Session, door: Door) -> None:
    requests.ask(session, user, utcnow())
    person = Person.of(door.registration_id, [user])

    assert requests.mark_done(session, person, actor=OPERATOR, now=utcnow()) == 1
    session.execute(delete(User).where(User.id == user.id))

    [request] = all_requests(session)
    assert (request.state, request.user_id, request.decided_by) == (RequestState.DONE, None, "alice")
    assert [each.user for each in requests.list_requests(session, open_only=False)] == [None]
    with pytest.raises(NoOpenRequest, match="was answered already: done"):
        requests.decline(session, request.id, Because.MUST_KEEP, "", actor=OPERATOR, now=utcnow())


def test_an_answered_request_is_forgotten_after_its_term_and_an_open_one_never(user: User, session: Session) -> None:
    now = utcnow()
    requests.ask(session, user, now - 2 * REQUESTS_KEPT)
    [old] = all_requests(session)
    requests.decline(session, old.id, Because.NOT_PROVEN, "", actor=OPERATOR, now=now - REQUESTS_KEPT)
    requests.ask(session, user, now - 2 * REQUESTS_KEPT)

    purge_requests(session, now)
    kept = len(all_requests(session))
    purge_requests(session, now + timedelta(seconds=1))

    assert kept == 2
    assert [each.state for each in all_requests(session)] == [RequestState.OPEN]
