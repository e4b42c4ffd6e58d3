"""A course is repeated with the same people: a dry run first, then new attempts count, and old ones are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.audit import AuditEvent, CourseAction
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.grading.handing_in import settle_run_out
from lti_tool.grading.new_term.beginning import begin_due_terms
from lti_tool.lti.extension import lti
from lti_tool.placements.models import ContextSettings, CourseTerm
from lti_tool.progress.models import EarlierLesson, EarlierProgress, LearnerProgress
from tests.functional.adjusting.test_one_person import grant
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, set_rules
from tests.support.visitor import Page, fields_of

pytestmark = pytest.mark.both_databases


@pytest.fixture
def teacher(enter: Enter) -> Taker:
    return enter("rosa")


def terms(teacher: Taker) -> Page:
    return teacher.get(f"{teacher.base}/instructor/terms")


def begin(teacher: Taker) -> Page:
    form = terms(teacher).form("Begin a new term now")
    return teacher.post(str(form["action"]), fields_of(form))


def rows(door: Door, model: type[Any]) -> list[Any]:
    with door.session() as session:
        found = list(session.scalars(select(model)))
        session.expunge_all()
        return found


def sessions(door: Door) -> Any:
    with door.app.app_context():
        return lti().session_factory


def test_a_grade_stands_until_the_first_hand_in_and_is_then_replaced_by_a_lower_one(
    door: Door, teacher: Taker, enter: Enter
) -> None:
    learner = enter()
    set_rules(door, learner.module, attempts_allowed=1)
    learner.take()
    [before] = rows(door, ScoreDelivery)
    dry_run = terms(teacher).lacks(
        "1 person who has done something in this term begins anew",
        "1 grade that was sent to your LMS, or is on its way, stays until its owner finishes something",
        "It is then replaced, also by a lower one",
    )
    assert dry_run == []
    assert rows(door, CourseTerm) == []

    assert "The present term began on" in begin(teacher).text

    [kept] = rows(door, ScoreDelivery)
    assert (kept.score_given, kept.revision) == (before.score_given, before.revision)
    unsaid = learner.again().lacks(
        "stays until you hand in the quiz for the first time in this one. It is then replaced, also by a lower one",
        "1 attempt of earlier terms",
        "1 attempt left",
    )
    assert unsaid == []

    learner.take(1)

    [sent] = rows(door, ScoreDelivery)
    assert (sent.score_given < before.score_given, sent.may_overwrite) == (True, True)
    assert "stays until you hand in" not in learner.again().text
    [present], [earlier] = rows(door, LearnerProgress), rows(door, EarlierProgress)
    assert (present.attempts, earlier.attempts) == (1, 1)
    assert present.score_share < earlier.score_share


def test_an_attempt_more_that_somebody_was_given_is_theirs_in_each_term(
    door: Door, teacher: Taker, enter: Enter
) -> None:
    learner = enter()
    set_rules(door, learner.module, attempts_allowed=1)
    grant(teacher, door, learner.module)
    for _ in range(2):
        learner.take(1)
    assert learner.start().status == 409
    assert "Accommodations, extra attempts, notes and branches stay." in terms(teacher).text

    begin(teacher)

    assert "2 attempts left" in learner.again().text
    for _ in range(2):
        learner.take(1)
    assert learner.start().status == 409


def test_the_grid_shows_the_present_term_and_each_earlier_one(teacher: Taker, enter: Enter) -> None:
    enter().take()
    begin(teacher)

    now = teacher.get(f"{teacher.base}/instructor/grid")
    [_present, earlier] = now.soup.select("select#term option")
    then = teacher.get(f"{teacher.base}/instructor/grid?term={earlier['value']}")

    assert "Not started" in now.soup.select("table")[-1].get_text()
    assert "Not started" not in then.soup.select("table")[-1].get_text()
    file = teacher.get(f"{teacher.base}/instructor/grid.csv?term={earlier['value']}").response.get_data(as_text=True)
    assert "100" in file


def test_an_attempt_that_is_open_is_handed_in_as_it_is_for_the_term_that_ends(
    door: Door, teacher: Taker, enter: Enter
) -> None:
    learner = enter()
    quiz = learner.start()
    for item_id, answer in learner.answers(quiz).items():
        learner.save(quiz, item_id, *answer)
    assert "1 open attempt is handed in as it is" in terms(teacher).text

    begin(teacher)
    with door.app.app_context():
        settle_run_out(sessions(door), utcnow() + timedelta(seconds=1))

    [attempt] = attempts_of(door, learner.module)
    assert attempt.submitted_at is not None
    [sent] = rows(door, ScoreDelivery)
    assert sent.score_given == sent.score_maximum
    assert rows(door, LearnerProgress) == []
    [earlier] = rows(door, EarlierProgress)
    assert earlier.submitted == 1
    learner.take(0)
    assert [each.score_given for each in rows(door, ScoreDelivery)] == [0]


def test_a_second_click_begins_no_second_term(door: Door, teacher: Taker) -> None:
    form = terms(teacher).form("Begin a new term now")
    for _click in range(2):
        teacher.post(str(form["action"]), fields_of(form))

    assert len(rows(door, CourseTerm)) == 1


def test_a_term_is_taken_back_while_nothing_was_done_in_it(door: Door, teacher: Taker, enter: Enter) -> None:
    learner = enter()
    learner.take(3)
    [before] = rows(door, LearnerProgress)
    begin(teacher)
    form = terms(teacher).form("Take the new term back")

    teacher.post(str(form["action"]), fields_of(form))

    [after] = rows(door, LearnerProgress)
    assert (after.attempts, after.score_share) == (before.attempts, before.score_share)
    assert rows(door, EarlierProgress) == rows(door, CourseTerm) == []
    begin(teacher)
    form = terms(teacher).form("Take the new term back")
    learner.start()
    assert "cannot be taken back" in teacher.post(str(form["action"]), fields_of(form)).text
    assert "Take the new term back" not in [each.get_text() for each in terms(teacher).soup.select("button")]


def test_a_term_begins_by_itself_on_its_date_once(door: Door, teacher: Taker, enter: Enter) -> None:
    enter().take()
    plan = f"{teacher.base}/instructor/terms/plan"
    assert "still to come" in teacher.post(plan, {"begins_at": "2020-01-07T08:00", "time_zone": "Europe/Madrid"}).text
    planned = teacher.post(plan, {"begins_at": "2090-01-07T08:00", "time_zone": "Europe/Madrid", "renew": "on"})
    assert "The next one begins by itself on Jan 7, 2090" in planned.text
    [settings] = rows(door, ContextSettings)
    stored = (settings.next_term_at.isoformat(), settings.certificates_renewed)
    assert stored == ("2090-01-07T07:00:00+00:00", "term")

    later = settings.next_term_at + timedelta(hours=2)
    with door.app.app_context():
        assert [begin_due_terms(sessions(door), at) for at in (utcnow(), later, later)] == [0, 1, 0]

    [term] = rows(door, CourseTerm)
    assert term.began_at == settings.next_term_at
    [begun] = [each for each in rows(door, AuditEvent) if each.action == CourseAction.TERM_BEGUN]
    assert begun.actor.kind == "tool"
    assert rows(door, LearnerProgress) == []


def test_lessons_are_done_once_more_and_the_earlier_ones_are_kept(door: Door, teacher: Taker, enter: Enter) -> None:
    learner = enter()
    lesson = str(learner.home.link("Start:"))

    def finish() -> None:
        learner.post(lesson.split("?")[0], {"skips": "1"})

    finish()
    assert "1 of" in learner.again().text
    begin(teacher)
    assert "0 of" in learner.again().text
    finish()

    assert "1 of" in learner.again().text
    assert len(rows(door, EarlierLesson)) == 1
    [earlier] = rows(door, EarlierProgress)
    assert earlier.lessons_done == 1
