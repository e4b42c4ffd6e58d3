"""Summaries never drift: after whatever people did, in whatever order, they say what making them anew would say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.attempts.answering import Answer, drawn_items, save_answer
from lti_tool.attempts.models import Attempt
from lti_tool.attempts.reopening import CannotReopen
from lti_tool.attempts.rules import Rules
from lti_tool.attempts.snapshots import read_items
from lti_tool.attempts.starting import start_attempt
from lti_tool.attempts.submitting import ClosedBy
from lti_tool.audit import Actor
from lti_tool.branches.membership import place_people
from lti_tool.branches.models import Branch
from lti_tool.competencies import rebuilding, tallying
from lti_tool.competencies.folding import fold_course
from lti_tool.competencies.models import CompetencyTally, ItemTally, TimeTally
from lti_tool.db import Base
from lti_tool.grading.handing_in import follow_lesson, hand_in
from lti_tool.grading.opening_again import reopen
from lti_tool.grading.reconfiguring import reconfigure
from lti_tool.grading.regrading import Proposal, propose, regrade
from lti_tool.lti.models import Context, Deployment, Launch, Membership, Registration, ResourceLink, User
from lti_tool.placements.catalogue import LazyCatalogue, catalogue
from lti_tool.placements.models import Placement
from lti_tool.placements.settings import QuizSettings
from lti_tool.privacy.erasing import clear
from lti_tool.privacy.person import Person
from lti_tool.progress import summaries as progress
from lti_tool.progress.lessons import complete_lesson
from lti_tool.progress.models import LearnerProgress
from lti_tool.quizzes import full_answer
from tests.support.clock import NOON
from tests.support.door import Door
from tests.support.examples import examples
from tests.support.learners import bad_answer
from tests.support.quiz_course import write_quiz_course
from tests.support.takers import Enter

pytestmark = pytest.mark.both_databases

RULES_OF_TIME = Rules(time_limit=timedelta(minutes=30), grace=timedelta(minutes=5))
PEOPLE, MODULES = 2, ("types", "retake", "compass")
RULES: tuple[dict[str, Any], ...] = (
    {"counting": "latest"},
    {"counting": "average", "items": 1},
    {"graded_by": "completion"},
    {"graded_by": "both", "counting": "first"},
    {"shows": "quiz"},
    {},
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("try_"), st.integers(0, PEOPLE - 1), st.integers(0, 2), st.integers(0, 2**32)),
        st.tuples(st.just("begin"), st.integers(0, PEOPLE - 1), st.integers(0, 2)),
        st.tuples(st.just("preview"), st.integers(0, PEOPLE - 1), st.integers(0, 2)),
        st.tuples(st.just("reopen"), st.integers(0, PEOPLE - 1), st.integers(0, 9)),
        st.tuples(st.just("read"), st.integers(0, PEOPLE - 1), st.integers(0, 2)),
        st.tuples(st.just("move"), st.integers(0, PEOPLE - 1), st.sampled_from([None, 0, 1])),
        st.tuples(st.just("configure"), st.integers(0, 2), st.sampled_from(RULES)),
        st.tuples(st.just("regrade"), st.integers(0, 30), st.booleans(), st.booleans()),
        st.tuples(st.just("show"), st.integers(0, 2), st.sampled_from(MODULES)),
        st.tuples(st.just("fold"), st.integers(1, 3)),
        st.tuples(st.just("fold_and_crash"), st.integers(1, 3)),
        st.tuples(st.just("erase"), st.integers(0, PEOPLE - 1)),
    ),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def course_app(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    app.extensions["catalogue"] = LazyCatalogue(write_quiz_course(tmp_path / "content"))
    with app.app_context():
        yield app


@dataclass
class Course:
    """A course of three links and two people, to whom things happen; every step is a transaction."""

    session: Session
    now: datetime = NOON
    people: list[User] = field(default_factory=list)
    links: list[Placement] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)

    def __post_init__(self) -> None:
        name = f"registration {id(self)} {datetime.now().timestamp()}"
        urls = {"auth_login_url": "u", "token_url": "u", "jwks_url": "u"}
        registration = Registration(issuer=name, client_id="c", created_at=NOON, **urls)
        deployment = Deployment(registration=registration, id_on_platform="d", status="active", created_at=NOON)
        self.context = Context(deployment=deployment, id_on_platform="course")
        self.session.add(self.context)
        self.session.flush()
        self.people = [self.person(number) for number in range(PEOPLE)]
        for number, module in enumerate(MODULES):
            link = ResourceLink(context=self.context, id_on_platform=str(number))
            placement = Placement(
                resource_link=link, context_id=self.context.id, module_id=module, score_maximum=100, created_at=NOON
            )
            self.session.add(placement)
            self.links.append(placement)
        self.branches = [Branch(context_id=self.context.id, name=name) for name in ("North", "South")]
        self.session.add_all(self.branches)
        self.session.commit()

    def person(self, number: int) -> User:
        user = User(deployment_id=self.context.deployment_id, id_on_platform=str(number), name=f"Person {number}")
        self.session.add(Membership(context_id=self.context.id, user=user, roles=["Learner"]))
        return user

    def act(self, step: tuple[Any, ...]) -> None:
        self.now += timedelta(minutes=7)
        getattr(self, step[0])(*step[1:])
        self.session.commit()

    def begin(self, person: int, link: int, roles: tuple[str, ...] = ("Learner",)) -> Attempt:
        placement = self.links[link]
        module = catalogue().module(placement.module_id)
        assert module is not None
        attempt = start_attempt(self.session, self._launch(person, roles), placement, module, RULES_OF_TIME, self.now)
        if not attempt.is_preview:
            progress.refresh(self.session, placement, attempt.user_id)
        return attempt

    def try_(self, person: int, link: int, chance: int) -> None:
        self.tried(self.begin(person, link), Random(chance))

    def tried(self, attempt: Attempt, chance: Random) -> None:
        for each in drawn_items(self.session, attempt):
            given = chance.choice([full_answer(each.item), frozenset(bad_answer(each.item)), None])
            if given is not None:
                answer = Answer(frozenset(given), chance.choice([None, 1, 3]))
                save_answer(self.session, attempt, each.item.id, answer, self.now)
        closed_by = chance.choice([ClosedBy.LEARNER, ClosedBy.SWEEP])
        hand_in(self.session, attempt, self.now + timedelta(minutes=chance.randrange(90)), closed_by)

    def preview(self, person: int, link: int) -> None:
        self.tried(self.begin(person, link, ("Instructor",)), Random(1))

    def reopen(self, person: int, number: int) -> None:
        """Open a submitted attempt again, where that may be."""
        query = select(Attempt).where(Attempt.user_id == self.people[person].id, Attempt.is_preview.is_(False))
        mine = self.session.scalars(query.order_by(Attempt.id)).all()
        for attempt in mine[number : number + 1]:
            with suppress(CannotReopen):
                reopen(self.session, self._launch(person), attempt, "It was a mistake", self.now)

    def read(self, person: int, link: int) -> None:
        module = catalogue().module(self.links[link].module_id)
        for lesson in module.lessons if module else ():
            complete_lesson(self.session, self._launch(person), lesson, self.now, tried=len(lesson.activities))
            follow_lesson(self.session, self.context.id, module.id, self.people[person], self.now)

    def move(self, person: int, branch: int | None) -> None:
        wanted = {self.people[person].id: None if branch is None else self.branches[branch].id}
        place_people(self.session, self.context.id, wanted, "hand")

    def configure(self, link: int, rules: dict[str, Any]) -> None:
        new = QuizSettings.model_validate(rules)
        reconfigure(self.session, self._launch(0), self.links[link], new, self.now)

    def regrade(self, number: int, may_lower: bool, drops: bool) -> None:
        """Rule on one of the items that were asked: drop it, or accept a wrong answer too."""
        tried = select(Attempt).join(Attempt.placement).where(Placement.context_id == self.context.id)
        asked = {entry["digest"]: None for each in self.session.scalars(tried) for entry in each.drawn}
        for digest in list(asked)[number : number + 1]:
            item = read_items(self.session, [digest])[digest]
            accepted = frozenset() if drops else frozenset(bad_answer(item))
            proposal = Proposal(item, "drop" if drops else "accept", accepted, may_lower)
            changes = propose(self.session, self.context.id, proposal)
            regrade(self.session, self._launch(0), proposal, changes, "Two are right", self.now)

    def show(self, link: int, module: str) -> None:
        self.links[link].module_id = module
        progress.rebuild(self.session, self.links[link])

    def fold(self, at_most: int = 100) -> None:
        fold_course(self.session, self.context.id, self.now, at_most)

    def fold_and_crash(self, at_most: int) -> None:
        self.fold(at_most)
        self.session.rollback()

    def erase(self, number: int) -> None:
        """Somebody is erased, and comes back as somebody new."""
        user = self.people[number]
        person = Person.of(self.context.deployment.registration_id, [user])
        clear(self.session, person, actor=Actor.tool(), now=self.now)
        self.people[number] = self.person(number)

    def waiting(self) -> int:
        here = tallying.waiting_attempts().where(Placement.context_id == self.context.id)
        return len(self.session.scalars(here).all())

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        """Every summary row of the course as the database has it."""
        placements = [placement.id for placement in self.links]
        kept = {
            model.__name__: self._rows(model, model.context_id == self.context.id)
            for model in (CompetencyTally, ItemTally, TimeTally)
        }
        return kept | {"LearnerProgress": self._rows(LearnerProgress, LearnerProgress.placement_id.in_(placements))}

    def remade(self) -> dict[str, list[dict[str, Any]]]:
        """What they must say."""
        rows = [row for placement in self.links for row in progress.progress_rows(self.session, placement)]
        made = {model.__name__: found for model, found in rebuilding.tally_rows(self.session, self.context.id).items()}
        return {name: in_order(found) for name, found in (made | {"LearnerProgress": rows}).items()}

    def _rows(self, model: type[Base], mine: Any) -> list[dict[str, Any]]:
        names = model.__table__.columns.keys()
        columns = [getattr(model, name) for name in names]
        return in_order(
            [dict(zip(names, row, strict=True)) for row in self.session.execute(select(*columns).where(mine))]
        )

    def _launch(self, person: int, roles: tuple[str, ...] = ("Learner",)) -> Launch:
        return Launch(user_id=self.people[person].id, context_id=self.context.id, roles=list(roles))


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, default=str))


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
@example(steps=[("try_", 0, 0, 5), ("fold", 1), ("try_", 1, 0, 6), ("reopen", 0, 0), ("erase", 1), ("fold", 9)])
@example(steps=[("try_", 0, 0, 5), ("fold_and_crash", 1), ("try_", 1, 0, 6), ("fold", 1), ("regrade", 0, True, True)])
@example(steps=[("try_", 0, 0, 5), ("try_", 1, 0, 6), ("regrade", 0, True, True), ("regrade", 1, False, False)])
def test_summaries_say_what_making_them_anew_would_say(course_app: Flask, steps: list[tuple[Any, ...]]) -> None:
    with course_app.extensions["lti"].session_factory() as session:
        course = Course(session)
        for step in steps:
            course.act(step)
            kept = course.stored()
            assert kept == course.remade(), f"after {step}"

        course.act(("fold",))
        kept = course.stored()
        assert course.waiting() == 0, "so what is remade is made of every first attempt"
        assert kept == course.remade()
        for placement in course.links:
            progress.rebuild(session, placement)
        rebuilding.rebuild(session, course.context.id, course.now)
        session.commit()
        assert course.stored() == kept


def test_an_operator_makes_all_summaries_anew(enter: Enter, door: Door, runner: FlaskCliRunner) -> None:
    enter().take()
    with door.session() as session:
        before = session.execute(select(LearnerProgress.user_id, LearnerProgress.score_share)).all()
        session.execute(delete(LearnerProgress))
        session.commit()

    done = runner.invoke(args=["summaries", "rebuild"])
    nobody = runner.invoke(args=["summaries", "rebuild", "--course", "99"])

    assert (done.exit_code, done.output) == (0, "course 1: done (1 of 1)\n")
    assert (nobody.exit_code, nobody.output) == (1, "Error: There is no such course with content of ours.\n")
    with door.session() as session:
        assert session.execute(select(LearnerProgress.user_id, LearnerProgress.score_share)).all() == before
