"""Answers of every type, given without a script: kept, resumed, reviewed, and refused in words where they cannot be."""

from __future__ import annotations

import pytest

from lti_tool.attempts.models import Attempt
from tests.support.door import Door
from tests.support.quiz_course import ALL_TYPES
from tests.support.takers import Enter, attempts_of, chosen, filled, stored_answers


def order_of(item, *words: str) -> list[str]:
    """The answer that gives the steps, by their last word, the places 1, 2, 3 …"""
    ids = {step.text.split()[-1]: step.id for step in item.steps}
    return [f"{ids[word]}={place}" for place, word in enumerate(words, start=1) if word]


def only_attempt(door: Door) -> Attempt:
    (attempt,) = attempts_of(door, "types")
    return attempt


def test_a_quiz_of_all_types_is_answered_rightly_without_a_script(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()

    result = learner.submit(quiz, learner.answers(quiz))

    assert {str(each["data-type"]) for each in quiz.soup.select("fieldset[data-type]")} == {
        "single",
        "multi",
        "best_worst",
        "order",
        "match",
    }
    assert "5 of 5" in result.text
    assert "Passed" in result.text
    assert (only_attempt(door).points, only_attempt(door).closed_by) == (5, "learner")


def test_a_quiz_of_all_types_answered_wrongly_earns_nothing(enter: Enter) -> None:
    learner = enter()

    assert "0 of 5" in learner.take(right=0).text


def test_answers_that_are_partly_right_earn_their_part(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    order, match = learner.item("t-order"), learner.item("t-match")
    respect = next(target.id for target in match.targets if target.text == "Respect")

    result = learner.submit(
        quiz,
        {
            "t-single": ["a"],
            "t-multi": ["a"],  # 1/2
            "t-best-worst": ["best=b", "worst=a"],  # 1/2
            "t-order": order_of(order, "ask", "greet", "show", "check"),  # 4/6
            "t-match": [f"{pair}={respect}" for pair in match.part_ids],  # 1/3
        },
    )

    assert only_attempt(door).points == pytest.approx(3)
    assert only_attempt(door).passed is False
    assert "3 of 5" in result.text
    assert "Partly right" in result.text


def test_the_order_of_the_page_tells_nothing_and_a_locked_item_keeps_its_own(enter: Enter) -> None:
    orders, locked = set(), set()
    for number in range(5):
        quiz = enter(sub=f"learner-{number}").start()
        rows = quiz.soup.select("fieldset[data-type=order] label")
        orders.add(tuple(row.get_text(strip=True) for row in rows if "Step" in row.get_text()))
        locked.add(tuple(each["value"] for each in quiz.soup.select("fieldset[data-type=multi] input[data-answer]")))

    assert len(orders) > 1
    assert locked == {("a", "b", "c", "d")}


def test_saved_answers_of_every_type_are_there_on_another_device(enter: Enter) -> None:
    desk, phone = enter(), enter()
    quiz = desk.start()
    answers = desk.answers(quiz)
    for item_id, tokens in answers.items():
        assert desk.save(quiz, item_id, *tokens, sure="2").status == 204

    elsewhere = phone.start()

    assert elsewhere.path.rpartition("/")[2] == quiz.path.rpartition("/")[2]
    assert {item_id: chosen(elsewhere, item_id) for item_id in ALL_TYPES} == {
        item_id: set(tokens) for item_id, tokens in answers.items()
    }
    assert elsewhere.soup.select("input[name=sure-t-order][value='2'][checked]")
    assert "Continue at question" not in elsewhere.text


def test_a_quiz_left_in_the_middle_says_where_to_go_on(enter: Enter) -> None:
    learner = enter()
    quiz = learner.start()
    first = str(quiz.soup.select("input[data-shown]")[0]["name"]).removeprefix("was-")
    learner.save(quiz, first, *learner.answers(quiz)[first])

    back = learner.get(learner.again().link("Continue the quiz"))

    assert "1 of 5 answered" in back.text
    assert back.link("Continue at question 2").endswith("#question-2")


def test_a_review_names_what_is_unanswered_or_half_answered_and_loses_nothing(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    given = learner.answers(quiz)
    given["t-order"] = order_of(learner.item("t-order"), "greet", "ask")
    given["t-best-worst"] = ["best=b"]
    given["t-single"] = []

    review = learner.submit(quiz, given)

    assert review.status == 200
    assert "3 questions are not fully answered" in review.text
    named = {link.get_text(strip=True) for link in review.soup.select("ul.gaps a")}
    places = {each.get("data-type"): each["id"] for each in quiz.soup.select("fieldset[data-type]")}
    assert named == {f"Question {places[kind].rpartition('-')[2]}" for kind in ("order", "best_worst", "single")}
    assert chosen(review, "t-match") == set(given["t-match"])
    assert only_attempt(door).submitted_at is None

    result = learner.post(f"{quiz.path}/submit", filled(review, {}) | {"confirmed": "1"})
    assert "You left this one empty." in result.text
    assert only_attempt(door).points == pytest.approx(1 + 0.5 + 1 / 6 + 1, abs=1e-3)


@pytest.mark.parametrize(
    ("item_id", "tokens", "words"),
    [
        ("t-single", ["a", "b"], "takes one answer"),
        ("t-single", ["z"], "not one of this question"),
        ("t-multi", ["a", "best=a"], "not one of this question"),
        ("t-best-worst", ["best=a", "worst=a"], "cannot be the same one"),
        ("t-best-worst", ["a"], "not one of this question"),
        ("t-best-worst", ["best=a", "best=b"], "takes one answer"),
        ("t-match", ["a=b"], "not one of this question"),
        ("t-order", ["nothing=1"], "not one of this question"),
        ("t-order", ["=", "==", "x" * 9000], "not one of this question"),
        ("t-single", ["a\0"], "not one of this question"),
    ],
)
def test_an_impossible_answer_is_refused_in_a_sentence_and_the_saved_one_stays(
    enter: Enter, door: Door, item_id: str, tokens: list[str], words: str
) -> None:
    learner = enter()
    quiz = learner.start()
    right = sorted(learner.answers(quiz)[item_id])
    learner.save(quiz, item_id, *right)

    refused = learner.save(quiz, item_id, *tokens)

    assert refused.status == 400
    assert words in refused.text
    assert stored_answers(door)[item_id][0] == right


def test_an_order_with_two_steps_in_one_place_is_shown_as_typed_and_all_else_is_saved(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    first, second, *_rest = learner.item("t-order").part_ids
    given = learner.answers(quiz) | {"t-order": [f"{first}=2", f"{second}=2"]}

    refused = learner.submit(quiz, given, confirmed="1")

    assert refused.status == 400
    assert "One answer could not be saved" in refused.text
    assert "give each its own." in refused.text
    assert chosen(refused, "t-order") == {f"{first}=2", f"{second}=2"}
    assert set(stored_answers(door)) == set(ALL_TYPES) - {"t-order"}
    assert only_attempt(door).submitted_at is None

    mended = learner.submit(refused, {"t-order": learner.answers(quiz)["t-order"]})
    assert "5 of 5" in mended.text


def test_one_option_as_best_and_worst_is_shown_as_typed_and_can_be_mended(enter: Enter) -> None:
    learner = enter()
    quiz = learner.start()

    refused = learner.submit(quiz, learner.answers(quiz) | {"t-best-worst": ["best=b", "worst=b"]})

    assert refused.status == 400
    assert chosen(refused, "t-best-worst") == {"best=b", "worst=b"}
    assert "5 of 5" in learner.submit(refused, {"t-best-worst": ["best=b", "worst=d"]}).text


def test_an_old_tab_that_is_submitted_does_not_undo_what_another_tab_saved(enter: Enter, door: Door) -> None:
    learner = enter()
    old = learner.start()
    learner.save(old, "t-multi", "a")
    new = learner.get(old.path)
    learner.save(new, "t-single", "a", sure="3")
    learner.save(new, "t-multi", "a", "b")

    learner.submit(old, {"t-best-worst": ["best=b", "worst=d"]})  # only this was touched in the old tab

    assert stored_answers(door) == {
        "t-single": (["a"], 3),
        "t-multi": (["a", "b"], None),
        "t-best-worst": (["best=b", "worst=d"], None),
    }


def test_what_both_tabs_changed_is_as_the_later_one_said(enter: Enter, door: Door) -> None:
    learner = enter()
    old = learner.start()
    learner.save(learner.get(old.path), "t-single", "b")

    learner.submit(old, {"t-single": ["a"]})

    assert stored_answers(door)["t-single"] == (["a"], None)


def test_a_choice_can_be_taken_back_without_a_script(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    learner.save(quiz, "t-multi", "a", "c")

    learner.submit(learner.get(quiz.path), {"t-multi": []})

    assert stored_answers(door)["t-multi"] == ([], None)


def test_items_that_the_attempt_did_not_draw_are_refused_and_the_rest_is_kept(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    forged = {"item-r-1": "a", "item-": "a", "was-nothing": "x", "item-t-none/best": "best=a"}

    refused = learner.submit(quiz, learner.answers(quiz), **forged)

    assert refused.status == 400
    assert "This question is not part of your attempt." in refused.text
    assert set(stored_answers(door)) == set(ALL_TYPES)
    assert learner.save(quiz, "r-1", "a").text == "This question is not part of your attempt."


@pytest.mark.parametrize("sure", ["0", "4", "-1", "certain", "2; drop", "２"])
def test_how_sure_is_one_of_three_and_anything_else_is_as_if_unsaid(enter: Enter, door: Door, sure: str) -> None:
    learner = enter()
    quiz = learner.start()

    assert learner.save(quiz, "t-single", "a", sure=sure).status == 204
    assert stored_answers(door)["t-single"] == (["a"], None)


def test_a_flood_of_fields_is_refused_without_harm(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    learner.save(quiz, "t-single", "a")

    huge = learner.save(quiz, "t-single", "x" * 3_000_000)
    many = learner.save(quiz, "t-multi", *("a" for _ in range(400)))

    assert huge.status in (400, 413)
    assert many.status in (204, 400, 413)
    assert stored_answers(door)["t-single"] == (["a"], None)


def test_a_replayed_submit_shows_the_result_and_changes_nothing(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    learner.submit(quiz, learner.answers(quiz))
    before = only_attempt(door).submitted_at

    again = learner.submit(quiz, learner.answers(quiz, right=0), confirmed="1")

    assert again.heading == "Your result"
    assert "5 of 5" in again.text
    assert only_attempt(door).submitted_at == before
    late = learner.save(quiz, "t-single", "b")
    assert (late.status, late.text) == (409, "This attempt has already been submitted.")


def test_nobody_opens_answers_or_submits_somebody_elses_attempt(enter: Enter, door: Door) -> None:
    quiz = enter("mei-ling").start()
    stranger = enter("yusuf")
    theirs = f"{stranger.base}/attempts/{quiz.path.rpartition('/')[2]}"

    for path in (theirs, f"{theirs}/result", f"{theirs}/grade"):
        assert stranger.get(path).status == 404
    assert stranger.post(f"{theirs}/submit", {"confirmed": "1", "item-t-single": "a"}).status == 404
    assert stranger.post(f"{theirs}/responses/t-single", {"option": "a"}).status == 404
    assert stored_answers(door) == {}
    assert only_attempt(door).submitted_at is None


def test_an_attempt_is_not_reached_through_another_link_of_the_same_person(enter: Enter) -> None:
    learner = enter()
    quiz = learner.start()
    elsewhere = enter(module="retake", browser=learner.browser)

    assert elsewhere.get(f"{elsewhere.base}/attempts/{quiz.path.rpartition('/')[2]}").status == 404


@pytest.mark.parametrize("number", ["0", "99999", "2147483648", "-1", "x"])
def test_an_attempt_that_does_not_exist_is_a_page_in_words(enter: Enter, number: str) -> None:
    learner = enter()

    page = learner.get(f"{learner.base}/attempts/{number}")

    assert page.status == 404
    assert page.heading
