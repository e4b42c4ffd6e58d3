"""The rows that the map finds are one person's, on either database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lti_tool.attempts.models import Response
from lti_tool.audit import Actor, CourseAction, record_event
from lti_tool.audit.models import AuditEvent
from lti_tool.community.models import Contribution
from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryTry, GradeCheck, PlatformLane, ScoreDelivery
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.placements.models import Placement
from lti_tool.privacy.counting import count_held
from lti_tool.privacy.person import Person
from tests.support.door import Door
from tests.support.takers import Enter

pytestmark = pytest.mark.both_databases
Count = Callable[[str], dict[str, int]]


@pytest.fixture
def count(door: Door) -> Count:
    """How many rows of what concern somebody, by their name in the LMS's list."""

    def counted(name: str) -> dict[str, int]:
        with door.session() as session:
            held = count_held(session, Person.of(door.registration_id, rows_of(door, name)))
            return {each.holding.name: each.count for each in held}

    return counted


def rows_of(door: Door, name: str) -> list[User]:
    with door.session() as session:
        sub = door.platform.people[name].sub
        return list(session.scalars(select(User).where(User.id_on_platform == sub)))


def test_what_somebody_did_is_theirs_and_nobody_elses(door: Door, enter: Enter, count: Count) -> None:
    enter().take()
    door.fold()
    enter("yusuf")

    mine = count("mei-ling")
    assert mine.pop("score_tries", 1) == 1, "the sender may not have been there yet"
    assert set(mine) == {"person", "courses", "visits", "attempts", "answers", "progress", "competencies", "scores"}
    assert mine["attempts"] == 1
    assert mine["answers"] == everybodys_answers(door)
    assert count("yusuf") == {"person": 1, "courses": 1, "visits": 1}


def test_rows_of_others_that_mention_somebody_are_found(door: Door, enter: Enter, count: Count) -> None:
    enter()
    enter("yusuf")
    enter("rosa")
    mention(door, "mei-ling", by="rosa")

    others = {"person", "courses", "visits"}
    assert {name: number for name, number in count("mei-ling").items() if name not in others} == {
        "visits_to_review_you": 1,
        "visits_of_mentors": 1,
        "scores": 1,
        "score_tries": 1,
        "score_checks": 1,
        "contributions": 1,
        "contributions_given_away": 1,
        "log_about_you": 2,
        "log_of_what_you_shared": 2,
    }
    assert {name: number for name, number in count("rosa").items() if name not in others} == {
        "contributions_moderated": 2,
        "log_of_what_you_did": 4,
    }
    assert others.issuperset(count("yusuf"))


def everybodys_answers(door: Door) -> int:
    with door.session() as session:
        return session.scalar(select(func.count()).select_from(Response)) or 0


def mention(door: Door, name: str, by: str) -> None:
    """What others' rows say of somebody: reviews, mentors, a gradebook check, decisions, and the log, old and new."""
    [user], [staff] = rows_of(door, name), rows_of(door, by)
    now = utcnow()
    with door.session() as session:
        launch = session.scalars(select(Launch).where(Launch.user_id == staff.id)).one()
        launch.for_user, launch.mentees = user.id_on_platform, ["another", user.id_on_platform]
        context_id = session.scalars(select(Membership.context_id).where(Membership.user_id == user.id)).one()
        placement = session.scalars(select(Placement)).first()
        assert placement
        lane = PlatformLane(registration_id=door.registration_id, host="lms.example")
        session.add(lane)
        session.flush()
        delivery = ScoreDelivery(
            placement_id=placement.id,
            user_id=user.id,
            lane_id=lane.id,
            score_given=1,
            score_maximum=2,
            started_at=now,
            submitted_at=now,
            due_since=now,
            next_try_at=now,
        )
        session.add(delivery)
        session.flush()
        session.add(DeliveryTry(delivery_id=delivery.id, at=now, outcome="later", score_given=1))
        finding = {"kind": "missing", "link_id": 1, "title": "", "delivery_id": delivery.id, "name": user.name}
        whole = {"kind": "no_column", "link_id": 1, "title": "", "delivery_id": None}
        session.add(GradeCheck(context_id=context_id, state="done", findings=[whole, finding], asked_at=now))
        for licence in ("course", "CC0-1.0"):
            shared = Contribution(context_id=context_id, user_id=user.id, kind="idea", title="An idea", created_at=now)
            shared.state, shared.licence, shared.moderated_by_id = "shown", licence, staff.id
            session.add(shared)
            session.flush()
            record_event(
                session,
                CourseAction.CONTRIBUTION_SHOWN,
                actor=Actor.user(staff.id),
                now=now,
                context_id=context_id,
                contribution=shared.id,
                title=shared.title,
            )
        line = record_event(
            session,
            CourseAction.ACCOMMODATION_SET,
            actor=Actor.user(staff.id),
            now=now,
            context_id=context_id,
            user=user.id,
            reason="reads slowly",
        )
        session.flush()
        session.add(as_the_version_before(line))
        session.commit()


def as_the_version_before(line: AuditEvent) -> AuditEvent:
    """The same line as that version wrote it."""
    return AuditEvent(
        at=line.at,
        action=line.action,
        context_id=line.context_id,
        actor=Actor(""),
        actor_before=line.actor_before,
        detail=line.detail,
        facts=None,
    )
