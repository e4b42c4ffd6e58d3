"""Many devices of one person at once: one attempt, every answer, one result."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from lti_tool.delivery.models import ScoreDelivery
from lti_tool.progress.models import LearnerProgress
from tests.support.door import Door
from tests.support.quiz_course import ALL_TYPES
from tests.support.takers import Enter, Taker, attempts_of, shift_attempts, stored_answers
from tests.support.visitor import Page

pytestmark = pytest.mark.both_databases

T = TypeVar("T")
R = TypeVar("R")


def at_once(act: Callable[[T], R], each: list[T]) -> list[R]:
    with ThreadPoolExecutor(len(each)) as pool:
        return list(pool.map(act, each))


def devices(enter: Enter, count: int) -> list[Taker]:
    return [enter() for _ in range(count)]


def test_starting_on_many_devices_at_once_makes_one_attempt(enter: Enter, door: Door) -> None:
    quizzes = at_once(Taker.start, devices(enter, 5))

    assert [quiz.status for quiz in quizzes] == [200] * 5
    assert len(attempts_of(door, "types")) == 1


def test_answers_saved_at_once_are_all_kept(enter: Enter, door: Door) -> None:
    learners = devices(enter, len(ALL_TYPES))
    quizzes = [learner.start() for learner in learners]
    right = learners[0].answers(quizzes[0])

    saved = at_once(
        lambda each: each[0].save(each[1], each[2], *right[each[2]]).status,
        list(zip(learners, quizzes, ALL_TYPES, strict=True)),
    )

    assert saved == [204] * len(ALL_TYPES)
    assert {item_id: set(tokens) for item_id, (tokens, _sure) in stored_answers(door).items()} == {
        item_id: set(tokens) for item_id, tokens in right.items()
    }


def test_one_question_answered_on_many_devices_at_once_holds_one_of_the_answers(enter: Enter, door: Door) -> None:
    learners = devices(enter, 4)
    quizzes = [learner.start() for learner in learners]

    saved = at_once(
        lambda each: each[0].save(each[1], "t-multi", *each[2]).status,
        list(zip(learners, quizzes, ("a", "ab", "bcd", "d"), strict=True)),
    )

    assert saved == [204] * 4
    assert "".join(stored_answers(door)["t-multi"][0]) in {"a", "ab", "bcd", "d"}


def test_submitting_on_many_devices_at_once_gives_all_the_same_result_and_one_grade(enter: Enter, door: Door) -> None:
    learners = devices(enter, 4)
    quizzes = [learner.start() for learner in learners]
    right = learners[0].answers(quizzes[0])

    def submit(each: tuple[Taker, Page]) -> Page:
        return each[0].submit(each[1], right)

    results = at_once(submit, list(zip(learners, quizzes, strict=True)))

    assert ["5 of 5" in result.text for result in results] == [True] * 4
    assert len(attempts_of(door, "types")) == 1
    with door.session() as session:
        assert [each.revision for each in session.scalars(select(ScoreDelivery))] == [1]


def test_the_learner_and_two_sweeps_at_once_submit_an_attempt_once(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    learner.save(quiz, "t-single", "a")
    over = timedelta(minutes=-1)
    shift_attempts(door, "types", ends_at=2 * over, late_at=over)

    def sweep() -> int:
        return door.settle_run_out()

    def submit() -> int:
        return learner.submit(quiz, learner.answers(quiz)).status

    swept, again, status = at_once(lambda act: act(), [sweep, sweep, submit])

    (attempt,) = attempts_of(door, "types")
    assert status == 200
    assert swept + again == (attempt.closed_by == "sweep")
    assert attempt.points == 1


def test_a_lesson_and_a_quiz_finished_at_once_are_both_in_the_summary(enter: Enter, door: Door) -> None:
    reader, taker = devices(enter, 2)
    quiz = taker.start()
    given = taker.answers(quiz)

    at_once(
        lambda act: act(),
        [lambda: reader.post(f"{reader.base}/lessons/types.l1"), lambda: taker.submit(quiz, given)],
    )

    with door.session() as session:
        summary = session.scalars(select(LearnerProgress)).one()
        assert (summary.lessons_done, summary.submitted, summary.score_share) == (1, 1, 1.0)
