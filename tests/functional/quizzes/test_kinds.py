"""Pre-assessments recommend and never grade; certificate quizzes want enough of every part."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_tool.delivery.models import ScoreDelivery
from tests.support.door import Door
from tests.support.learners import item_ids
from tests.support.takers import Enter, Taker, attempts_of
from tests.support.visitor import Page


def hand_in(learner: Taker, *wrong: str) -> Page:
    """Take the quiz, all right but these competencies' items, so many of each as they are named."""
    quiz, missed = learner.start(), list(wrong)
    given = {}
    for item_id in item_ids(quiz):
        competency = learner.item(item_id).competency
        if is_missed := competency in missed:
            missed.remove(competency)
        given[item_id] = ["b" if is_missed else "a"]
    assert not missed
    return learner.submit(quiz, given)


def deliveries(door: Door) -> list[ScoreDelivery]:
    with door.session() as session:
        return list(session.scalars(select(ScoreDelivery)))


def test_a_pre_assessment_recommends_the_modules_that_teach_what_was_missed(enter: Enter) -> None:
    learner = enter(module="compass")

    result = hand_in(learner, "LCS.C4")

    assert result.heading == "Where to start"
    assert "This counts for nothing" in result.text
    assert "Passed" not in result.text
    assert "Not yet" not in result.text
    order = [each.get_text() for each in result.soup.select("ol.stack strong")]
    assert set(order) == {"Module types", "Module rules"}  # of the modules, those that teach LCS.C4


def test_the_module_that_teaches_most_of_what_was_missed_comes_first(enter: Enter) -> None:
    result = hand_in(enter(module="compass"), "LCS.C3", "LCS.C4")

    first, *others = [each.get_text() for each in result.soup.select("ol.stack strong")]
    assert first == "Module types"
    assert set(others) == {"Module retake", "Module thrice", "Module rules"}


def test_whoever_knows_everything_is_sent_nowhere_in_particular(enter: Enter) -> None:
    result = hand_in(enter(module="compass"))

    assert "start wherever you like" in result.text
    assert result.soup.select("ol.stack") == []
    assert "2 of 2" in result.text


@pytest.mark.parametrize("wrong", [(), ("LCS.C3", "LCS.C4")])
def test_a_pre_assessment_is_never_graded_and_nothing_is_queued(
    enter: Enter, door: Door, wrong: tuple[str, ...]
) -> None:
    learner = enter(module="compass")

    result = hand_in(learner, *wrong)

    assert deliveries(door) == []
    assert "gradebook" not in result.text
    page = learner.again()
    assert "gradebook" not in page.text
    assert "Passed" not in page.text
    assert "It counts for nothing and closes no door" in page.text


def test_a_pre_assessment_that_ran_out_of_time_is_not_graded_either(enter: Enter, door: Door) -> None:
    learner = enter(module="compass")
    hand_in(learner)
    enter(module="types").take()

    assert [each.placement_id for each in deliveries(door)] == [attempts_of(door, "types")[0].placement_id]


@pytest.mark.parametrize(
    ("wrong", "points", "passed"),
    [
        ((), "4 of 4", True),
        (("LCS.C3",), "3 of 4", True),
        (("LCS.C4",), "3 of 4", False),  # this part needs both
        (("LCS.C3", "LCS.C3"), "2 of 4", False),  # enough in all, but this part needs one
    ],
)
def test_each_part_of_a_certificate_quiz_needs_its_minimum(
    enter: Enter, door: Door, wrong: tuple[str, ...], points: str, passed: bool
) -> None:
    result = hand_in(enter(module="diploma"), *wrong)

    assert points in result.text
    assert attempts_of(door, "diploma")[0].passed is passed
    assert ("one part below still needs more" in result.text) is not passed
    assert (result.soup.select_one(".stamp.passed") is not None) is passed


def test_fewer_points_that_pass_are_done_though_more_points_that_did_not_count(enter: Enter, door: Door) -> None:
    learner = enter(module="diploma")
    hand_in(learner, "LCS.C4")  # 3 of 4, not passed
    second = hand_in(learner, "LCS.C3")  # 3 of 4, passed

    page = learner.again()

    assert "Try the quiz again" not in page.soup.select(".actions")[0].get_text()
    assert page.link("See your result").endswith(f"/{second.path.split('/')[-2]}/result")


def test_a_certificate_quiz_draws_from_the_banks_of_its_modules_only(enter: Enter) -> None:
    assert {each[0] for each in item_ids(enter(module="diploma").start())} == {"r", "u"}
