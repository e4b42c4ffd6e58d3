"""The refresher as learners meet it: offered when it is due, asked once a question, graded by taking part alone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.attempts.models import RefresherQuestion, RefresherRound
from lti_tool.competencies.models import CompetencyTally, ItemTally
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.placements.catalogue import LazyCatalogue
from tests.support.door import ROLE, Door, Teach
from tests.support.family_course import teach_families
from tests.support.refreshers import answer, begin, go_on, item_of, learn, placed, take_round, weeks_pass
from tests.support.takers import Enter, attempts_of, set_rules

OTHER_COURSE = {"id": "another-course", "title": "Another"}
INSTRUCTOR = [f"{ROLE}Instructor"]


@pytest.fixture
def course() -> Teach:
    return teach_families


OWN = {
    "module": "desk",
    "kind": "single",
    "stem": "A reader asks for the atlas room. What do you say?",
    "competency": "LCS.C3",
    "bloom": "apply",
    "source": "",
    "key": "a",
} | {
    f"{name}-{letter}": words
    for letter, text in zip(
        "abc", ("I will walk over with you.", "It is upstairs, by the lift.", "Look at the map there."), strict=True
    )
    for name, words in (("text", text), ("feedback", "It gives the reason in a few plain words."))
}


def family_of(item_id: str) -> str:
    return item_id.rpartition("-")[0]


def met(door: Door, module: str) -> set[str]:
    return {entry["item"] for attempt in attempts_of(door, module) for entry in attempt.drawn}


def tallies(door: Door) -> list[tuple[object, ...]]:
    door.fold()
    with door.session() as session:
        items = session.execute(select(ItemTally.digest, ItemTally.responses, ItemTally.sum_x)).all()
        skills = session.execute(select(CompetencyTally.competency, CompetencyTally.points)).all()
        return sorted([*map(tuple, items), *map(tuple, skills)])


def test_it_is_offered_a_week_after_a_module_was_finished_and_the_day_is_said_before(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    assert "refresher" not in learner.again().text
    learner.take()
    assert "refresher" not in learner.again().text, "its lesson is not done"
    learner.post(f"{learner.base}/lessons/desk.l1")

    for page in (learner.again(), learner.get(f"{learner.base}/course")):
        assert "Your next refresher is due" in page.text
        assert "Time for a refresher" not in page.text
    assert "There is nothing to refresh today." in learner.get(f"{learner.base}/refresher").text
    weeks_pass(door, 1)

    for page in (learner.again(), learner.get(f"{learner.base}/course")):
        assert "Time for a refresher" in page.text
    assert learner.get(learner.again().link("Open the refresher")).form("Start the refresher") is not None


def test_who_finished_nothing_is_told_so_in_words(enter: Enter) -> None:
    learner = enter(module="desk")
    assert "There is nothing to refresh yet." in learner.get(f"{learner.base}/refresher").text
    assert "No refresher is due" in begin(learner).text


def test_it_asks_one_new_stem_of_each_family_with_feedback_at_once_and_closes_shortly(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    known = met(door, "desk")
    weeks_pass(door, 1)

    page, asked = begin(learner), []
    while page.soup.select_one("input[data-shown]"):
        asked.append(item_of(page))
        assert "How sure are you?" in page.text
        worth = answer(learner, page, right=len(asked) > 1)
        assert worth.soup.select_one("article .feedback") is not None
        page = go_on(learner, worth)

    assert len(asked) == len({family_of(each) for each in asked}) == 5
    assert not known.intersection(asked)
    assert "4 of 5 questions right." in page.text
    assert "Your next refresher is due" in page.text
    assert "Time for a refresher" not in learner.again().text


def test_what_was_missed_with_certainty_and_missed_comes_first_in_new_stems(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learner.post(f"{learner.base}/lessons/desk.l1")
    set_rules(door, "desk", pass_percent=30)
    quiz = learner.start()
    missed, certain, _right = (entry["item"] for entry in attempts_of(door, "desk")[0].drawn)
    given = learner.answers(quiz)
    wrong = {each: [letter for letter in "abc" if letter not in given[each]][:1] for each in (missed, certain)}
    learner.submit(quiz, given | wrong, **{f"sure-{certain}": "3"})
    weeks_pass(door, 1)

    first = begin(learner)
    second = go_on(learner, answer(learner, first))

    assert family_of(item_of(first)) == family_of(certain)
    assert family_of(item_of(second)) == family_of(missed)
    assert not {item_of(first), item_of(second)} & met(door, "desk")


def test_an_answer_is_taken_once_and_an_empty_one_not_at_all(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    page = begin(learner)
    action = str(page.form("Check my answer")["action"])

    refused = learner.post(action, {f"was-{item_of(page)}": ""})
    assert refused.status == 400
    assert "Answer the whole question first" in refused.text
    answer(learner, page, right=False)
    answer(learner, page, right=True)

    with door.session() as session:
        [answered] = session.scalars(select(RefresherQuestion).where(RefresherQuestion.answered_at.is_not(None)))
        assert answered.points == 0
    assert learner.post(action.replace("/1", "/9"), {}).status == 404


def test_an_open_round_goes_on_wherever_it_is_opened_again(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    answer(learner, begin(learner))

    elsewhere = enter(module="door", context=OTHER_COURSE)
    assert "Continue the refresher" in elsewhere.again().text
    assert "Question 2" in begin(elsewhere).text
    with door.session() as session:
        assert len(session.scalars(select(RefresherRound)).all()) == 1


def test_modules_of_all_courses_of_the_person_take_part_and_of_nobody_else(enter: Enter, door: Door) -> None:
    here, there = enter(module="desk"), enter(module="door", context=OTHER_COURSE)
    learn(here)
    learn(there)
    weeks_pass(door, 1)

    asked, _closing = take_round(here)
    assert {each.split("-")[0] for each in asked} == {"desk", "door"}
    other = enter("yusuf", module="desk")
    assert "refresher" not in other.again().text
    assert other.get(f"{other.base}/refresher/1").status == 404
    assert other.post(f"{other.base}/refresher/1/1", {}).status == 404


def test_what_a_quiz_may_still_ask_or_holds_back_is_not_given_away(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    again = enter(module="desk", context=OTHER_COURSE)
    again.take(right=0)

    assert "There is nothing to refresh yet." in learner.get(f"{learner.base}/refresher").text, "not passed there yet"
    again.take()
    assert learner.get(f"{learner.base}/refresher").form("Start the refresher") is not None
    set_rules(door, "desk", key_shown="from_date", key_shown_from=utcnow() + timedelta(days=1))
    assert "There is nothing to refresh yet." in learner.get(f"{learner.base}/refresher").text


def test_what_an_open_certificate_quiz_asks_is_left_out(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    enter(module="diploma").start()
    open_now = {family_of(each) for each in met(door, "diploma")}

    asked, _closing = take_round(learner)

    assert asked
    assert not open_now & {family_of(each) for each in asked}


def test_a_certificate_prefers_what_no_refresher_asked(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    asked, _closing = take_round(learner)

    enter(module="diploma").start()

    assert not met(door, "diploma") & {*asked, *met(door, "desk")}


def test_its_answers_change_no_statistics_and_no_grade_of_a_quiz(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    before = tallies(door)
    grade = [(each.revision, each.score_given) for each in deliveries(door)]

    take_round(learner, right=False)

    assert tallies(door) == before
    assert [(each.revision, each.score_given) for each in deliveries(door)] == grade


def test_a_placed_refresher_is_graded_by_taking_part_whatever_the_answers(enter: Enter, door: Door) -> None:
    learn(enter(module="desk"))
    weeks_pass(door, 1)
    learner = placed(enter)
    assert "graded by taking part" in learner.home.text
    page = begin(learner)
    while page.soup.select_one("input[data-shown]"):
        assert not deliveries(door, "refresher")
        page = go_on(learner, answer(learner, page, right=False))

    [delivery] = deliveries(door, "refresher")
    assert (delivery.score_given, delivery.score_maximum) == (100, 100)
    assert "Your next refresher is due" in page.text
    row = learner.get(f"{learner.base}/course").soup.find("h2", string="Refresher").find_parent("li")
    assert "Done" in row.text
    teacher = placed(enter, "rosa", roles=INSTRUCTOR)
    shown = teacher.get(f"{teacher.base}/instructor")
    assert "100 %" in shown.text
    assert "Not passed" not in shown.text


def test_whoever_was_just_refreshed_may_take_part_at_a_placed_one_at_once_but_once(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    take_round(learner)

    own = placed(enter)
    assert "but you can take part now" in own.again().text
    take_round(own)
    assert [each.score_given for each in deliveries(door, "refresher")] == [100]
    assert "There is nothing to refresh today." in own.again().text


def test_a_closed_refresher_says_so_and_counts_nothing(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    own = placed(enter)
    set_rules(door, "refresher", closes_at=utcnow() - timedelta(hours=1))

    assert "This refresher closed on" in own.again().text
    assert begin(own).status == 409
    begin(learner)
    take_round(learner)
    assert not deliveries(door, "refresher")


def test_an_instructor_sees_what_it_is_and_begins_nothing(enter: Enter, door: Door) -> None:
    teacher = placed(enter, "rosa", roles=INSTRUCTOR)
    page = teacher.get(f"{teacher.base}/refresher")
    assert "Learners see their own questions here." in page.text
    assert page.soup.select_one("form[action$='/refresher']") is None
    assert begin(enter("rosa", module="desk", roles=INSTRUCTOR)).status == 404


def test_right_answers_lead_on_to_three_weeks(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    weeks_pass(door, 1)
    first, _closing = take_round(learner)
    weeks_pass(door, 2.9)
    assert "Time for a refresher" not in learner.again().text
    weeks_pass(door, 0.2)

    second, _closing = take_round(learner)

    assert not set(first) & set(second), "five families of three stems hold two rounds"


def test_when_every_stem_was_met_the_page_says_so(enter: Enter, door: Door) -> None:
    learner = enter(module="desk")
    learn(learner)
    for weeks in (1, 3.1, 8.1):
        weeks_pass(door, weeks)
        take_round(learner)
    weeks_pass(door, 20.1)

    assert "You have met this very question before" in begin(learner).text


def deliveries(door: Door, module: str | None = None) -> list[ScoreDelivery]:
    with door.session() as session:
        found = session.scalars(select(ScoreDelivery).order_by(ScoreDelivery.id)).all()
        return [each for each in found if module is None or each.placement.module_id == module]


def test_a_courses_own_question_takes_part_and_what_left_the_bank_never_does(
    enter: Enter, door: Door, tmp_path: Path
) -> None:
    learner = enter(module="desk")
    learn(learner)
    teacher = enter("rosa", module="desk", roles=INSTRUCTOR)
    own = teacher.post(f"{teacher.base}/instructor/own/new", OWN)
    teacher.post(f"{own.path.partition('?')[0]}/publish/1")
    banked = tmp_path / "content" / "modules" / "desk" / "families.yaml"
    banked.write_text(json.dumps(json.loads(banked.read_text())[3:]), encoding="utf-8")
    door.app.extensions["catalogue"] = LazyCatalogue(tmp_path / "content")
    weeks_pass(door, 1)

    begin(learner)

    with door.session() as session:
        asked = [each.item_id for each in session.scalars(select(RefresherQuestion))]
    assert {family_of(each) for each in asked if each.startswith("desk-")} == {"desk-h", "desk-i"}
    assert [each for each in asked if not each.startswith("desk-")], "the course's own"
