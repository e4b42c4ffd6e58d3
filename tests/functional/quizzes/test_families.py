"""Families as learners and instructors meet them: one stem at a time, its card above it, side by side for analysis."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from sqlalchemy import text

from lti_tool.attempts.drawn import Entry
from tests.support.door import Door, Teach
from tests.support.family_course import CARD, teach_families
from tests.support.learners import item_ids
from tests.support.takers import Enter, attempts_of


@pytest.fixture
def course() -> Teach:
    return teach_families


def as_before(entries: list[Entry]) -> str:
    """What releases before families stored: a mapping for each item, `targets` only where there are any."""
    return json.dumps([{name: value for name, value in entry.items() if value} for entry in entries])


def family_of(item_id: str) -> str:
    return item_id.rpartition("-")[0]


def test_three_attempts_ask_one_stem_of_a_family_each_time_and_no_stem_twice(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    for _number in range(3):
        learner.take(right=1)

    tries = [[entry["item"] for entry in attempt.drawn] for attempt in attempts_of(door, "desk")]
    every = [item_id for drawn in tries for item_id in drawn]
    assert len(set(every)) == len(every) == 9
    assert max(Counter(map(family_of, every)).values()) == 2
    assert all(len(set(map(family_of, drawn))) == 3 for drawn in tries)


def test_the_card_stands_above_the_stem_in_quiz_result_and_practice(enter: Enter) -> None:
    learner = enter(module="desk")
    quiz = learner.start()

    for question in quiz.soup.select("fieldset.question"):
        card, stem = question.select_one(".policy-card"), question.select_one(".stem")
        assert card is not None
        assert stem is not None
        assert card.get_text(strip=True) == CARD
        assert str(card["id"]) in str(question["aria-labelledby"]).split()
        assert card.find_next_sibling(class_="stem") is stem

    result = learner.submit(quiz, learner.answers(quiz))
    assert [card.get_text(strip=True) for card in result.soup.select("article .policy-card")] == [CARD] * 3
    assert learner.get(f"{learner.base}/practice").soup.select_one(".policy-card") is not None


def test_practice_before_a_retake_asks_of_families_only_what_was_met(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learner.take(right=0)

    assert "0 of 3 practiced" in learner.get(f"{learner.base}/practice").text

    learner.take()
    assert "0 of 15 practiced" in learner.get(f"{learner.base}/practice").text


def test_what_was_drawn_is_stored_as_a_short_line_and_read_in_either_form(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learner.take()
    (attempt,) = attempts_of(door, "desk")
    entries = attempt.drawn

    with door.session() as session:
        stored = session.scalar(text("select cast(drawn as varchar) from attempts"))
        assert stored is not None
        assert len(stored) < 75 * len(entries) + 60
        session.execute(text("update attempts set drawn = :drawn"), {"drawn": as_before(entries)})
        session.commit()
    (again,) = attempts_of(door, "desk")
    assert again.drawn == entries
    assert "3 of 3" in learner.get(f"{learner.base}/attempts/{again.id}/result").text


def test_a_module_can_wait_only_when_both_of_its_questions_were_right(enter: Enter, door: Door) -> None:
    learner = enter(module="start")
    quiz = learner.start()
    given = learner.answers(quiz)
    missed = next(item_id for item_id in item_ids(quiz) if item_id.startswith("desk"))
    del given[missed]  # stopped before that one

    result = learner.submit(quiz, given, confirmed="1")

    assert result.heading == "Where to start"
    assert [each.get_text() for each in result.soup.select("ol.stack strong")] == ["Module desk"]
    assert "These could wait; you had all of their questions right: Module door" in result.text
    assert len(item_ids(quiz)) == 4
    assert Counter(item_id.partition("-")[0] for item_id in item_ids(quiz)) == {"desk": 2, "door": 2}


def test_a_certificate_asks_what_was_met_in_no_quiz_before(enter: Enter, door: Door) -> None:
    desk = enter(module="desk")
    for _number in range(3):
        desk.take(right=1)
    met = {entry["item"] for attempt in attempts_of(door, "desk") for entry in attempt.drawn}

    enter(module="diploma").start()

    (certificate,) = attempts_of(door, "diploma")
    assert len(certificate.drawn) == 6
    assert met.isdisjoint(entry["item"] for entry in certificate.drawn)


def test_an_instructor_sees_the_stems_of_a_family_side_by_side(enter: Enter) -> None:
    for number in range(4):
        enter(sub=f"learner-{number}", name=f"Learner {number}", module="desk").take(right=0)
    teacher = enter("rosa", module="desk")

    teacher.door.fold()
    page = teacher.get(f"{teacher.base}/instructor/analysis")
    section = page.soup.select_one("section[aria-labelledby=families]")

    assert section is not None
    assert CARD in section.get_text()
    heads = [head.get_text() for table in section.select("table") for head in table.select("thead th")[1:]]
    assert all(name.startswith("Scene ") for name in heads)
    chosen = [cell.get_text(" ", strip=True) for cell in section.select("tbody tr:not(:last-child) td")]
    assert sum(int(each.split()[0]) for each in chosen) == 12  # four people, three questions
    assert all(each.startswith("0") for each in chosen if each.endswith("Right"))  # nobody was right
