"""After a result: the next module, or practice, the lessons behind what was missed and another attempt."""

from __future__ import annotations

import pytest

from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.takers import Enter, Taker, set_rules
from tests.support.visitor import Page


def next_step(page: Page) -> str:
    found = next(each for each in page.soup.select(".actions .button") if not each.find_parent(id="certificate"))
    return " ".join(found.get_text().split())


def what_next(page: Page) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in page.soup.select("section:has(#what-next) li")]


def test_after_a_pass_comes_the_next_module_that_is_not_finished(enter: Enter) -> None:
    learner = enter()
    enter(module="retake", browser=learner.browser)

    result = learner.take()

    assert next_step(result) == "On to: Module retake"
    there = learner.post(str(result.form("On to: Module retake")["action"]))
    assert there.heading == "Module retake"
    traveller = Taker(learner.door, learner.browser, there, "retake")
    traveller.post(f"{traveller.base}/lessons/retake.l1")
    assert next_step(traveller.take()) == "On to: Module types"  # its lesson is left
    learner.post(f"{learner.base}/lessons/types.l1")
    assert next_step(traveller.take()) == "Back to the module"


def test_after_a_fail_comes_practice_then_the_lessons_then_another_attempt(enter: Enter) -> None:
    result = enter().take(right=0)

    assert next_step(result) == "Practice what you missed"
    practice, lessons, again = what_next(result)
    assert practice.startswith("Practice what you missed")
    assert lessons.startswith("Read again what is behind it: Hear the need")
    assert again == "Then take the quiz once more: Try the quiz again"


def test_where_answers_are_held_back_the_lessons_come_first(enter: Enter, door: Door) -> None:
    learner = enter()
    set_rules(door, "types", key_shown="after_attempts", attempts_allowed=2)

    result = learner.take(right=0)

    assert next_step(result) == "Read again: Hear the need"
    assert len(what_next(result)) == 2


def test_a_full_score_offers_no_practice_of_what_was_missed(enter: Enter) -> None:
    learner = enter()

    assert "Practice what you missed" not in learner.take().text
    assert "Practice what you missed" not in learner.again().text


def test_whoever_passed_and_has_another_attempt_open_is_told_that_it_comes_first(enter: Enter) -> None:
    learner = enter()
    learner.take(right=4)
    assert "Practice what you missed" in learner.again().text
    learner.start()

    refused = learner.get(f"{learner.base}/practice")

    assert "Practice what you missed" not in learner.again().text
    assert (refused.status, "You have an attempt open." in refused.text) == (409, True)


@pytest.mark.parametrize("placed", [True, False])
def test_a_pre_assessment_opens_the_first_module_it_recommends_and_folds_its_answers(
    enter: Enter, placed: bool
) -> None:
    if placed:
        enter("yusuf", module="retake")
    learner = enter(module="compass")

    result = learner.take(right=0)

    assert result.soup.select("details[open]") == []
    assert len(result.soup.select("article")) == len(result.soup.select("details article")) > 0
    if not placed:
        assert next_step(result) == "Back to the module"
        assert result.soup.select("section:has(#start-here) form") == []
        return
    assert next_step(result) == "On to: Module retake"
    form = result.soup.select_one("section:has(#start-here) li form")
    assert form is not None
    there = learner.post(str(form["action"]), {"csrf_token": csrf(result)})
    assert there.heading == "Module retake"
