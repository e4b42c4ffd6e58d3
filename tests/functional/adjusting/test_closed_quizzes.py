"""More attempts or time on a quiz that is closed; an attempt handed in for somebody; what opening one again says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.attempts.models import HandedInFor
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from tests.functional.adjusting.test_one_person import person
from tests.functional.adjusting.test_own_dates import typed
from tests.functional.adjusting.test_regrading import assert_in_step
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, placement_id, set_rules, shift_attempts
from tests.support.visitor import Page, fields_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def grant_path(teacher: Taker, door: Door) -> str:
    return f"{teacher.base}/instructor/people/{person(door)}/links/{placement_id(door, 'types')}/attempts"


def needs_path(teacher: Taker, door: Door) -> str:
    return f"{teacher.base}/instructor/people/{person(door)}/needs"


def hand_in(teacher: Taker, door: Door, reason: str = "Ill since Monday", page: Page | None = None) -> Page:
    [*_before, attempt] = attempts_of(door, "types")
    path = f"{teacher.base}/instructor/people/{person(door)}/attempts/{attempt.id}/hand-in"
    page = page or teacher.get(path)
    return teacher.post(path, fields_of(page.form("Hand it in")) | {"reason": reason})


def test_an_attempt_more_says_that_the_quiz_is_closed_and_opens_it_where_asked(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    set_rules(door, "types", attempts_allowed=1)
    learner.take()
    set_rules(door, "types", attempts_allowed=1, closes_at=utcnow() - MINUTE)
    path = grant_path(teacher, door)

    assert "One more attempt does not open it" in teacher.get(path).text
    past = teacher.post(path, {"reason": "Ill", "open_until": typed(utcnow() - DAY)})
    assert past.status == 400
    assert "That moment has passed" in past.text
    assert past.soup.select_one("input[name=reason]")["value"] == "Ill"  # type: ignore[index]
    assert learner.start().status == 409
    teacher.post(path, {"reason": "Ill", "open_until": typed(utcnow() + DAY)})

    assert learner.start().soup.select("fieldset")
    assert other.start().status == 409
    assert "does not open it" not in teacher.get(path).text


def test_more_time_says_which_quizzes_are_closed_and_opens_them_where_asked(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    set_rules(door, "types", closes_at=utcnow() - MINUTE)
    path = needs_path(teacher, door)

    assert "1 link is closed for them" in teacher.get(path).text
    teacher.post(path, {"time_factor": "1.5", "extra_attempts": "0"})
    assert learner.start().status == 409
    teacher.post(path, {"time_factor": "1.5", "extra_attempts": "0", "open_until": typed(utcnow() + DAY)})

    assert learner.start().soup.select("fieldset")
    assert "closed for them" not in teacher.get(path).text


def test_an_attempt_left_open_is_handed_in_for_somebody(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    quiz = learner.start()
    learner.save(quiz, "t-single", "a")
    set_rules(door, "types", due_at=utcnow() - DAY)
    path = f"{teacher.base}/instructor/people/{person(door)}/attempts/{attempts_of(door, 'types')[0].id}"

    before = teacher.get(f"{path}/hand-in")
    assert not before.lacks("1 of 5 questions", "All that is saved counts.", "It was due on", "handed in late")
    assert hand_in(teacher, door, "").status == 400
    assert attempts_of(door, "types")[0].submitted_at is None, "it takes a reason"
    done = hand_in(teacher, door)

    assert "Handed in for the learner by Rosa" in done.text
    [attempt] = attempts_of(door, "types")
    assert (attempt.points, attempt.closed_by) == (1, "learner")
    with door.session() as session:
        assert session.scalars(select(ScoreDelivery.score_given)).all() == [20]
    assert learner.get(quiz.path).lacks("Rosa", "handed this in for you") == []
    assert "was handed in for them. Points: 1." in teacher.get(f"{teacher.base}/instructor/log").text
    assert teacher.get(f"{path}/hand-in").status == 409
    assert_in_step(door)


@pytest.mark.both_databases
def test_what_was_saved_since_is_shown_first_and_what_is_sent_after_still_counts(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    quiz = learner.start()
    [attempt] = attempts_of(door, "types")
    page = teacher.get(f"{teacher.base}/instructor/people/{person(door)}/attempts/{attempt.id}/hand-in")
    learner.save(quiz, "t-single", "a")

    again = hand_in(teacher, door, page=page)
    assert again.status == 409
    assert "has saved something since" in again.text
    assert attempts_of(door, "types")[0].submitted_at is None
    hand_in(teacher, door, page=again)

    late = learner.save(quiz, "t-single", "b")
    assert late.status == 409
    assert "has just handed this attempt in for you" in late.text
    result = learner.submit(quiz, learner.answers(quiz))
    assert attempts_of(door, "types")[0].points == 5
    assert "handed this in for you" not in result.text
    assert_in_step(door)


def test_after_ten_minutes_it_stays_handed_in_until_it_is_opened_again(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    quiz = learner.start()
    hand_in(teacher, door)
    shift_attempts(door, "types", submitted_at=-11 * MINUTE)

    learner.submit(quiz, learner.answers(quiz))
    [attempt] = attempts_of(door, "types")
    assert attempt.points == 0
    teacher.post(f"{teacher.base}/instructor/people/{person(door)}/attempts/{attempt.id}/reopen", {"reason": "Well"})

    with door.session() as session:
        assert session.scalars(select(HandedInFor)).all() == []


def test_opening_again_says_whether_the_right_answers_were_there_to_be_seen(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take()
    page = f"{teacher.base}/instructor/people/{person(door)}/attempts/{attempts_of(door, 'types')[0].id}"

    assert "shows them the right answers" in teacher.get(page).text
    set_rules(door, "types", key_shown="from_date", key_shown_from=utcnow() + DAY)
    assert "does not show them the right answers" in teacher.get(page).text
