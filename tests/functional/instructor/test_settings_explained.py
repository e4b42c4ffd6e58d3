"""The settings pages explain themselves: presets, whose a setting is, what is odd, and copies to other links."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lti_tool.placements.models import Placement
from tests.support.door import Door
from tests.support.takers import Enter, Taker, set_rules
from tests.support.visitor import Page, fields_of

SETTINGS, COURSE, COPY = "/instructor/settings", "/instructor/settings/course", "/instructor/settings/copy"


def shown(teacher: Taker, path: str = SETTINGS) -> Page:
    return teacher.get(f"{teacher.base}{path}")


def press(teacher: Taker, path: str, page: Page | None = None, **fields: Any) -> Page:
    form = fields_of((page or shown(teacher, path)).form("Save settings"))
    return teacher.post(f"{teacher.base}{path}", form | fields)


def stored(door: Door, module: str = "types") -> dict[str, Any]:
    with door.session() as session:
        return dict(session.scalars(select(Placement.quiz_settings).where(Placement.module_id == module)).one())


def questions(page: Page) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in page.soup.select(".notice.warn li")]


def test_a_preset_fills_in_the_form_says_what_and_saves_nothing(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")

    filled = press(teacher, SETTINGS, preset="exam", pass_percent="66", closes_at="2040-01-02T10:00")

    assert (
        filled.lacks("Filled in for: Exam. Nothing is saved yet.", "Attempts allowed: 1", "Time limit in minutes: 30")
        == []
    )
    typed = fields_of(filled.form("Save settings"))
    expected = {"attempts_allowed": "1", "time_limit_minutes": "30", "key_shown": "from_date", "pass_percent": "66"}
    assert typed | expected | {"key_shown_from": "2040-01-02T10:00"} == typed
    assert stored(door) == {}

    saved = press(teacher, SETTINGS, filled)

    assert "Saved." in saved.text
    assert stored(door)["attempts_allowed"] == 1
    practice = press(teacher, SETTINGS, preset="practice")
    assert fields_of(practice.form("Save settings"))["attempts_allowed"] == "0"


def test_a_preset_of_the_course_has_no_date(enter: Enter) -> None:
    filled = press(enter("rosa"), COURSE, preset="exam")

    assert fields_of(filled.form("Save settings"))["key_shown"] == "after_attempts"
    assert "answers when it is used up or the quiz has closed" in filled.text


def test_each_setting_is_the_courses_or_its_own_and_goes_back(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    press(teacher, COURSE, attempts_allowed="3")
    press(teacher, SETTINGS, pass_percent="66")

    page = shown(teacher)

    owned = {str(each["value"]) for each in page.soup.select("button[name=reset]")}
    assert owned == {"pass_percent"}
    assert "The course’s" in page.soup.select_one(".field:has([name=attempts_allowed])").text  # type: ignore[union-attr]
    back = press(teacher, SETTINGS, reset="pass_percent", attempts_allowed="1")
    typed = fields_of(back.form("Save settings"))
    assert (typed["pass_percent"], typed["attempts_allowed"]) == ("", "1")
    assert "Back to the course’s: 3" in back.text
    assert stored(door) == {"pass_percent": 66}
    press(teacher, SETTINGS, back)
    assert stored(door) == {"attempts_allowed": 1}


def folded(page: Page) -> list[str]:
    return [str(each["name"]) for each in page.soup.select("details.rare:not([open]) input[name]")]


def test_rare_settings_are_folded_while_they_are_as_they_were(enter: Enter) -> None:
    teacher = enter("rosa")
    assert {"grace_seconds", "wait_minutes", "items", "lms_dates"} <= set(folded(shown(teacher)))

    wrong = press(teacher, SETTINGS, grace_seconds="many", items="2")

    assert wrong.status == 400
    assert not {"grace_seconds", "items"} & set(folded(wrong))


def test_what_is_odd_is_asked_once_and_not_again_while_it_stays(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")

    question = press(teacher, SETTINGS, due_at="2020-01-01T10:00")

    assert questions(question) == [
        "Due (shown to learners; nothing closes): This is past, so whatever is handed in from now on would be late."
    ]
    assert stored(door) == {}
    assert "Saved." in teacher.post(question.path, fields_of(question.form("Yes, save this"))).text
    assert "Saved." in press(teacher, SETTINGS, pass_percent="50").text


def test_fewer_attempts_than_people_have_begun_are_asked_about_with_their_number(enter: Enter) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take()
    learner.take()

    assert questions(press(teacher, SETTINGS, attempts_allowed="2")) == []
    assert (
        "People who have begun more attempts than that: 1."
        in questions(press(teacher, SETTINGS, attempts_allowed="1"))[0]
    )


def test_a_limit_longer_than_the_window_is_refused(enter: Enter) -> None:
    window = {"opens_at": "2040-01-01T10:00", "closes_at": "2040-01-01T10:20"}

    refused = press(enter("rosa"), SETTINGS, time_limit_minutes="30", **window)

    assert refused.status == 400
    assert "The quiz is open for 20 min only, which is less than this limit." in refused.text


def test_for_the_whole_course_it_is_said_at_which_link_something_is_odd(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    set_rules(door, "types", opens_at="2040-01-01T10:00:00Z", closes_at="2040-01-01T10:20:00Z")

    question = press(teacher, COURSE, time_limit_minutes="30")

    assert questions(question) == [
        "types : Time limit in minutes: The quiz is open for 20 min only, which is less than this limit."
    ]


def test_settings_are_copied_to_other_links_after_a_look(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    for module in ("retake", "thrice", "compass"):
        enter("rosa", module=module)
    set_rules(door, "types", attempts_allowed=2, graded_by="both", opens_at="2040-01-01T10:00:00Z")
    with door.session() as session:
        ids = {each.module_id: str(each.id) for each in session.scalars(select(Placement))}
    form = {"from": ids["types"], "to": [ids["retake"], ids["compass"]]}

    look = teacher.post(f"{teacher.base}{COPY}", form)

    assert "Nothing is changed yet" in look.text
    assert "attempts allowed: – → 2" in look.text
    assert "Stays as it is, because this cannot be:" in look.text  # nothing to complete at the pre-assessment
    assert stored(door, "retake") == {}

    done = teacher.post(look.path, fields_of(look.form("Copy to 1 link")) | {"act": "copy"})

    assert "Copied to 1 link" in done.text
    assert stored(door, "retake") == {"attempts_allowed": 2, "graded_by": "both"}
    assert stored(door, "compass") == stored(door, "thrice") == {}


def test_a_copy_that_was_looked_at_before_somebody_saved_is_shown_again(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter("rosa", module="retake")
    set_rules(door, "types", attempts_allowed=2)
    with door.session() as session:
        ids = {each.module_id: str(each.id) for each in session.scalars(select(Placement))}
    look = teacher.post(f"{teacher.base}{COPY}", {"from": ids["types"], "to": ids["retake"], "dates": "1"})
    set_rules(door, "types", attempts_allowed=3)

    again = teacher.post(look.path, fields_of(look.form("Copy to 1 link")) | {"act": "copy"})

    assert again.status == 409
    assert "Settings were changed since" in again.text
    assert "attempts allowed: – → 3" in again.text
    assert stored(door, "retake") == {}
    nothing = teacher.post(f"{teacher.base}{COPY}", {"from": ids["types"], "to": ids["types"]})
    assert (nothing.status, nothing.lacks("at least one other to copy to")) == (400, [])
