"""What a result tells, what it holds back, and what a retake and practice make of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_tool.db import utcnow
from tests.support.door import Door
from tests.support.learners import item_ids
from tests.support.takers import Enter, Taker, attempts_of, set_rules, stored_answers
from tests.support.visitor import Page

GIVEAWAYS = ("Because", "It is so because", "Right answer", "Your choice", "Partly right", "Not quite", "is-key")


def leaks(page: Page) -> list[str]:
    """The words and marks that would tell an answer."""
    html = page.response.get_data(as_text=True)
    return [each for each in GIVEAWAYS if each in html]


def practise(learner: Taker, page: Page, *tokens: str) -> Page:
    """Answer the practice question on the page."""
    shown = page.soup.select_one("input[data-shown]")
    assert shown is not None, page.text
    item_id = str(shown["name"]).removeprefix("was-")
    asked = [str(each["value"]) for each in page.soup.select("input[name=asked]")]
    return learner.post(f"{learner.base}/practice", {f"item-{item_id}": list(tokens), "asked": asked})


def practised_item(page: Page) -> str:
    shown = page.soup.select_one("input[data-shown]")
    assert shown is not None, page.text
    return str(shown["name"]).removeprefix("was-")


def test_a_result_shows_why_for_each_choice_and_links_to_the_lesson(enter: Enter) -> None:
    learner = enter()

    result = learner.take(right=0)

    assert "Because t-single a says so." in result.text
    assert "Right: Trust" in result.text
    assert "You said: Best" in result.text
    assert result.link("Hear the need").endswith("/lessons/types.l1")
    assert "How each skill went" in result.text


def test_how_sure_somebody_was_is_stored_and_not_graded_and_confident_errors_come_first(
    enter: Enter, door: Door
) -> None:
    learner = enter()
    quiz = learner.start()
    last = item_ids(quiz)[-1]
    given = learner.answers(quiz) | {last: learner.answers(quiz, right=0)[last]}
    sure = {f"sure-{item_id}": "3" if item_id == last else "1" for item_id in item_ids(quiz)}

    result = learner.submit(quiz, given, **sure)

    assert {item_id: sure for item_id, (_tokens, sure) in stored_answers(door).items()} == {
        item_id: 3 if item_id == last else 1 for item_id in item_ids(quiz)
    }
    assert "4 of 5" in result.text
    assert "The ones where you were certain come first" in result.text
    first = result.soup.select("article")[0].get_text(" ")
    assert "You were certain" in first
    assert f"What fits {last}?" in first
    assert "You were certain" not in result.soup.select("article")[1].get_text(" ")


def test_an_empty_answer_is_no_confident_error(enter: Enter) -> None:
    learner = enter()
    quiz = learner.start()

    result = learner.submit(quiz, **{"sure-t-single": "3", "confirmed": "1"})

    assert "You were certain" not in result.text


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"key_shown": "after_attempts", "attempts_allowed": 2}, "once your attempts are used up"),
        ({"key_shown": "from_date", "key_shown_from": timedelta(days=1)}, "Your instructor shows the answers from"),
        ({"key_shown": "from_date"}, "has not set a date"),
    ],
)
def test_held_back_answers_leak_on_no_page(enter: Enter, door: Door, rules: dict[str, object], words: str) -> None:
    learner = enter()
    later = {name: utcnow() + value if isinstance(value, timedelta) else value for name, value in rules.items()}
    set_rules(door, "types", **later)
    quiz = learner.start()

    result = learner.submit(quiz, learner.answers(quiz, right=2))

    assert words in result.text
    assert "Practice what" not in result.text
    assert "How each skill went" in result.text
    practice = f"{learner.base}/practice"
    refused = [learner.get(practice), learner.post(practice)]
    assert [each.status for each in refused] == [404, 404]
    assert [each.lacks("once its answers are shown") for each in refused] == [[], []]
    for page in (quiz, result, learner.again(), learner.get(f"{learner.base}/course"), *refused):
        assert leaks(page) == []


def test_held_back_answers_are_shown_when_the_last_attempt_is_handed_in(enter: Enter, door: Door) -> None:
    learner = enter()
    set_rules(door, "types", key_shown="after_attempts", attempts_allowed=2)
    first = learner.take(right=0)
    quiz = learner.start()
    assert leaks(learner.get(first.path)) == []

    learner.submit(quiz, learner.answers(quiz, right=0))

    assert "Because t-single a says so." in learner.get(first.path).text


def test_held_back_answers_are_shown_from_the_date_on_and_after_closing(enter: Enter, door: Door) -> None:
    learner = enter()
    result = learner.take(right=0)
    for settings in (
        {"key_shown": "from_date", "key_shown_from": utcnow() - timedelta(minutes=1)},
        {"key_shown": "after_attempts", "closes_at": utcnow() - timedelta(minutes=1)},
    ):
        set_rules(door, "types", **settings)
        assert "Because t-single a says so." in learner.get(result.path).text


def test_an_open_attempt_tells_no_answers_in_its_source(enter: Enter) -> None:
    learner = enter()

    assert leaks(learner.start()) == []


def test_a_retake_draws_what_was_not_seen_and_then_what_was_seen_longest_ago(enter: Enter) -> None:
    learner = enter(module="retake")  # draws 2 of 5
    drawn = []
    for _ in range(4):
        quiz = learner.start()
        drawn.append(set(item_ids(quiz)))
        learner.submit(quiz, learner.answers(quiz))

    assert drawn[0].isdisjoint(drawn[1])
    assert len(drawn[0] | drawn[1] | drawn[2]) == 5
    (repeated,) = drawn[2] & (drawn[0] | drawn[1])
    assert repeated in drawn[0]
    assert drawn[3].isdisjoint(drawn[2])


def test_a_result_of_a_module_that_the_link_no_longer_shows_offers_nothing_of_the_other_one(
    enter: Enter, door: Door
) -> None:
    learner = enter(module="retake")
    result = learner.take(right=0)
    teacher = enter("rosa", module="retake")
    teacher.post(f"{teacher.base}/instructor/module", {"module": "types"})

    after = learner.get(result.path)

    assert after.heading == "Your result"
    assert "Try the quiz again" not in after.text
    assert "Practice what you missed" not in after.text
    assert "Read again:" not in after.text


def test_practice_asks_what_was_missed_first_and_keeps_nothing(enter: Enter, door: Door) -> None:
    learner = enter(module="retake")
    quiz = learner.start()
    missed, known = item_ids(quiz)
    result = learner.submit(quiz, {missed: ["b"], known: ["a"]})
    before = (stored_answers(door), len(attempts_of(door, "retake")))

    page = learner.get(result.link("Practice what you missed"))
    assert practised_item(page) == missed
    assert "You missed this one before" in page.text
    answered = practise(learner, page, "a")
    assert f"Because {missed} a says so." in answered.text
    assert "That was the last one you had missed" in answered.text
    asked = "&".join(f"asked={each['value']}" for each in answered.soup.select("input[name=asked]"))
    following = learner.get(f"{learner.base}/practice?{asked}")

    assert practised_item(following) != missed
    assert "Another one" in following.text
    assert (stored_answers(door), len(attempts_of(door, "retake"))) == before


def test_practice_goes_through_the_whole_bank_and_ends(enter: Enter) -> None:
    learner = enter(module="retake")
    learner.take()
    asked: list[str] = []
    for _ in range(5):
        page = learner.get(f"{learner.base}/practice?" + "&".join(f"asked={each}" for each in asked))
        asked.append(practised_item(page))

    end = learner.get(f"{learner.base}/practice?" + "&".join(f"asked={each}" for each in [*asked, "forged", "r-1"]))

    assert len(set(asked)) == 5
    assert "You have practiced every question of this quiz." in end.text


def test_practising_an_impossible_answer_is_refused_in_words_and_shown_as_typed(enter: Enter) -> None:
    learner = enter()
    quiz = learner.start()
    learner.submit(quiz, learner.answers(quiz) | {"t-best-worst": ["best=a", "worst=b"]})
    page = learner.get(f"{learner.base}/practice")
    assert practised_item(page) == "t-best-worst"

    fields = {"item-t-best-worst/best": "best=c", "item-t-best-worst/worst": "worst=c"}
    refused = learner.post(f"{learner.base}/practice", fields)

    assert refused.status == 400
    assert "cannot be the same one" in refused.text
    assert [str(each["value"]) for each in refused.soup.select("input[value][checked]")] == ["best=c", "worst=c"]


def test_practice_keeps_the_order_that_an_author_locked(enter: Enter) -> None:
    learner = enter()
    quiz = learner.start()
    learner.submit(quiz, learner.answers(quiz) | {"t-multi": ["c"]})

    page = learner.get(f"{learner.base}/practice")

    assert [str(each["value"]) for each in page.soup.select("input[data-answer]")] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("fields", [{}, {"item-r-1": "a"}, {"item-none": "a"}, {"asked": ["x"] * 50}])
def test_practising_nothing_or_something_else_asks_the_question_again(enter: Enter, fields: dict[str, object]) -> None:
    learner = enter()
    learner.take(right=0)

    page = learner.post(f"{learner.base}/practice", fields)

    assert page.status == 200
    assert practised_item(page)
    assert "Choose an answer first" in page.text


def test_there_is_no_practice_before_an_attempt_nor_during_one(enter: Enter) -> None:
    learner = enter()
    assert learner.get(f"{learner.base}/practice").status == 404

    learner.start()
    assert learner.get(f"{learner.base}/practice").status == 404
