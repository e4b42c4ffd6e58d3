"""What is done for one person: an attempt more at one link, an attempt opened again; and the list of such changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.audit import Actor, AuditEvent, record_event
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Context, User
from tests.functional.adjusting.test_regrading import assert_in_step
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, placement_id, set_rules
from tests.support.visitor import Page


def person(door: Door, name: str = "mei-ling") -> int:
    sub = door.platform.people[name].sub
    with door.session() as session:
        return session.scalars(select(User.id).where(User.id_on_platform == sub)).one()


def grant(teacher: Taker, door: Door, module: str, reason: str = "The network failed") -> Page:
    path = f"{teacher.base}/instructor/people/{person(door)}/links/{placement_id(door, module)}/attempts"
    return teacher.post(path, {"reason": reason})


def reopen(teacher: Taker, door: Door, attempt: int, reason: str = "Handed in by mistake") -> Page:
    return teacher.post(
        f"{teacher.base}/instructor/people/{person(door)}/attempts/{attempt}/reopen", {"reason": reason}
    )


def test_one_attempt_more_is_for_one_person_at_one_link(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    set_rules(door, "types", attempts_allowed=1)
    for taker in (learner, other):
        taker.take()
        assert taker.start().status == 409
    elsewhere = enter(module="retake", browser=learner.browser)
    set_rules(door, "retake", attempts_allowed=1)
    elsewhere.take()

    assert grant(teacher, door, "types").status == 200

    assert "1 attempt left" in learner.again().text
    learner.take()
    for taker in (learner, other, elsewhere):
        assert taker.start().status == 409
    grant(teacher, door, "types", "And again")
    learner.take()
    assert "Mei-Ling" in teacher.get(f"{teacher.base}/instructor/log").text
    assert grant(teacher, door, "types", "").status == 400


def test_an_attempt_opened_again_keeps_its_answers_and_its_grade_until_it_is_handed_in(
    enter: Enter, door: Door
) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take(right=2)
    (before,) = attempts_of(door, "types")

    reopen(teacher, door, before.id)

    with door.session() as session:
        assert session.scalars(select(ScoreDelivery.score_given)).all() == [40]
    assert reopen(teacher, door, before.id).status == 409
    quiz = learner.start()
    assert quiz.path.endswith(f"/attempts/{before.id}")
    assert len(quiz.soup.select("input[checked]")) >= 2
    learner.submit(quiz, learner.answers(quiz))
    (after,) = attempts_of(door, "types")
    assert (after.id, after.points, after.passed) == (before.id, 5, True)
    assert_in_step(door)
    log = teacher.get(f"{teacher.base}/instructor/log").text
    assert "Attempt 1 of Mei-Ling" in log
    assert "Points that it had: 2." in log
    assert "Handed in by mistake" not in log
    assert "Handed in by mistake" in teacher.get(f"{teacher.base}/instructor/people/{person(door)}/needs").text


def test_a_time_limit_begins_anew_and_neither_closing_nor_new_settings_end_it(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take()
    attempt = attempts_of(door, "types")[0].id
    set_rules(door, "types", time_limit_minutes=20, closes_at=utcnow() - timedelta(days=1))

    reopen(teacher, door, attempt)

    (opened,) = attempts_of(door, "types")
    assert opened.ends_at is not None
    assert timedelta(minutes=19) < opened.ends_at - utcnow() <= timedelta(minutes=20)
    assert door.settle_run_out() == 0
    assert learner.get(f"{learner.base}/attempts/{attempt}").soup.select("fieldset")


def test_while_another_is_open_none_is_opened_again(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take()
    learner.start()

    refused = reopen(teacher, door, attempts_of(door, "types")[0].id)

    assert refused.status == 409
    assert "has another attempt open here" in refused.text


def test_the_log_is_read_in_pages_and_is_its_courses_own(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    stranger = enter("rosa", context={"id": "another-course", "title": "Another"})
    with door.session() as session:
        mine = session.scalars(select(Context.id).order_by(Context.id)).first()
        for number in range(120):
            facts = {"number": number, "text": "<script>"}
            record_event(session, "test.happened", actor=Actor.operator(), now=utcnow(), context_id=mine, **facts)
        session.commit()

    first = teacher.get(f"{teacher.base}/instructor/log")
    second = teacher.get(first.link("Older changes"))
    third = teacher.get(second.link("Older changes"))

    lines = [row.text for page in (first, second, third) for row in page.soup.select("tbody tr")]
    assert len(lines) == 120
    assert "number 119" in lines[0]
    assert "<script>" in lines[0]
    assert "Older changes" not in third.text
    assert "Nothing has been changed yet." in stranger.get(f"{stranger.base}/instructor/log").text


@pytest.mark.parametrize("odd", ["-1", "x", "9" * 30])
def test_the_log_before_no_event_is_the_newest(enter: Enter, odd: str) -> None:
    teacher = enter("rosa")

    assert teacher.get(f"{teacher.base}/instructor/log?before={odd}").status == 200


def test_each_change_names_who_and_leaves_why_to_those_who_may_decide_on_it(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    path = f"{teacher.base}/instructor/people/{person(door)}/needs"
    teacher.post(path, {"time_factor": "1.5", "extra_attempts": "1", "reason": "Reads slowly"})
    assert learner.module == "types"

    with door.session() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.context_id.is_not(None))).all()
        assert [each.action for each in events] == ["accommodation.set"]
        assert "Reads slowly" not in str([(each.facts, each.detail) for each in events])
    row = teacher.get(f"{teacher.base}/instructor/log").soup.select_one("tbody tr")
    assert row is not None
    assert "Rosa" in row.text
    assert "Reads slowly" not in row.text
    assert "Mei-Ling" in row.text
