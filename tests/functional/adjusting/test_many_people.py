"""A change that touches very many people: followed up in the background, in view, through breakdowns, exactly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.grading import catching_up, following
from lti_tool.work.models import ContextWork, WorkState
from tests.functional.adjusting.test_regrading import ask, assert_in_step, confirm
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of
from tests.support.visitor import Page, fields_of

pytestmark = pytest.mark.both_databases

PEOPLE = ("mei-ling", "yusuf", "siobhan")
BOX = "Grades are brought up to date after a change of settings or answers."


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MANY", 0)
    monkeypatch.setattr(following, "AT_ONCE", 1)


@pytest.fixture
def _asleep(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody works until somebody looks after what was left."""
    monkeypatch.setattr(door.app.extensions["work"], "wake", lambda: None)


@pytest.fixture
def teacher(enter: Enter) -> Taker:
    """In a course whose learners all did worse the second time."""
    teacher = enter("rosa")
    for person in PEOPLE:
        learner = enter(person)
        learner.take(5)
        learner.take(3)
    return teacher


def change(teacher: Taker, **fields: Any) -> Page:
    """Send the settings of the link, and say yes."""
    path = f"{teacher.base}/instructor/settings"
    form = fields_of(teacher.get(path).form("Save settings")) | fields
    asked = teacher.post(path, form)
    return teacher.post(path, form | {"confirmed": fields_of(asked.form("Save settings"))["confirmed"]})


def work(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """What whoever delivers grades does every minute."""
    monkeypatch.undo()
    door.app.extensions["work"].resume()
    door.app.extensions["work"].wait()


def points(door: Door) -> list[float]:
    with door.session() as session:
        return list(session.scalars(select(ScoreDelivery.score_given).order_by(ScoreDelivery.id)))


@pytest.mark.usefixtures("_asleep")
def test_the_page_answers_at_once_and_shows_how_far_it_is(
    door: Door, teacher: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = change(teacher, counting="latest")

    assert page.heading == "Your module in this course"
    assert "Saved." in page.text
    assert BOX in page.text
    assert "Waiting to start" in page.text
    assert points(door) == [100, 100, 100]
    with door.session() as session:
        session.execute(update(ContextWork).values(state=WorkState.RUNNING, done=1200, total=3400))
        session.commit()
    shown = teacher.get(f"{teacher.base}/instructor/work/grades")
    assert "Working: 1,200 of 3,400. You may close this page; it continues." in shown.text

    with door.session() as session:
        session.execute(update(ContextWork).values(lease_until=utcnow() - timedelta(seconds=1)))  # its worker died
        session.commit()
    work(door, monkeypatch)

    assert BOX not in teacher.get(f"{teacher.base}/instructor").text
    assert points(door) == [60, 60, 60]
    assert_in_step(door)


@pytest.mark.usefixtures("_asleep")
def test_a_second_change_waits_for_the_first_and_learners_for_none(
    door: Door, enter: Enter, teacher: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(teacher, counting="latest")

    refused = change(teacher, counting="average")
    enter("yusuf").take(4)

    assert refused.status == 409
    assert "still being brought up to date after an earlier change" in refused.text
    work(door, monkeypatch)
    assert points(door) == [60, 80, 60]
    assert_in_step(door)


def break_half_way(door: Door, teacher: Taker, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Change a setting; the second of three people meets an error."""
    follow, followed = catching_up.follow_people, []

    def break_at_the_second(*args: Any) -> None:
        followed.append(args)
        if len(followed) == 2:
            raise error
        follow(*args)

    with monkeypatch.context() as broken:
        broken.setattr(catching_up, "follow_people", break_at_the_second)
        change(teacher, counting="latest")
        door.app.extensions["work"].wait()


def test_a_database_that_goes_away_meanwhile_is_waited_for(
    door: Door, teacher: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_half_way(door, teacher, monkeypatch, OperationalError("UPDATE …", {}, Exception("the server went away")))

    assert "You may close this page; it continues." in teacher.get(f"{teacher.base}/instructor").text
    assert points(door) == [60, 100, 100]
    with door.session() as session:
        session.execute(update(ContextWork).values(lease_until=utcnow() - timedelta(seconds=1)))
        session.commit()
    work(door, monkeypatch)
    assert points(door) == [60, 60, 60]
    assert_in_step(door)


def test_work_that_finds_nothing_to_do_is_done(door: Door, enter: Enter) -> None:
    teacher = enter("rosa")

    teacher.post(f"{teacher.base}/instructor/grades/again")
    door.app.extensions["work"].wait()

    with door.session() as session:
        assert session.scalars(select(ContextWork.state)).one() == WorkState.DONE


def test_what_breaks_half_way_is_said_and_is_begun_again(
    door: Door, teacher: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_half_way(door, teacher, monkeypatch, RuntimeError("a fault of ours"))

    page = teacher.get(f"{teacher.base}/instructor/log")
    assert "That did not work." in page.text
    assert points(door) == [60, 100, 100]

    again = teacher.post(str(page.form("Try again")["action"]))
    door.app.extensions["work"].wait()

    assert again.heading == "Your module in this course"
    assert points(door) == [60, 60, 60]
    assert_in_step(door)


def test_a_change_after_a_failed_one_brings_both_to_their_end(
    door: Door, teacher: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(catching_up, "follow_people", None)
        change(teacher, counting="latest")
        door.app.extensions["work"].wait()
    assert points(door) == [100, 100, 100]

    confirm(teacher, door, ask(teacher, door, "t-single", action="drop", may_lower="1"), action="drop", may_lower="1")

    with door.session() as session:
        assert session.scalars(select(ContextWork.state)).one() == WorkState.DONE
    assert max(points(door)) < 100
    assert_in_step(door)


def test_whose_attempt_was_opened_again_keeps_the_grade_until_it_is_handed_in(door: Door, teacher: Taker) -> None:
    latest = attempts_of(door, "types")[3]
    person = f"{teacher.base}/instructor/people/{latest.user_id}"
    teacher.post(f"{person}/attempts/{latest.id}/reopen", {"reason": "A fire alarm"})

    change(teacher, counting="latest")
    door.app.extensions["work"].wait()

    assert points(door) == [60, 100, 60]
