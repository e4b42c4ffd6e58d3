"""Being done with a lesson: what was neither tried nor skipped on purpose is asked about, and minutes follow."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.activities.models import ActivityState
from lti_tool.certificates.models import Certificate
from lti_tool.placements.models import ContextSettings, Placement
from lti_tool.progress.models import LessonCompletion
from lti_tool.settings import Settings
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.readers import LESSON, WALKED_COURSE, Reader, section, sit_down
from tests.support.visitor import Page


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"content_dir": WALKED_COURSE})


def press(reader: Reader, **fields: str) -> Page:
    """Press Done, and be where the browser ends."""
    form = {"csrf_token": csrf(reader.read())} | fields
    answer = reader.browser.post(reader.path(), base_url=reader.door.url, data=form)
    if answer.status_code == 303:
        return reader.door.get(reader.browser, answer.location)
    return Page(f"{reader.door.url}{reader.path()}", answer, "POST", form)


def ask_for_all(door: Door) -> None:
    with door.session() as session:
        session.execute(update(Placement).values(quiz_settings={"things_to_do": "all"}))
        session.commit()


def completions(session: Session) -> list[tuple[int | None, int | None]]:
    found = [(each.things, each.things_tried) for each in session.scalars(select(LessonCompletion))]
    session.rollback()
    return found


def certified_minutes(reader: Reader, session: Session) -> int:
    path = f"/l/{reader.launch_id}"
    form = {"csrf_token": csrf(reader.read())}
    reader.browser.post(f"{path}/certificate", base_url=reader.door.url, data=form)
    return session.scalars(select(Certificate.minutes)).one()


def test_done_with_things_untried_says_what_is_left_and_offers_both_ways(reader: Reader, session: Session) -> None:
    reader.do("desk", {"place": "bell"})

    asked = press(reader)

    notice = asked.soup.select_one("#left-to-do")
    assert notice is not None
    assert "This lesson is not done yet: 2 things to do are left." in notice.get_text()
    assert [link["href"] for link in notice.select("a")] == ["#activity-hello", "#activity-first", "#activity-hello"]
    assert [step["id"] for step in asked.soup.select(".step.now")] == ["step-4"]
    assert completions(session) == []
    assert "1 of 1 lesson done" in press(reader, skip="1").text
    assert completions(session) == [(3, 1)]


def test_what_is_skipped_on_purpose_is_kept_and_can_be_done_later(reader: Reader, session: Session) -> None:
    page = reader.do("first", {"do": "skip"})
    assert "Skipped for now. You can still do it" in section(page, "first")
    assert "0 of 3 activities tried, 1 skipped" in page.text
    assert "2 activities left on this page." in page.text
    reader.do("hello", {"choice": "0"})
    reader.do("desk", {"do": "skip"})
    assert "1 of 1 lesson done" in press(reader).text
    skipped = session.scalars(select(ActivityState.activity_id).where(ActivityState.is_skipped)).all()
    session.rollback()
    assert sorted(skipped) == [f"{LESSON}.desk", f"{LESSON}.first"]

    page = reader.do("desk", {"place": "bell"})

    assert "Skipped for now" not in section(page, "desk")
    assert completions(session) == [(3, 2)]
    reader.do("desk", {"place": "screen"})
    assert completions(session) == [(3, 2)]
    assert "1 of its activities is still there to do, whenever you like." in page.text


def test_the_script_gets_the_section_that_was_skipped(reader: Reader) -> None:
    part = reader.post("hello", {"do": "skip"}, X_Fragment="1").get_data(as_text=True)

    assert "Skipped for now. You can still do it" in part
    assert 'value="skip"' not in part
    refused = reader.post("desk", {"place": "door"}, X_Fragment="1")
    assert (refused.status_code, 'value="skip"' in refused.get_data(as_text=True)) == (422, True)


def test_an_instructor_may_ask_for_all_of_them(door: Door, reader: Reader, session: Session) -> None:
    reader.do("hello", {"do": "skip"})
    ask_for_all(door)

    assert 'value="skip"' not in reader.read().response.get_data(as_text=True)
    refused = reader.do("first", {"do": "skip"})
    assert refused.status == 409
    assert "Your instructor asks for all the things to do" in refused.text
    assert "Your instructor asks you to try all of them." in press(reader, skip="1").text
    assert completions(session) == []
    for name, fields in (("hello", {"choice": "1"}), ("first", {"do": "open"}), ("desk", {"place": "bell"})):
        reader.do(name, fields)
    assert "1 of 1 lesson done" in press(reader).text
    assert completions(session) == [(3, 3)]


def test_it_may_be_asked_for_in_the_whole_course(door: Door, reader: Reader, session: Session) -> None:
    with door.session() as other:
        context_id = other.scalars(select(Placement.context_id)).one()
        other.add(ContextSettings(context_id=context_id, quiz_defaults={"things_to_do": "all"}))
        other.commit()

    assert "Your instructor asks you to try all of them." in press(reader).text


def test_a_lesson_that_was_done_before_this_was_asked_stays_done_and_counts_whole(
    door: Door, reader: Reader, session: Session
) -> None:
    press(reader, skip="1")
    with door.session() as other:
        other.execute(update(LessonCompletion).values(things=None, things_tried=None))
        other.commit()
    ask_for_all(door)

    assert "You have done this lesson 3 of its activities are still there to do" in reader.read().text
    assert "1 of 1 lesson done" in press(reader).text
    reader.do("desk", {"place": "bell"})
    assert completions(session) == [(None, None)]
    assert certified_minutes(reader, session) == 6


@pytest.mark.parametrize(("tried", "minutes"), [((), 0), (("hello",), 2), (("hello", "first", "desk"), 6)])
def test_minutes_on_a_certificate_are_those_of_what_was_done(
    reader: Reader, session: Session, tried: tuple[str, ...], minutes: int
) -> None:
    ways: dict[str, dict[str, Any]] = {"hello": {"choice": "0"}, "first": {"do": "open"}, "desk": {"place": "bell"}}
    for name in tried:
        reader.do(name, ways[name])
    press(reader, skip="1")

    assert certified_minutes(reader, session) == minutes


def test_whoever_previews_can_skip_and_leaves_no_trace(door: Door, session: Session) -> None:
    instructor = sit_down(door, "rosa")

    page = instructor.do("hello", {"do": "skip"})

    assert "Skipped for now. You can still do it" in section(page, "hello")
    assert session.scalars(select(ActivityState)).all() == []
