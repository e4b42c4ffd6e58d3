"""Which score reaches the gradebook: what the instructor counts, what the sweep handed in, and each score once."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lti_tool.attempts.models import Attempt
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from tests.conftest import World
from tests.support.door import Door
from tests.support.learners import answers, open_quiz
from tests.support.takers import Enter
from tests.support.visitor import Page, Visitor, fields_of

COURSE, LINK = "front-desk", "yes-and"
MINUTE = timedelta(minutes=1)


def grade_becomes(world: World, wanted: float, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while (grade := world.platform.grade("mei-ling", LINK)) != pytest.approx(wanted) and time.monotonic() < deadline:
        time.sleep(0.05)
    return grade == pytest.approx(wanted)


def set_quiz(world: World, **fields: str) -> Page:
    """The instructor's form, with these fields changed."""
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    page = rosa.get(home.link("Settings of this link"))
    saved = rosa.post(page.url, fields_of(page.form("Save settings")) | fields)
    return rosa.submit(saved, "Yes, save this") if "Yes, save this" in saved.text else saved


def take_three(world: World) -> Visitor:
    """Five, nine and four of ten."""
    learner = world.visitor()
    page = learner.launch("mei-ling", COURSE, LINK)
    for right in (5, 9, 4):
        quiz = open_quiz(learner, page)
        learner.submit(quiz, "Submit your answers", answers(quiz, right=right))
    return learner


@pytest.mark.parametrize(("counting", "grade"), [("highest", 90), ("latest", 40), ("first", 50), ("average", 60)])
def test_the_gradebook_holds_the_score_that_the_instructor_counts(world: World, counting: str, grade: float) -> None:
    assert set_quiz(world, counting=counting).status == 200

    learner = take_three(world)

    assert grade_becomes(world, grade)
    words = {"highest": "best attempt", "latest": "latest attempt", "first": "first attempt", "average": "average"}
    assert f"{words[counting]}" in learner.launch("mei-ling", COURSE, LINK).text


def test_another_way_of_counting_sends_the_new_grade_even_a_lower_one(world: World) -> None:
    take_three(world)
    assert grade_becomes(world, 90)

    set_quiz(world, counting="average")
    assert grade_becomes(world, 60)
    set_quiz(world, counting="highest")
    assert grade_becomes(world, 90)


def test_the_grade_of_an_attempt_that_ran_out_of_time_arrives_without_anybody(world: World) -> None:
    set_quiz(world, time_limit_minutes="20")
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, LINK))
    right = list(answers(quiz, right=10).items())[:6]
    for name, tokens in right:
        data = {"csrf_token": fields_of(quiz.form("Submit your answers"))["csrf_token"], "option": tokens}
        assert learner.post(f"{quiz.url}/responses/{name.removeprefix('item-')}", data).status == 204
    over = {"ends_at": utcnow() - 10 * MINUTE, "late_at": utcnow() - 9 * MINUTE}
    with world.tool.extensions["lti"].session_factory() as session:
        session.execute(update(Attempt).values(**over))
        session.commit()

    world.tool.extensions["score_executor"].wake()

    assert grade_becomes(world, 60)
    assert "The time ran out" in learner.get(quiz.url).text


def test_a_grade_of_thirds_is_not_sent_again_by_an_attempt_that_does_not_count(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    match = learner.item("t-match")
    one_wrong = [f"{pair}={match.target_ids[0]}" for pair in match.part_ids]  # Trust for all: two of three are right
    learner.submit(quiz, learner.answers(quiz) | {"t-match": one_wrong})

    learner.take(right=0)

    with door.session() as session:
        delivery = session.scalars(select(ScoreDelivery)).one()
        assert delivery.score_given == pytest.approx(100 * (4 + 2 / 3) / 5, abs=1e-4)
        assert delivery.revision == 1
