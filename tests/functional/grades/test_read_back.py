"""What learners and instructors read of a grade, when the LMS keeps, raises, locks, loses or has no place for it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from lti_tool.delivery.reading_back import verdicts
from lti_tool.demo_lms.state.gradebook import LineItem
from tests.conftest import World
from tests.functional.grades.test_where_grades_are import COURSE, LINK, open_grades, take_quiz, wait_for
from tests.support.learners import answers, open_quiz, wait_for_grade, wait_for_words
from tests.support.visitor import Page, Visitor

THERE = "is in your gradebook."


@pytest.fixture(autouse=True)
def _no_minutes_between_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "AGAIN", (timedelta(seconds=0.2),) * 3)


@pytest.fixture
def column(world: World) -> LineItem:
    item = world.platform.gradebook.for_link(LINK)
    assert item is not None
    return item


@pytest.fixture
def learner(world: World) -> Visitor:
    return world.visitor()


@pytest.fixture
def hand_in(world: World, learner: Visitor) -> Callable[[int, str], Page]:
    """Take the quiz with so many right, and wait until its result says the words."""

    def hand_in(right: int, words: str) -> Page:
        quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, LINK))
        result = learner.submit(quiz, "Submit your answers", answers(quiz, right=right))
        assert words in wait_for_words(learner, result.url, words, seconds=20)
        return learner.get(result.url)

    return hand_in


def results_file(world: World) -> list[dict[str, str]]:
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    answer = rosa.get(f"{home.url}/results.csv")
    return list(csv.DictReader(io.StringIO(answer.response.get_data(as_text=True).removeprefix("\ufeff"))))


def test_a_grade_entered_over_ours_is_said_and_never_ours_in_the_gradebook(
    world: World, column: LineItem, hand_in: Callable[[int, str], Page]
) -> None:
    """Moodle answers 200 to our 90 and keeps the 77 that a teacher entered."""
    hand_in(7, f"70 of 100, {THERE}")
    sub = world.platform.people["mei-ling"].sub
    world.platform.gradebook.override(column.id, sub, 77)

    result = hand_in(9, "Your instructor entered another grade: 77 of 100.")
    assert result.lacks(THERE, "could not be delivered") == [THERE, "could not be delivered"]
    assert [score.body["scoreGiven"] for score in world.platform.scores_received] == [70, 90]
    assert result.soup.select("[data-final=true]")

    rosa, page = open_grades(world)
    assert "1 changed or locked there" in page.text
    kept = rosa.get(f"{page.url}?show=kept")
    assert kept.lacks("Another grade entered there", "its gradebook shows 77 of 100") == []
    home = rosa.launch("rosa", COURSE, LINK)
    assert home.lacks("Another grade entered there", "In the gradebook") == ["In the gradebook"]
    (line,) = [line for line in results_file(world) if line["Name"] == "Mei-Ling Zhao"]
    assert (line["Gradebook"], line["Grade"]) == ("Another grade entered there", "90.0")


def test_a_grade_that_a_teacher_raised_is_no_failure(
    world: World, column: LineItem, hand_in: Callable[[int, str], Page]
) -> None:
    hand_in(7, f"70 of 100, {THERE}")
    world.platform.gradebook.grade_by_hand(column.id, world.platform.people["mei-ling"].sub, 95)

    result = hand_in(8, "Your instructor entered another grade: 95 of 100.")
    assert "could not be delivered" not in result.text
    _rosa, page = open_grades(world)
    assert page.lacks("0 not delivered", "1 changed or locked there") == []


def test_what_a_reset_emptied_is_filled_by_a_lower_attempt(
    world: World, column: LineItem, hand_in: Callable[[int, str], Page]
) -> None:
    hand_in(7, f"70 of 100, {THERE}")
    world.platform.gradebook.empty_column(column)
    assert world.platform.grade("mei-ling", LINK) is None

    hand_in(3, f"70 of 100, {THERE}")
    assert wait_for_grade(world, "mei-ling", LINK) == 70


def test_a_locked_grade_is_not_on_its_way_for_hours(
    world: World, column: LineItem, hand_in: Callable[[int, str], Page]
) -> None:
    hand_in(7, f"70 of 100, {THERE}")
    world.platform.gradebook.lock_grade(column.id, world.platform.people["mei-ling"].sub)

    hand_in(9, "Your instructor locked this grade in your gradebook")
    rosa, page = open_grades(world)
    assert page.lacks("Locked there", "unlock the grade there, then send it again") == []

    world.platform.gradebook.lock_grade(column.id, world.platform.people["mei-ling"].sub, is_locked=False)
    rosa.submit(page, "Send again")
    assert wait_for(lambda: world.platform.grade("mei-ling", LINK) == 90)


def test_a_link_that_may_have_no_column_gets_one_of_its_own_and_only_one(
    world: World, column: LineItem, hand_in: Callable[[int, str], Page]
) -> None:
    """Canvas answers 404 to a line item that names a link placed in a module."""
    world.platform.gradebook.delete(column)
    world.platform.faults.no_column_for_links = True
    hand_in(7, f"70 of 100, {THERE}")
    take_quiz(world, right=4, person="yusuf")

    (item,) = world.platform.gradebook.line_items(COURSE)
    assert (item.link_id, item.resource_id, item.tag) == (None, LINK, "quiz")
    assert wait_for(lambda: len(world.platform.gradebook.results(item.id)) == 2)


def test_a_link_that_the_lms_grades_nowhere_is_called_ungraded_and_a_check_over_nothing_says_so(
    world: World, column: LineItem, hand_in: Callable[[int, str], Page]
) -> None:
    world.platform.gradebook.delete(column)
    world.platform.faults.no_columns = True
    hand_in(7, "Not graded here: your course keeps no grade of yours for this activity.")
    assert world.platform.scores_received == []

    rosa, page = open_grades(world)
    assert (
        page.lacks("1 not graded there", "makes no gradebook column for this link", "in Canvas as an assignment") == []
    )
    assert "in Canvas as an assignment" in rosa.launch("rosa", COURSE, LINK).text

    check = rosa.submit(page, "Compare with the gradebook now")
    assert "Nothing could be compared." in wait_for_words(rosa, check.url, "Nothing could be compared.")
    assert "Everything is in order" not in rosa.get(check.url).text
    listed = world.tool.test_cli_runner().invoke(args=["grades", "reconcile", "--json"])
    assert [each["kind"] for each in json.loads(listed.stdout)] == ["not_graded"]


def test_a_check_of_a_course_without_scores_says_so(world: World) -> None:
    rosa, page = open_grades(world)
    check = rosa.submit(page, "Compare with the gradebook now")

    words = "There was nothing to compare"
    assert words in wait_for_words(rosa, check.url, words)
    assert words in world.tool.test_cli_runner().invoke(args=["grades", "reconcile"]).output


def test_who_left_is_told_from_whose_grade_is_missing_by_the_roster_of_now(
    world: World, column: LineItem, hand_in: Callable[[int, str], Page]
) -> None:
    hand_in(7, f"70 of 100, {THERE}")
    world.platform.gradebook.empty_column(column)
    reconcile = world.tool.test_cli_runner().invoke

    (missing,) = json.loads(reconcile(args=["grades", "reconcile", "--json"]).stdout)
    assert missing["kind"] == "missing"
    del world.platform.courses[COURSE].roles["mei-ling"]
    (gone,) = json.loads(reconcile(args=["grades", "reconcile", "--json"]).stdout)
    assert gone["kind"] == "gone"
