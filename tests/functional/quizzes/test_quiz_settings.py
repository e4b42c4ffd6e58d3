"""An instructor decides how a quiz is taken, and what single people need: through the pages, for open attempts too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.audit import AuditEvent
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import User
from lti_tool.placements.models import Accommodation, AccommodationReason, Placement
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, set_rules
from tests.support.visitor import Page, fields_of

MINUTE = timedelta(minutes=1)


def settings_page(teacher: Taker) -> Page:
    return teacher.get(f"{teacher.base}/instructor/settings")


def keep(teacher: Taker, **fields: Any) -> Page:
    """Change these fields of the form as it is shown, and save, whatever is odd about them."""
    form = fields_of(settings_page(teacher).form("Save settings"))
    return meant(teacher, teacher.post(f"{teacher.base}/instructor/settings", form | fields))


def meant(teacher: Taker, page: Page) -> Page:
    """Say yes where a page asks only whether something is meant."""
    if "Is this meant?" not in page.text or asked(page):
        return page
    return teacher.post(page.path, fields_of(page.form("Yes, save this")))


def stored_settings(door: Door, module: str = "types") -> dict[str, Any]:
    with door.session() as session:
        return dict(session.scalars(select(Placement.quiz_settings).where(Placement.module_id == module)).one())


def settings_events(door: Door) -> list[dict[str, Any]]:
    with door.session() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action.endswith(".settings_changed"))).all()
        return [event.facts["changes"] for event in events]


def user_id(door: Door, person: str) -> int:
    sub = door.platform.people[person].sub
    with door.session() as session:
        return session.scalars(select(User.id).where(User.id_on_platform == sub)).one()


def help_person(teacher: Taker, person: int, **fields: Any) -> Page:
    path = f"{teacher.base}/instructor/people/{person}/needs"
    form = fields_of(teacher.get(path).form("Save"))
    return teacher.post(path, form | fields)


def test_the_form_shows_what_is_set_and_saving_it_unchanged_changes_nothing(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    rules = {"attempts_allowed": 2, "counting": "latest", "wait_minutes": 30, "time_limit_minutes": 15}
    rules |= {"closes_at": "2030-05-01T10:00:00Z", "key_shown": "after_attempts", "grace_seconds": 0}
    set_rules(door, "types", **rules)

    assert keep(teacher).heading == "Your module in this course"
    assert stored_settings(door) == rules
    assert settings_events(door) == []


def test_the_log_says_what_changed_and_nothing_where_nothing_did(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")

    for given in ({}, {"wait_minutes": "30"}, {}):
        assert keep_for_course(teacher, **given).heading == "Your module in this course"

    assert settings_events(door) == [{"wait_minutes": [0, 30]}]


def test_settings_through_the_form_rule_what_learners_meet(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()

    saved = keep(
        teacher,
        attempts_allowed="1",
        counting="latest",
        time_limit_minutes="25",
        due_at="2030-01-02T08:00",
        key_shown="after_attempts",
    )

    assert saved.status == 200
    page = learner.again()
    assert "You have 25 minutes." in page.text
    assert "1 attempt left" in page.text
    assert "Due" in page.text
    assert attempts_of(door, "types") == []
    learner.take()
    assert learner.start().status == 409


def test_moments_are_typed_in_the_browsers_time_zone_and_kept_in_utc(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")

    keep(teacher, closes_at="2030-07-01T10:00", time_zone="America/New_York")

    closes_at = datetime.fromisoformat(stored_settings(door)["closes_at"])
    assert closes_at == datetime(2030, 7, 1, 14, 0, tzinfo=UTC)
    field = settings_page(teacher).soup.select_one("input[name=closes_at]")
    assert field is not None
    assert field["value"] == "2030-07-01T14:00"


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "America", "x" * 5000, "UTC\0"])
def test_an_unknown_time_zone_is_utc(enter: Enter, door: Door, zone: str) -> None:
    keep(enter("rosa"), closes_at="2030-07-01T10:00", time_zone=zone)

    assert datetime.fromisoformat(stored_settings(door)["closes_at"]) == datetime(2030, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"attempts_allowed": "many"}, "Type a whole number from 0 to 100."),
        ({"attempts_allowed": "101"}, "Type a whole number from 0 to 100."),
        ({"attempts_allowed": "-1"}, "Type a whole number from 0 to 100."),
        ({"attempts_allowed": "9" * 5000}, "Type a whole number from 0 to 100."),
        ({"wait_minutes": ""}, "Type a whole number."),
        ({"wait_minutes": "1.5"}, "Type a whole number from 0 to 86400."),
        ({"time_limit_minutes": "0"}, "Type a whole number from 1 to 1440."),
        ({"grace_seconds": "3601"}, "Type a whole number from 0 to 3600."),
        ({"opens_at": "2030-05-02T10:00", "closes_at": "2030-05-01T10:00"}, "would close before it opens"),
        ({"closes_at": "tomorrow"}, "Type a date and a time, such as"),
        ({"closes_at": "0001-01-01T00:00", "time_zone": "Asia/Tokyo"}, "Choose a year from 2000 to 2100."),
        ({"opens_at": "9999-12-31T23:59", "time_zone": "America/New_York"}, "Choose a year from 2000 to 2100."),
        ({"key_shown": "from_date", "key_shown_from": ""}, "Choose the date from which the answers are shown."),
        ({"key_shown": "never"}, "Choose one of the answers that are offered."),
        ({"counting": "random"}, "Choose one of the answers that are offered."),
    ],
)
def test_bad_input_is_refused_in_words_with_nothing_saved_and_everything_as_typed(
    enter: Enter, door: Door, fields: dict[str, str], words: str
) -> None:
    teacher = enter("rosa")
    keep(teacher, wait_minutes="45")

    refused = keep(teacher, **({"grace_seconds": "77"} | fields))

    assert refused.status == 400
    assert "Nothing is saved yet" in refused.text
    assert refused.text.count(words) == 1
    assert stored_settings(door) == {"wait_minutes": 45}
    typed = fields_of(refused.form("Save settings"))
    for name, value in ({"grace_seconds": "77"} | fields).items():
        if value not in ("never", "random"):
            assert typed[name] == value


def test_learners_get_neither_page_nor_change(enter: Enter, door: Door) -> None:
    learner = enter()
    person = f"{learner.base}/instructor/people/{user_id(door, 'mei-ling')}/needs"

    for path in (f"{learner.base}/instructor/settings", person):
        assert learner.get(path).status == 403
        assert learner.post(path, {"time_factor": "3.0", "extra_attempts": "20", "counting": "latest"}).status == 403
    assert stored_settings(door) == {}


def test_a_person_of_another_course_is_not_found(enter: Enter, door: Door) -> None:
    enter("yusuf", context={"id": "another-course", "title": "Another course"}, sub="stranger", name="A stranger")
    with door.session() as session:
        stranger = session.scalars(select(User.id).where(User.id_on_platform == "stranger")).one()
    teacher = enter("rosa")

    for number in (stranger, 99999):
        path = f"{teacher.base}/instructor/people/{number}/needs"
        assert teacher.get(path).status == 404
        assert teacher.post(path, {"time_factor": "2.0", "extra_attempts": "1"}).status == 404
    assert teacher.get(f"{teacher.base}/instructor/people/2147483648").status == 404
    with door.session() as session:
        assert session.scalars(select(Accommodation)).all() == []


def test_extra_time_goes_to_an_open_attempt_at_once_and_beats_the_closing_time(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    closes_at = utcnow() + 12 * MINUTE
    set_rules(door, "types", time_limit_minutes=20, closes_at=closes_at)
    learner.start()
    other.start()

    saved = help_person(teacher, user_id(door, "mei-ling"), time_factor="1.5", reason="Reads with a screen reader")

    assert "Saved." in saved.text
    mine, theirs = attempts_of(door, "types")
    assert mine.ends_at == mine.started_at + 30 * MINUTE
    assert mine.late_at == mine.ends_at + MINUTE
    assert theirs.ends_at == closes_at
    assert "That includes your extra time." in learner.again().text
    assert "screen reader" not in learner.again().text


def test_extra_time_holds_for_the_next_attempt_too_and_can_be_taken_back(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    set_rules(door, "types", time_limit_minutes=20)
    person = user_id(door, "mei-ling")
    help_person(teacher, person, time_factor="2.0")
    learner.start()
    (attempt,) = attempts_of(door, "types")
    assert attempt.ends_at == attempt.started_at + 40 * MINUTE

    help_person(teacher, person, time_factor="1.0")

    (attempt,) = attempts_of(door, "types")
    assert attempt.ends_at == attempt.started_at + 20 * MINUTE


def test_extra_attempts_let_one_person_go_on(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    set_rules(door, "types", attempts_allowed=1)
    learner.take()
    other.take()
    assert learner.start().status == 409

    help_person(teacher, user_id(door, "mei-ling"), extra_attempts="1")

    assert "1 attempt left" in learner.again().text
    assert learner.start().soup.select("fieldset")
    assert other.start().status == 409


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"extra_attempts": "some"}, "Type a whole number from 0 to 20."),
        ({"extra_attempts": "21"}, "Type a whole number from 0 to 20."),
        ({"extra_attempts": ""}, "Type a whole number."),
        ({"time_factor": "7.5"}, "Choose one of the answers that are offered."),
        ({"reason": "x" * 301}, "Use at most 300 characters."),
    ],
)
def test_a_bad_accommodation_is_refused_in_words_and_shown_as_typed(
    enter: Enter, door: Door, fields: dict[str, str], words: str
) -> None:
    teacher = enter("rosa")
    enter()

    refused = help_person(teacher, user_id(door, "mei-ling"), **({"reason": "Kept as typed"} | fields))

    assert refused.status == 400
    assert words in refused.text
    assert fields.get("reason", "Kept as typed") in str(refused.soup)
    with door.session() as session:
        assert session.scalars(select(Accommodation)).all() == []


@pytest.mark.parametrize("factor", ["nan", "inf", "1e400", "<script>", ""])
def test_no_odd_factor_gets_through(enter: Enter, door: Door, factor: str) -> None:
    teacher = enter("rosa")
    enter()

    assert help_person(teacher, user_id(door, "mei-ling"), time_factor=factor).status == 400


def test_a_note_with_what_no_keyboard_types_is_kept_without_it(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()

    assert help_person(teacher, user_id(door, "mei-ling"), time_factor="1.5", reason="a\0b").status == 200
    with door.session() as session:
        assert session.scalars(select(AccommodationReason.words)).one() == "ab"


def test_a_new_time_limit_holds_for_attempts_that_are_open_and_the_page_says_so(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.start()
    assert "1 person has an attempt open" in settings_page(teacher).text

    keep(teacher, time_limit_minutes="10", grace_seconds="30")

    (attempt,) = attempts_of(door, "types")
    assert attempt.ends_at == attempt.started_at + 10 * MINUTE
    assert attempt.late_at == attempt.ends_at + timedelta(seconds=30)
    keep(teacher, time_limit_minutes="")
    assert attempts_of(door, "types")[0].ends_at is None


def test_results_stay_as_they_are_when_settings_change(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    result = learner.take()
    before = attempts_of(door, "types")[0]

    keep(teacher, time_limit_minutes="1", attempts_allowed="1", closes_at="2020-01-01T00:00")

    after = attempts_of(door, "types")[0]
    assert (after.ends_at, after.submitted_at, after.points) == (before.ends_at, before.submitted_at, before.points)
    assert "5 of 5" in learner.get(result.path).text


def cancelled(teacher: Taker, question: Page) -> Page:
    """Where the box that asks leads whoever does not want the change after all."""
    link = question.soup.select_one(".notice.warn a.button")
    assert link is not None
    assert link.text == "Cancel"
    return teacher.get(str(link["href"]))


def asked(page: Page) -> bool:
    return "Nothing is saved yet. This changes what people have" in page.text


def test_a_change_of_grades_is_counted_and_saved_only_after_a_yes_to_that_very_change(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    for taker in (learner, other):
        taker.take(right=1)
        taker.take(right=5)
    other.take(right=0)

    question = keep(teacher, counting="latest")

    assert asked(question)
    assert "1 person's grade goes down." in question.text
    assert "up." not in question.soup.select_one(".notice").text  # type: ignore[union-attr]
    assert (stored_settings(door), scores(door)) == ({}, [100, 100])
    left = cancelled(teacher, question).heading
    still = fields_of(settings_page(teacher).form("Save settings"))["counting"]
    assert (left, still) == ("Your module in this course", "highest")
    form = fields_of(question.form("Yes, save this"))
    again = teacher.post(question.path, form | {"counting": "first"})
    assert (asked(again), stored_settings(door)) == (True, {})
    saved = teacher.post(question.path, form).heading
    assert (saved, stored_settings(door)) == ("Your module in this course", {"counting": "latest"})
    assert (scores(door), [attempt.points for attempt in attempts_of(door, "types")]) == ([100, 0], [1, 5, 1, 5, 0])


def test_a_lesson_that_somebody_did_is_hidden_after_a_yes_and_stays_done(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.post(f"{learner.base}/lessons/types.l1")

    question = keep(teacher, shows="quiz")

    assert "1 person has done a lesson that would not be shown any more" in question.text
    teacher.post(question.path, fields_of(question.form("Yes, save this")))
    assert "Take the quiz" in learner.again().text
    assert learner.get(f"{learner.base}/lessons/types.l1").status == 404
    keep(teacher, shows="whole")
    assert "You have done this lesson" in learner.get(f"{learner.base}/lessons/types.l1").text


def test_parts_items_and_pass_mark_rule_what_learners_meet_from_now_on(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa", module="retake"), enter(module="retake")

    saved = keep(teacher, shows="quiz", items="4", pass_percent="75", **{"lesson-shown": []})

    assert saved.heading == "Your module in this course"
    learner.take(right=2)
    (attempt,) = attempts_of(door, "retake")
    assert (len(attempt.drawn), attempt.points, attempt.pass_points, attempt.passed) == (4, 2, 3, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shows": "survey"}, "No lesson of this module has a survey."),
        ({"shows": "lessons", "lesson-shown": []}, "The link would show nothing: show one lesson at least."),
        ({"lesson-place-types.l1": "first"}, "Type the lesson's place as a whole number from 1."),
        ({"items": "6"}, "One attempt can have at most 5 questions."),
        ({"pass_percent": "0"}, "Type a whole number from 1 to 100."),
        ({"graded_by": "completion", "shows": "quiz"}, "The link shows no lessons, so there is nothing to complete."),
        ({"graded_by": "both", "shows": "lessons"}, "The link shows no quiz, so there is no score to weigh."),
        ({"graded_by": "luck"}, "Choose one of the answers that are offered."),
        ({"completion_percent": "100"}, "Type a whole number from 1 to 99."),
        ({"attempts_allowed": "1", "wait_minutes": "5"}, "With one attempt there is nothing to wait for: type 0."),
        ({"key_shown": "after_attempts", "attempts_allowed": "0"}, "nobody would ever see the answers"),
        ({"opens_at": "2030-05-02T10:00", "due_at": "2030-05-01T10:00"}, "The quiz would be due before it opens."),
        (
            {"opens_at": "2030-05-02T10:00", "key_shown": "from_date", "key_shown_from": "2030-05-01T10:00"},
            "The answers would be shown before the quiz opens.",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_told_where_they_do(
    enter: Enter, door: Door, fields: dict[str, Any], words: str
) -> None:
    refused = keep(enter("rosa"), **fields)

    assert refused.status == 400
    assert [" ".join(each.text.split()) for each in refused.soup.select(".problem") if words in each.text]
    assert stored_settings(door) == {}


def test_what_is_set_for_the_course_holds_at_every_link_that_says_nothing_itself(enter: Enter, door: Door) -> None:
    teacher, learner, elsewhere = enter("rosa"), enter(), enter("yusuf", module="retake")
    keep(teacher, counting="first")
    learner.take(right=1)
    learner.take(right=5)
    elsewhere.take(right=1)
    elsewhere.take(right=0)

    question = keep_for_course(teacher, counting="latest", time_limit_minutes="30")

    assert "1 person's grade goes down." in question.text
    assert cancelled(teacher, question).heading == "Settings of this link"
    assert scores(door) == [20, 50]
    teacher.post(question.path, fields_of(question.form("Yes, save this")))
    assert scores(door) == [20, 0]
    assert "You have 30 minutes." in learner.again().text
    assert stored_settings(door) == {"counting": "first"}


def keep_for_course(teacher: Taker, **fields: Any) -> Page:
    page = teacher.get(f"{teacher.base}/instructor/settings/course")
    return teacher.post(page.path, fields_of(page.form("Save settings")) | fields)


def scores(door: Door) -> list[float]:
    with door.session() as session:
        return list(session.scalars(select(ScoreDelivery.score_given).order_by(ScoreDelivery.id)))


def test_three_and_a_half_of_five_pass_at_seventy_percent_wherever_it_is_said(enter: Enter, door: Door) -> None:
    learner = enter()
    set_rules(door, "types", pass_percent=70)
    assert "You pass with 3.5 or more right." in learner.again().text
    quiz = learner.start()
    full, empty = learner.answers(quiz), learner.answers(quiz, right=0)
    half, wrong = (next(each for each in full if each.startswith(start)) for start in ("t-best", "t-single"))
    given = full | {wrong: empty[wrong], half: {token for token in full[half] if token.startswith("best=")}}

    result = learner.submit(quiz, given, confirmed="1")

    assert result.lacks("3.5 of 5 Passed", "The goal was 3.5, and you reached it.") == []
    teacher = enter("rosa")
    table = teacher.get(f"{teacher.base}/instructor").text
    passed = teacher.get(f"{teacher.base}/instructor?state=passed").text
    assert ("70 % Passed" in table, "Mei-Ling Zhao" in passed) == (True, True)
    csv = teacher.get(f"{teacher.base}/instructor/results.csv").response.get_data(as_text=True)
    assert ",70.0,yes," in csv
