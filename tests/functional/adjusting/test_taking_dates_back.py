"""Dates of somebody's own, and a whole list of accommodations, are taken back from *Changes*."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.placements.models import Accommodation, SaidDates
from tests.functional.adjusting.test_accommodation_list import email, save, upload
from tests.functional.adjusting.test_closed_quizzes import hand_in
from tests.functional.adjusting.test_own_dates import DAY, in_branch, of_branch, of_person, set_dates
from tests.functional.adjusting.test_taking_back import NOW, look, newest, put_back, say_yes
from tests.support.door import Door
from tests.support.takers import Enter, attempts_of, placement_id, set_rules

pytestmark = pytest.mark.both_databases


def own_dates(door: Door) -> list[datetime | None]:
    with door.session() as session:
        return list(session.scalars(select(SaidDates.closes_at).where(SaidDates.source != "lms")))


def test_a_persons_own_dates_are_put_back_and_an_open_attempt_follows(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.start()
    at, path = placement_id(door, "types"), of_person(teacher, door)
    first, then = ((utcnow() + days * DAY).replace(second=0, microsecond=0) for days in (2, 5))
    set_dates(teacher, path, at, closes_at=first)
    set_dates(teacher, path, at, closes_at=then)

    page = put_back(teacher, door, "dates.set_for_person")

    assert page.lacks("Closes", "Mei-Ling", "An attempt that is open gets its new end at once.") == []
    assert own_dates(door) == [first]
    assert attempts_of(door, "types")[0].ends_at == first
    put_back(teacher, door, "dates.set_for_person")
    assert attempts_of(door, "types")[0].ends_at == then, "taking back is taken back, too"
    teacher.post(path, {"link": str(at), "act": "take_back"})
    put_back(teacher, door, "dates.set_for_person")
    assert own_dates(door) == [then]


def test_a_branchs_own_dates_are_put_back_unless_they_contradict_what_came_since(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.start()
    branch, closes_at = in_branch(door, "mei-ling"), (utcnow() + DAY).replace(second=0, microsecond=0)
    set_dates(teacher, of_branch(teacher, branch), closes_at=closes_at)
    teacher.post(of_branch(teacher, branch), {"link": "", "act": "take_back"})
    first, gone = newest(door, "dates.set_for_branch") - 1, newest(door, "dates.set_for_branch")

    put_back(teacher, door, "dates.set_for_branch")

    assert attempts_of(door, "types")[0].ends_at == closes_at
    assert "taken back" in look(teacher, gone).text
    assert say_yes(teacher, look(teacher, first)).heading == "Changes in this course"
    assert own_dates(door) == []
    set_rules(door, "types", opens_at=closes_at + DAY)
    refused = look(teacher, newest(door, "dates.set_for_branch"))
    assert "The quiz would close before it opens." in refused.text
    assert NOW not in refused.text


def test_a_list_of_accommodations_is_put_back_but_for_what_was_changed_since(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    enter("yusuf")
    learner.start()
    text = "email,extra time,closes\n{},{},\n{},{},2031-05-01 17:00\n"
    people = [email(door, "yusuf"), email(door, "mei-ling")]
    save(teacher, upload(teacher, text.format(people[0], 25, people[1], 25)))
    text = "email,extra time,closes\n{},{},\n{},{},2032-05-01 17:00\n"
    save(teacher, upload(teacher, text.format(people[0], 50, people[1], 50)))
    set_dates(teacher, of_person(teacher, door), closes_at="2033-01-01T10:00")

    page = put_back(teacher, door, "accommodation.list_imported")

    assert page.lacks("are put back: 2.", "stays as it is now: 1.", "Mei-Ling", "Yusuf") == []
    assert factors(door) == [1.25, 1.25]
    assert own_dates(door) == [datetime.fromisoformat("2033-01-01T10:00Z")]
    log = teacher.get(f"{teacher.base}/instructor/log").text
    assert "What people have of their own was put back as it was before. People: 2." in log
    put_back(teacher, door, "accommodation.list_put_back")
    assert factors(door) == [1.5, 1.5]


def factors(door: Door) -> list[float]:
    with door.session() as session:
        return list(session.scalars(select(Accommodation.time_factor)))


def test_an_attempt_handed_in_for_somebody_is_led_to_where_it_is_opened_again(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.start()
    hand_in(teacher, door)

    page = look(teacher, newest(door, "attempt.handed_in_for"))

    there = teacher.get(page.link("Go there"))
    assert there.path.endswith(f"/attempts/{attempts_of(door, 'types')[0].id}")
    assert there.form("Open again")
