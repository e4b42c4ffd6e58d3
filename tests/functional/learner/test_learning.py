"""Lessons and quizzes as a learner meets them, and what bad input cannot do to them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, ContentSnapshot, Response
from lti_tool.content.model import ChoiceItem, SingleItem
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.placements.catalogue import LazyCatalogue
from lti_tool.progress.models import LessonCompletion
from lti_tool.quizzes import full_answer
from lti_tool.settings import shipped_dir
from tests.conftest import World
from tests.support.learners import answers, bad_answer, csrf, finish_lesson, item_ids, items_by_id, open_quiz
from tests.support.visitor import Page, Visitor

COURSE, LINK = "front-desk", "yes-and"
ITEMS = Path("modules/culture-of-yes/items.yaml")
FAMILIES = Path("modules/culture-of-yes/families.yaml")


@pytest.fixture
def learner(world: World) -> Visitor:
    return world.visitor()


@pytest.fixture
def quiz(learner: Visitor) -> Page:
    return open_quiz(learner, learner.launch("mei-ling", COURSE, LINK))


def save(learner: Visitor, quiz: Page, item_id: str, *options: str) -> Page:
    data = {"csrf_token": csrf(quiz), "option": list(options)}
    return learner.post(f"{quiz.url}/responses/{item_id}", data, Accept="text/plain")


def drawn_single(quiz: Page) -> SingleItem:
    return next(item for item in map(items_by_id().get, item_ids(quiz)) if isinstance(item, SingleItem))


def test_a_quiz_draws_ten_items_six_and_four_by_competency(quiz: Page) -> None:
    competencies = [items_by_id()[item_id].competency for item_id in item_ids(quiz)]

    assert (competencies.count("LCS.C3"), competencies.count("LCS.B1")) == (6, 4)


def test_a_finished_lesson_is_remembered_and_the_next_step_moves_on(learner: Visitor) -> None:
    page = learner.launch("mei-ling", COURSE, LINK)
    lesson = learner.get(page.link("Start:"))

    after = finish_lesson(learner, lesson)
    again = learner.launch("mei-ling", COURSE, LINK)

    assert "Lesson 2 of 5" in after.text
    assert "1 of 5 lessons done" in again.text
    assert again.link("Continue: From")


def test_somebody_who_knows_the_matter_may_test_out_without_reading(learner: Visitor) -> None:
    page = learner.launch("mei-ling", COURSE, LINK)

    quiz = learner.submit(page, "Take the quiz now")

    assert quiz.soup.select("fieldset")
    assert "Take the quiz now" not in learner.launch("mei-ling", COURSE, LINK).text


def test_an_answer_is_saved_as_it_is_given_and_is_there_on_another_device(world: World, quiz: Page) -> None:
    learner, phone = world.visitor(), world.visitor()
    page = open_quiz(learner, learner.launch("yusuf", COURSE, LINK))
    item = drawn_single(page)

    saved = save(learner, page, item.id, item.options[1].id)
    elsewhere = open_quiz(phone, phone.launch("yusuf", COURSE, LINK))

    assert saved.status == 204
    assert elsewhere.path.endswith(page.path.rpartition("/")[2])
    chosen = elsewhere.soup.select_one(f"input[name=item-{item.id}][checked]")
    assert chosen is not None
    assert chosen["value"] == item.options[1].id


def test_submitting_with_gaps_asks_once_names_them_and_loses_nothing(learner: Visitor, quiz: Page) -> None:
    given = answers(quiz, right=10)
    missing = item_ids(quiz)[3]
    del given[f"item-{missing}"]

    asked = learner.submit(quiz, "Submit your answers", given)
    result = learner.submit(asked, "Submit anyway", given)

    assert "1 question is not fully answered" in asked.text
    assert "Question 4" in asked.text
    assert "9 of 10 answered" in asked.text
    assert "9 of 10" in result.text


def test_two_taps_on_start_make_one_attempt(world: World, learner: Visitor, session: Session) -> None:
    page = learner.launch("mei-ling", COURSE, LINK)

    first, second = open_quiz(learner, page), open_quiz(learner, page)

    assert first.path == second.path
    assert len(session.scalars(select(Attempt)).all()) == 1


def test_a_submitted_attempt_takes_no_more_answers(learner: Visitor, quiz: Page, session: Session) -> None:
    learner.submit(quiz, "Submit your answers", answers(quiz, right=10))
    item = items_by_id()[item_ids(quiz)[0]]

    late = save(learner, quiz, item.id, *bad_answer(item))

    assert late.status == 409
    assert late.text == "This attempt has already been submitted."
    stored = session.scalars(select(Response).where(Response.item_id == item.id)).one()
    assert set(stored.chosen) == full_answer(item)


def test_a_replayed_submission_shows_the_result_and_changes_nothing(learner: Visitor, quiz: Page) -> None:
    learner.submit(quiz, "Submit your answers", answers(quiz, right=10))

    again = learner.submit(quiz, "Submit your answers", answers(quiz, right=0))

    assert again.heading == "Your result"
    assert "10 of 10" in again.text


def test_an_item_that_was_not_drawn_is_refused_in_a_sentence(learner: Visitor, quiz: Page) -> None:
    not_drawn = next(item for item in items_by_id() if item not in item_ids(quiz))

    for item_id in (not_drawn, "no-such-item"):
        refused = save(learner, quiz, item_id, "a")
        assert refused.status == 400
        assert refused.text == "This question is not part of your attempt."


def test_an_impossible_answer_is_refused_and_the_saved_one_stays(
    learner: Visitor, quiz: Page, session: Session
) -> None:
    single = drawn_single(quiz)
    save(learner, quiz, single.id, "a")

    not_offered = "not one of this question's answers"
    for impossible, words in ((["z"], not_offered), (["a", "b"], "takes one answer"), (["a" * 5000], not_offered)):
        refused = save(learner, quiz, single.id, *impossible)
        assert refused.status == 400
        assert words in refused.text
    assert session.scalars(select(Response).where(Response.item_id == single.id)).one().chosen == ["a"]


def test_an_empty_answer_takes_a_choice_back(learner: Visitor, quiz: Page, session: Session) -> None:
    item_id = item_ids(quiz)[0]
    save(learner, quiz, item_id, "a")

    save(learner, quiz, item_id)

    assert session.scalars(select(Response).where(Response.item_id == item_id)).one().chosen == []


def test_nobody_reads_or_answers_somebody_elses_attempt(world: World, quiz: Page) -> None:
    other = world.visitor()
    own = other.launch("yusuf", COURSE, LINK)
    attempt_id = quiz.path.rpartition("/")[2]
    base = f"{world.tool_url}/l/{own.launch_id}/attempts/{attempt_id}"
    token = csrf(own)

    assert other.get(base).status == 404
    assert other.get(f"{base}/result").status == 404
    assert other.get(f"{base}/grade").status == 404
    assert other.post(f"{base}/submit", {"csrf_token": token, "confirmed": "1"}).status == 404
    assert other.post(f"{base}/responses/coy-001", {"csrf_token": token, "option": "a"}).status == 404


def test_editing_and_deleting_items_never_changes_an_old_result(
    world: World, learner: Visitor, quiz: Page, tmp_path: Path, session: Session
) -> None:
    result = learner.submit(quiz, "Submit your answers", answers(quiz, right=10))
    drawn = [items_by_id()[item_id] for item_id in item_ids(quiz)]
    choices = [each for each in drawn if isinstance(each, ChoiceItem)]
    item = next(each for each in choices if '"' not in each.options[0].text)  # YAML escapes quotation marks

    edited = tmp_path / "content"
    shutil.copytree(shipped_dir("content"), edited)
    bank = edited / (FAMILIES if item.family else ITEMS)
    text = bank.read_text(encoding="utf-8")
    bank.write_text(text.replace(item.options[0].text, "Edited beyond recognition."), encoding="utf-8")
    world.tool.extensions["catalogue"] = LazyCatalogue(edited)
    after_edit = learner.get(result.url)
    kept = session.scalars(select(ContentSnapshot.digest)).all()

    assert "Edited beyond recognition" in bank.read_text(encoding="utf-8")
    assert item.digest in kept
    assert after_edit.lacks("10 of 10", "Edited beyond recognition") == ["Edited beyond recognition"]


def test_a_module_that_left_the_catalogue_leaves_its_results(world: World, learner: Visitor, quiz: Page) -> None:
    result = learner.submit(quiz, "Submit your answers", answers(quiz, right=10))
    unfinished = open_quiz(learner, learner.get(result.link("Back to the module")))

    world.tool.extensions["catalogue"] = EmptyCatalogue(Path())

    assert "10 of 10" in learner.get(result.url).text
    assert learner.get(unfinished.url).soup.select("fieldset")
    finished = learner.submit(unfinished, "Submit your answers", answers(unfinished, right=4))
    assert "4 of 10" in finished.text
    page = learner.launch("mei-ling", COURSE, LINK)
    assert page.heading == "You are early"
    assert learner.get(page.link("attempt 1")).heading == "Your result"


class EmptyCatalogue(LazyCatalogue):
    loaded = Catalogue((), ())


def test_an_instructor_previews_lessons_and_leaves_no_trace_of_them(world: World, session: Session) -> None:
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)

    module = rosa.get(home.link("Preview as a learner"))
    lesson = rosa.get(module.link("Name the need"))

    assert "Preview: you see this as a learner does." in lesson.text
    assert session.scalars(select(LessonCompletion)).all() == []


def test_an_unknown_lesson_is_a_page_in_words(learner: Visitor) -> None:
    page = learner.launch("mei-ling", COURSE, LINK)

    missing = learner.get(f"{learner.tool_url}/l/{page.launch_id}/lessons/no-such-lesson")

    assert missing.status == 404
    assert "no such lesson" in missing.text
    assert missing.launch_id == page.launch_id
