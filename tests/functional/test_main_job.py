"""The main job: launch, learn, take the quiz, see the grade in the gradebook."""

from __future__ import annotations

import pytest

from tests.conftest import World
from tests.support.learners import answers, open_quiz, read_all_lessons, wait_for_grade, wait_for_words

pytestmark = pytest.mark.both_databases

COURSE, LINK = "front-desk", "yes-and"


def test_a_learner_reads_takes_the_quiz_and_sees_the_grade_in_the_lms(world: World) -> None:
    learner = world.visitor()

    page = learner.launch("mei-ling", COURSE, LINK)
    assert page.heading == "Yes, and!"
    page = read_all_lessons(learner, page)
    assert "5 of 5 lessons done" in page.text

    quiz = open_quiz(learner, page)
    result = learner.submit(quiz, "Submit your answers", answers(quiz, right=10))

    assert result.heading == "Your result"
    assert "10 of 10" in result.text
    assert wait_for_grade(world, "mei-ling", LINK) == 100
    words = "100 of 100, is in your gradebook"
    assert words in wait_for_words(learner, result.url, words)


@pytest.mark.parametrize("right", [0, 7])
def test_a_grade_is_the_share_of_the_points_and_zero_is_sent_as_zero(world: World, right: int) -> None:
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, LINK))

    learner.submit(quiz, "Submit your answers", answers(quiz, right=right))

    assert wait_for_grade(world, "mei-ling", LINK) == pytest.approx(right * 10)


def test_the_highest_attempt_is_kept(world: World) -> None:
    learner = world.visitor()
    page = learner.launch("mei-ling", COURSE, LINK)
    for right in (9, 3):
        quiz = open_quiz(learner, page)
        learner.submit(quiz, "Submit your answers", answers(quiz, right=right))

    assert wait_for_grade(world, "mei-ling", LINK) == 90
    assert [score.body["scoreGiven"] for score in world.platform.scores_received] == [90]


def test_an_instructor_sees_who_did_what_and_where_the_grade_is(world: World) -> None:
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, LINK))
    learner.submit(quiz, "Submit your answers", answers(quiz, right=8))
    wait_for_grade(world, "mei-ling", LINK)

    rosa = world.visitor()
    page = rosa.launch("rosa", COURSE, LINK)

    assert page.path.endswith("/instructor")
    assert "Mei-Ling Zhao" in page.text
    assert "80 %" in page.text
    assert "In the gradebook" in wait_for_words(rosa, page.url, "In the gradebook")
