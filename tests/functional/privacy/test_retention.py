"""Terms: what is over goes, what is not stays, and a dry run says beforehand how much that is."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.attempts.counting import counting_score
from lti_tool.attempts.finding import tries_at
from lti_tool.attempts.models import Attempt, Response
from lti_tool.audit import Actor, AuditEvent, CourseAction, OperatorAction, record_event
from lti_tool.branches.models import BranchMember
from lti_tool.certificates.models import Certificate
from lti_tool.community.models import Contribution, SurveyAnswer
from lti_tool.competencies.models import ItemTally, TimeTally
from lti_tool.competencies.rebuilding import rebuild, tally_rows
from lti_tool.db import Base, utcnow
from lti_tool.delivery.models import DeliveryTry
from lti_tool.grading.sweeping import Sweep
from lti_tool.lti.models import Context, Launch, Membership, SetupRefusal, User
from lti_tool.placements.models import AccommodationReason, Placement, SaidDates
from lti_tool.placements.settings import Counting
from lti_tool.privacy.models import Erasure
from lti_tool.privacy.retention.courses import WORK
from lti_tool.privacy.retention.keeping import count_due
from lti_tool.progress.models import LearnerProgress
from lti_tool.reasons import Reason
from lti_tool.settings import Settings
from tests.support.door import Door
from tests.support.every_row import compare, read_every_row
from tests.support.retention import keep_terms_at
from tests.support.takers import Enter, Taker, entering, placement_id, set_rules
from tests.support.whole_course import WholeCourse

pytestmark = pytest.mark.both_databases

PEOPLE_OVER, COURSES_OVER = timedelta(days=1_830), timedelta(days=1_100)
A_DAY = timedelta(days=1)
STAYS: set[type[Base]] = {Membership, BranchMember, Launch, Certificate, Contribution}
"""What is a person's and in a course, and no work there."""


@pytest.fixture
def enter(door: Door) -> Enter:
    return entering(door, Taker, "types")


def count(session: Session, model: type[Base]) -> int:
    session.rollback()
    found = session.scalar(select(func.count()).select_from(model)) or 0
    session.rollback()
    return found


def test_whoever_adds_a_table_of_peoples_work_says_whether_it_goes_with_the_course() -> None:
    of_somebody_somewhere = {
        mapper.class_
        for mapper in Base.registry.mappers
        if "user_id" in mapper.columns and {"context_id", "placement_id", "resource_link_id"} & {*mapper.columns.keys()}
    }

    assert of_somebody_somewhere == {*WORK, *STAYS}


def test_rows_go_when_their_term_is_over_and_a_dry_run_counts_them(
    enter: Enter, door: Door, session: Session, runner: FlaskCliRunner
) -> None:
    enter()
    door.app.extensions["score_executor"].stop()  # it would keep the terms meanwhile
    now, settings = utcnow(), Settings()
    ids = {"user_id": 1, "context_id": 1, "action": "attempt.granted"}
    for days in (-1, 1):
        terms = ("keep_refusals_days", "keep_reasons_days", "keep_log_days")
        at = {name: now - timedelta(days=getattr(settings, name) + days) for name in terms}
        refused = {"reference": f"{days}", "reason": Reason("state_too_old", {}), "received": {}}
        session.add(SetupRefusal(at=at["keep_refusals_days"], **refused))
        session.add(AccommodationReason(given_at=at["keep_reasons_days"], words="Ill", **ids))
        record_event(session, OperatorAction.KEY_ROTATED, actor=Actor.tool(), now=at["keep_log_days"])
    session.commit()
    before = read_every_row(session)

    told = json.loads(runner.invoke(args=["privacy", "retention", "--dry-run", "--json"]).output)

    assert compare(before, read_every_row(session)) == {}
    assert {each["what"]: each["count"] for each in told if each["count"]} == {
        "refusals": 1,
        "reasons": 1,
        "lines of the log": 1,
    }
    done = runner.invoke(args=["privacy", "retention", "--yes"])
    assert done.exit_code == 0, done.output
    kept = session.scalars(select(SetupRefusal.reference)).all()
    assert (kept, count(session, AccommodationReason)) == (["-1"], 1)
    lines = session.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()
    said = [each.action for each in lines]
    ends = (said[0], said.count("key.rotated"), said[-1], lines[-1].actor.via)
    assert ends == ("key.rotated", 1, "retention.ran", "privacy retention")


def test_a_course_that_nobody_opens_is_emptied_of_work_and_of_nothing_else(
    whole: WholeCourse, session: Session
) -> None:
    now, extensions = utcnow(), whole.door.app.extensions
    session.add(SaidDates(resource_link_id=1, source="branch", branch_id=1, due_at=now, heard_at=now))
    session.commit()
    extensions["settings"] = extensions["settings"].model_copy(update={"keep_log_days": 36_500})
    keep_terms_at(whole.door.app, now + COURSES_OVER - 10 * A_DAY)
    before = read_every_row(session)
    with whole.door.app.app_context():
        due = {each.rule.name: each.count for each in count_due(whole.door.session, Settings(), now + COURSES_OVER)}
    with_work = select(Placement.context_id).join(Attempt, Attempt.placement_id == Placement.id).distinct()
    assert due["courses with people’s work"] == len(session.scalars(with_work).all()) < count(session, Context)

    keep_terms_at(whole.door.app, now + COURSES_OVER)

    emptied = (*WORK, Response, DeliveryTry, ItemTally, TimeTally, SurveyAnswer)
    assert {model: left for model in emptied if (left := count(session, model))} == {SaidDates: 1}
    changes = compare(before, read_every_row(session))
    assert {name for name, each in changes.items() if each.gone} <= {
        "grade_checks",
        *(model.__tablename__ for model in emptied),
    }
    assert {name: each.columns for name, each in changes.items() if each.changed} == {"certificates": {"attempt_id"}}
    assert {row["action"] for row in changes["audit_events"].new.values()} == {CourseAction.WORK_FORGOTTEN}
    with whole.door.app.app_context():
        assert Sweep().run_through(whole.door.session, now + COURSES_OVER) == 0
    teacher, learner = whole.enter("rosa"), whole.enter("mei-ling")
    assert "nobody had opened this course for so many days: 1,095" in teacher.get(f"{teacher.base}/instructor/log").text
    learner.take()
    assert count(session, Attempt) == 1


def test_a_course_that_one_person_opened_keeps_everybodys_attempts(enter: Enter, door: Door, session: Session) -> None:
    enter().take()
    enter("rosa")
    later = utcnow() + COURSES_OVER
    rosa = select(User.id).where(User.id_on_platform == door.platform.people["rosa"].sub)
    theirs = update(Membership).where(Membership.user_id.in_(rosa))
    session.execute(theirs.values(last_seen_at=later - timedelta(days=1_094)))
    session.commit()

    keep_terms_at(door.app, later)

    assert count(session, Attempt) == 1


@pytest.mark.parametrize("people", [2, 5])
def test_sums_stay_where_they_hide_everybody_in_them(people: int, door: Door, enter: Enter, session: Session) -> None:
    context_id = _with_large_sums(door, enter, session, people)
    parts = _sums(session)
    with door.app.app_context():
        theirs = {row["digest"]: row["responses"] for row in tally_rows(session, context_id)[ItemTally]}
    session.rollback()
    assert set(theirs.values()) == {people}

    keep_terms_at(door.app, utcnow() + COURSES_OVER)

    kept = _sums(session)
    taken = people if people < 5 else 0
    assert kept == {digest: responses - taken for digest, responses in parts.items() if responses - taken >= 30}
    assert len(kept) == 2
    assert count(session, Attempt) == 0
    with door.app.app_context():
        rebuild(session, context_id, utcnow())
        session.commit()
    assert _sums(session) == kept


def _with_large_sums(door: Door, enter: Enter, session: Session, people: int) -> int:
    """People take a quiz in a course of which a hundred did, long ago, two of its questions."""
    for number in range(people):
        enter(sub=f"learner-{number}").take(right=number)
    door.fold()
    session.rollback()
    context_id = session.scalars(select(Membership.context_id)).first()
    assert context_id is not None
    digests = session.scalars(select(ItemTally.digest).order_by(ItemTally.digest).limit(2)).all()
    session.execute(update(ItemTally).where(ItemTally.digest.in_(digests)).values(responses=ItemTally.responses + 100))
    session.commit()
    return context_id


def _sums(session: Session) -> dict[str, int]:
    session.rollback()
    return {each.digest: each.responses for each in session.scalars(select(ItemTally))}


@pytest.mark.parametrize("counting", [Counting.HIGHEST, Counting.LATEST])
def test_attempts_that_count_for_nothing_go_and_every_score_stays(
    counting: Counting, door: Door, enter: Enter, session: Session
) -> None:
    link, now = _practice_for_years(door, enter, session)
    set_rules(door, "types", attempts_allowed=0, counting=counting)
    scores, firsts, recent, had = (
        _scores(door, session, counting),
        _firsts(session),
        _submitted_since(session, now - timedelta(days=365)),
        count(session, Attempt),
    )

    keep_terms_at(door.app, now)

    assert count(session, Attempt) < had * 3 / 4
    assert _scores(door, session, counting) == scores
    assert _firsts(session) == firsts
    assert _submitted_since(session, now - timedelta(days=365)) == recent
    told = dict(session.execute(select(LearnerProgress.user_id, LearnerProgress.attempts)).all())
    assert told == dict(session.execute(select(Attempt.user_id, func.count()).group_by(Attempt.user_id)).all())
    session.rollback()
    learner = enter()
    learner.take()
    latest = select(func.max(Attempt.number)).where(Attempt.placement_id == link)
    assert session.scalar(latest) == 13


@pytest.mark.parametrize("rules", [{"attempts_allowed": 20}, {"attempts_allowed": 0, "counting": "average"}])
def test_attempts_stay_where_they_are_limited_or_all_count(
    rules: dict[str, object], door: Door, enter: Enter, session: Session
) -> None:
    _, now = _practice_for_years(door, enter, session)
    set_rules(door, "types", **rules)
    had = count(session, Attempt)

    keep_terms_at(door.app, now)

    assert count(session, Attempt) == had


def _practice_for_years(door: Door, enter: Enter, session: Session) -> tuple[int, datetime]:
    """Two people with twelve attempts each, over two years; their points are chance's."""
    for person in ("mei-ling", "yusuf"):
        enter(person).take()
    door.app.extensions["score_executor"].stop()
    now, chance = utcnow(), random.Random(7)
    session.rollback()
    for first in session.scalars(select(Attempt)).all():
        copied = {name: getattr(first, name) for name in COPIED}
        days = sorted((chance.randrange(1, 730) for _ in range(12)), reverse=True)
        first.started_at = first.submitted_at = now - timedelta(days=days[0])
        for number, ago in enumerate(days[1:], start=2):
            at = now - timedelta(days=ago)
            points = chance.choice((0, 1, 2.5, 4, 5))
            session.add(Attempt(**copied, number=number, points=points, started_at=at, submitted_at=at))
    session.commit()
    return placement_id(door, "types"), now


COPIED = [
    column.key
    for column in Attempt.__table__.columns
    if column.key not in ("id", "number", "points", "started_at", "submitted_at", "ends_at", "late_at")
]


def _scores(door: Door, session: Session, counting: Counting) -> dict[int, object]:
    session.rollback()
    placement = session.get_one(Placement, placement_id(door, "types"))
    tries = tries_at(session, placement, None)
    scores = {user_id: counting_score(theirs, counting) for user_id, theirs in tries.items()}
    session.rollback()
    return scores


def _firsts(session: Session) -> set[int]:
    return set(session.scalars(select(Attempt.id).where(Attempt.number == 1)))


def _submitted_since(session: Session, moment: datetime) -> set[int]:
    return set(session.scalars(select(Attempt.id).where(Attempt.submitted_at >= moment)))


def test_people_whom_nobody_has_seen_are_erased_and_remembered(whole: WholeCourse, session: Session) -> None:
    now = utcnow()
    later = now + PEOPLE_OVER
    stays, listed = whole.user_id("mei-ling"), whole.user_id("yusuf")
    keep_terms_at(whole.door.app, now + A_DAY)
    session.execute(update(Launch).where(Launch.user_id == stays).values(last_seen_at=later - A_DAY))
    here = Membership.user_id == listed
    session.execute(update(Membership).where(here).values(is_on_roster=True))
    courses = select(Membership.context_id).where(here)
    session.execute(update(Context).where(Context.id.in_(courses)).values(roster_read_at=later - A_DAY))
    session.commit()
    everybody = count(session, User)

    keep_terms_at(whole.door.app, later)

    session.rollback()
    assert set(session.scalars(select(User.id))) == {stays, listed}
    assert count(session, Erasure) == everybody - 2
    erased = select(AuditEvent).where(AuditEvent.action == OperatorAction.PERSON_ERASED)
    assert {each.actor for each in session.scalars(erased)} == {Actor.tool()}
    assert session.scalars(select(Contribution.credit).where(Contribution.user_id.is_(None))).all() == [""]


def test_somebody_whom_only_a_roster_names_goes_when_it_was_not_read_for_long(
    enter: Enter, door: Door, session: Session
) -> None:
    enter()
    now = utcnow()
    context_id = session.scalars(select(Context.id)).one()
    session.add_all(User(deployment_id=1, id_on_platform=f"listed-{read}", name="Listed") for read in (0, 1))
    session.flush()
    for each in session.scalars(select(User).where(User.id_on_platform.like("listed-%"))).all():
        session.add(Membership(context_id=context_id, user_id=each.id, is_on_roster=each.id_on_platform.endswith("1")))
    session.execute(update(Context).values(roster_read_at=now))
    session.commit()

    keep_terms_at(door.app, now + PEOPLE_OVER - 10 * A_DAY)
    assert count(session, User) == 3
    keep_terms_at(door.app, now + PEOPLE_OVER)
    assert count(session, User) == 0


def test_whom_nothing_dates_stays_as_those_of_a_roster_that_was_never_read_to_its_end(
    enter: Enter, door: Door, session: Session
) -> None:
    enter()
    context_id = session.scalars(select(Context.id)).one()
    session.add_all(User(deployment_id=1, id_on_platform=f"undated-{n}", name="Listed") for n in (0, 1))
    session.flush()
    listed = session.scalars(select(User.id).where(User.id_on_platform == "undated-1")).one()
    session.add(Membership(context_id=context_id, user_id=listed, is_on_roster=True))
    session.commit()

    keep_terms_at(door.app, utcnow() + PEOPLE_OVER)

    session.rollback()
    assert set(session.scalars(select(User.id_on_platform))) == {"undated-0", "undated-1"}
