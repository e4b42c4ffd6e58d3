"""A grade may be the lessons done, alone or weighted with the quiz: it grows, and a filled cell is never emptied."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.grading.sweeping import Sweep
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.progress.models import LearnerProgress
from tests.support.door import Door
from tests.support.takers import Enter, Taker, set_rules


def grades(door: Door) -> list[float]:
    with door.session() as session:
        return list(session.scalars(select(ScoreDelivery.score_given).order_by(ScoreDelivery.id)))


def read(taker: Taker) -> None:
    taker.post(f"{taker.base}/lessons/{taker.module}.l1")


@pytest.mark.parametrize(
    ("rule", "after_lesson", "after_quiz"),
    [
        ({"graded_by": "score"}, [], [50]),
        ({"graded_by": "completion"}, [100], [100]),
        ({"graded_by": "both", "completion_percent": 40}, [40], [70]),
        ({"graded_by": "both", "shows": "lessons"}, [100], [100]),
        ({"graded_by": "completion", "shows": "quiz"}, [], [50]),
    ],
)
def test_lessons_and_quiz_make_the_grade(
    enter: Enter, door: Door, rule: dict[str, object], after_lesson: list[float], after_quiz: list[float]
) -> None:
    learner = enter(module="retake")
    set_rules(door, "retake", **rule)

    read(learner)
    assert grades(door) == after_lesson
    assert bool(learner.again().soup.select(".grade")) == bool(after_lesson)
    counts_lessons = rule["graded_by"] != "score"
    assert counts_lessons == ("the grade" in learner.again().text.lower())
    if rule.get("shows") != "lessons":
        learner.take(right=1)
    assert grades(door) == after_quiz


def test_a_quiz_before_any_lesson_is_a_nought_for_completion_not_a_blank(enter: Enter, door: Door) -> None:
    learner = enter(module="retake")
    set_rules(door, "retake", graded_by="completion")

    learner.take()
    assert grades(door) == [0]
    read(learner)
    read(learner)

    assert grades(door) == [100]


def test_a_lesson_is_in_the_summary_at_once(enter: Enter, door: Door) -> None:
    read(enter(module="retake"))

    with door.session() as session:
        assert session.scalars(select(LearnerProgress.lessons_done)).all() == [1]


def test_an_instructor_who_looks_through_lessons_is_not_graded(enter: Enter, door: Door) -> None:
    teacher = enter("rosa", module="retake")
    set_rules(door, "retake", graded_by="completion")

    read(teacher)

    assert grades(door) == []


def test_an_instructor_reads_the_grade_where_it_is_not_the_quiz_score(enter: Enter, door: Door) -> None:
    learner, teacher = enter(module="retake"), enter("rosa", module="retake")
    learner.take(right=1)
    places = (f"{teacher.base}/instructor", teacher.base + "/instructor/results/print")
    assert all("Grade: " not in teacher.get(place).text for place in places)

    set_rules(door, "retake", graded_by="both", completion_percent=40)
    read(learner)

    assert grades(door) == [70]
    assert all("Grade: 70 %" in teacher.get(place).text for place in places)
    person = teacher.get(teacher.get(places[0]).link("Mei-Ling Zhao"))
    assert "Score that counts: 50 %" in person.text
    assert "Grade: 70 %" in person.text
    assert ",70.0,On its way," in teacher.get(f"{teacher.base}/instructor/results.csv").text


def sweep(door: Door) -> int:
    with door.app.app_context():
        return Sweep().run_through(door.session, utcnow())


def lose_deliveries(door: Door) -> None:
    with door.session() as session:
        session.execute(delete(ScoreDelivery))
        session.commit()


@pytest.mark.parametrize(
    ("rule", "swept"),
    [
        ({"graded_by": "completion"}, [100]),
        ({"graded_by": "both", "completion_percent": 40}, [40]),
        ({"graded_by": "score"}, []),
        ({"graded_by": "completion", "shows": "quiz"}, []),
    ],
)
def test_the_sweep_finds_lessons_whose_grade_was_never_queued(
    enter: Enter, door: Door, rule: dict[str, object], swept: list[float]
) -> None:
    learner = enter(module="retake")
    set_rules(door, "retake", **rule)
    read(learner)
    lose_deliveries(door)

    assert (sweep(door), grades(door)) == (len(swept), swept)
    assert sweep(door) == 0


@pytest.mark.parametrize(("here", "swept"), [({}, [100]), ({"graded_by": "score"}, [])])
def test_the_sweep_knows_what_is_graded_in_the_whole_course(
    enter: Enter, door: Door, here: dict[str, object], swept: list[float]
) -> None:
    read(enter(module="retake"))
    with door.session() as session:
        placement = session.scalars(select(Placement).filter_by(module_id="retake")).one()
        placement.quiz_settings = here
        session.merge(ContextSettings(context_id=placement.context_id, quiz_defaults={"graded_by": "completion"}))
        session.commit()

    assert (sweep(door), grades(door)) == (len(swept), swept)
