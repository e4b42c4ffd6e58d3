"""Upgrading a database that people have worked in: nothing that they made is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import null, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, Response
from lti_tool.audit import Actor, AuditEvent
from lti_tool.community.models import SurveyAnswer
from lti_tool.db import Base, db, utcnow
from lti_tool.grading.reconfiguring import course_settings
from lti_tool.placements.models import Accommodation, AccommodationReason, CourseTerm, Placement
from lti_tool.placements.settings import LmsDates
from lti_tool.progress import summaries as progress
from lti_tool.progress.models import EarlierProgress, LearnerProgress
from lti_tool.schema.check import known_migrations
from lti_tool.schema.migrating import models_differ, upgrade_schema
from lti_tool.settings import shipped_dir
from tests.conftest import World
from tests.support.downgrading import downgrade
from tests.support.learners import answers, csrf, open_quiz

pytestmark = pytest.mark.both_databases

FIRST_RELEASE = "0001"
BATCHES = "0024"
WHY_APART = "0028"
FIRST_HAND_INS = "0051"
Made = tuple[list[tuple[int, float | None, bool | None]], list[tuple[str, list[str]]]]


def made(session: Session) -> Made:
    """The attempts and the answers that are in the database."""
    attempts = session.execute(select(Attempt.id, Attempt.points, Attempt.passed).order_by(Attempt.id)).all()
    responses = session.execute(select(Response.item_id, Response.chosen).order_by(Response.id)).all()
    return [(*row,) for row in attempts], [(*row,) for row in responses]


def test_attempts_and_their_answers_outlive_a_downgrade_and_the_upgrade_after_it(world: World) -> None:
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", "front-desk", "yes-and"))
    learner.post(f"{quiz.url}/submit", answers(quiz, right=9) | {"csrf_token": csrf(quiz), "confirmed": "1"})
    quiz = open_quiz(learner, learner.launch("mei-ling", "front-desk", "yes-and"))
    item, tokens = next(iter(answers(quiz, right=10).items()))
    learner.post(f"{quiz.url}/responses/{item.removeprefix('item-')}", {"csrf_token": csrf(quiz), "option": tokens})

    with world.tool.app_context():
        before = made(db.session())
        downgrade(FIRST_RELEASE)
        upgrade_schema()
        after = made(db.session())
        dates_count = {placement.settings.lms_dates for placement in db.session.scalars(select(Placement))}
        db.session.remove()

        assert after == before
        assert [passed for _id, _points, passed in after[0]] == [True, None]
        assert len(after[1]) == 11
        assert dates_count == {LmsDates.SHOWN}, "what was placed before goes on as it was"
        assert models_differ() == []


def test_when_a_quiz_was_first_handed_in_is_filled_in_for_each_term(world: World) -> None:
    learner = world.visitor()
    for right in (1, 9):
        quiz = open_quiz(learner, learner.launch("mei-ling", "front-desk", "yes-and"))
        learner.post(f"{quiz.url}/submit", answers(quiz, right=right) | {"csrf_token": csrf(quiz), "confirmed": "1"})
    with world.tool.app_context():
        session = db.session()
        first, second = session.scalars(select(Attempt).order_by(Attempt.number))
        first.started_at -= timedelta(days=9)
        first.ends_at = first.late_at = first.submitted_at = first.started_at + timedelta(hours=1)
        course = course_settings(session, first.placement.context_id)
        course.term_began_at = second.started_at - timedelta(days=1)
        session.add(CourseTerm(context_id=course.context_id, began_at=course.term_began_at, repeats_work=True))
        session.flush()
        session.expire(first.placement, ["course"])
        progress.refresh(session, first.placement, first.user_id)
        session.commit()
        expected = [first.submitted_at], [second.submitted_at]
        downgrade(f"{FIRST_HAND_INS}-1")
        upgrade_schema()
        found = [
            db.session.scalars(select(summary.first_handed_in_at)).all()
            for summary in (EarlierProgress, LearnerProgress)
        ]
        grace = db.session.scalars(select(EarlierProgress.first_late_at)).all()
        db.session.remove()

        assert tuple(found) == expected
        assert grace == expected[0]


def test_why_somebody_was_given_more_leaves_the_log_and_the_row_of_what_they_were_given(world: World) -> None:
    """The column of the version before is emptied, too: that it can be read is the harm."""
    world.visitor().launch("mei-ling", "front-desk", "yes-and")
    with world.tool.app_context():
        ids = {"context_id": 1, "user_id": 1}
        _add(db.session(), Accommodation(**ids, time_factor=1.5, reason_before="Reads slowly", updated_at=utcnow()))
        for action in ("accommodation.set", "attempt.granted", "attempt.reopened", "item.dropped"):
            facts = {"user": 1, "placement": 1, "reason": f"Why {action}"}
            _add(db.session(), _line(action, facts))
        _add(db.session(), _line("attempt.granted", {"user": 4711, "placement": 1, "reason": "Of somebody erased"}))
        _add(db.session(), _line("attempt.granted", None, {"user": "1", "placement": "1", "reason": "Said by text"}))
        downgrade(f"{WHY_APART}-1")
        upgrade_schema()
        reasons = db.session.execute(select(AccommodationReason.action, AccommodationReason.words)).all()
        said = [str((each.facts, each.detail)) for each in db.session.scalars(select(AuditEvent))]
        left = db.session.scalars(select(Accommodation.reason_before)).all()
        db.session.remove()

        assert {(*row,) for row in reasons} == {
            ("accommodation.set", "Reads slowly"),
            ("attempt.granted", "Why attempt.granted"),
            ("attempt.reopened", "Why attempt.reopened"),
            ("attempt.granted", "Said by text"),
        }
        assert [each for each in said if "eason" in each] == [each for each in said if "Why item.dropped" in each]
        assert left == [""]
        downgrade(f"{WHY_APART}-1")
        assert db.session.scalars(select(Accommodation.reason_before)).all() == ["Reads slowly"]
        db.session.remove()
        upgrade_schema()


def _line(action: str, facts: dict[str, object] | None, detail: dict[str, object] | None = None) -> AuditEvent:
    said = facts if detail is None else detail
    line = {"action": action, "facts": null() if facts is None else facts, "detail": said, "context_id": 1}
    return AuditEvent(at=utcnow(), actor=Actor.user(1), actor_before="user 1", **line)


def _add(session: Session, row: Base) -> None:
    session.add(row)
    session.commit()


def test_a_survey_that_was_shown_before_its_answers_came_in_batches_stays_shown(world: World) -> None:
    world.visitor().launch("mei-ling", "front-desk", "yes-and")
    with world.tool.app_context():
        for activity_id, many in (("shown", 6), ("hidden", 4)):
            facts = {"context_id": 1, "activity_id": activity_id, "answered_on": utcnow().date(), "answers": {}}
            db.session.add_all([SurveyAnswer(**facts) for _ in range(many)])
        db.session.commit()
        downgrade(f"{BATCHES}-1")
        upgrade_schema()
        told = db.session.scalars(select(SurveyAnswer.activity_id).where(SurveyAnswer.is_told)).all()
        db.session.remove()

        assert told == ["shown"] * 6


def test_what_serving_knows_is_what_alembic_walks_through() -> None:
    script = ScriptDirectory(shipped_dir("migrations"))
    known = known_migrations(shipped_dir("migrations"))

    assert set(known) == {each.revision for each in script.walk_revisions()}
    assert known[-1] == script.get_current_head()


def test_an_upgrade_is_in_the_log_and_one_that_had_nothing_to_do_is_not(
    app: Flask, runner: FlaskCliRunner, session: Session
) -> None:
    with app.app_context():
        downgrade(FIRST_RELEASE)

    for _ in range(2):
        assert runner.invoke(args=["db", "upgrade"]).exit_code == 0

    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.actor.via) == ("database.upgraded", "db upgrade")
    assert event.facts == {"before": FIRST_RELEASE, "after": known_migrations(shipped_dir("migrations"))[-1]}
