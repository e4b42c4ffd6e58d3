"""Opening, closing, waiting, and running out of time; nobody waits here, the moments in the database are moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from lti_tool.attempts.models import ContentSnapshot
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, set_rules, shift_attempts, stored_answers

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OVER = {"started_at": -30 * MINUTE, "ends_at": -10 * MINUTE, "late_at": -9 * MINUTE}
IN_GRACE = {"started_at": -30 * MINUTE, "ends_at": -MINUTE, "late_at": 5 * MINUTE}


def begin(learner: Taker, door: Door, **settings: object):
    """An open attempt under these rules."""
    set_rules(door, learner.module, **({"time_limit_minutes": 20} | settings))
    return learner.start()


def test_before_it_opens_a_quiz_says_when_and_the_lessons_stay_open(enter: Enter, door: Door) -> None:
    learner = enter()
    set_rules(door, "types", opens_at=utcnow() + DAY)

    page, refused = learner.again(), learner.start()

    assert "The quiz opens on" in page.text
    assert "Take the quiz" not in page.text
    assert refused.status == 409
    assert "The quiz opens on" in refused.text
    assert learner.get(page.link("Start:")).status == 200
    assert attempts_of(door, "types") == []


def test_after_closing_none_is_begun_and_results_stay(enter: Enter, door: Door) -> None:
    learner = enter()
    result = learner.take()
    set_rules(door, "types", closes_at=utcnow() - MINUTE)

    refused = learner.start()

    assert refused.status == 409
    assert "The quiz closed on" in refused.text
    assert "The quiz closed on" in learner.again().text
    assert "5 of 5" in learner.get(result.path).text


def test_the_wait_between_attempts_names_the_moment_and_ends(enter: Enter, door: Door) -> None:
    learner = enter()
    learner.take(right=0)
    set_rules(door, "types", wait_minutes=60)

    refused = learner.start()
    assert refused.status == 409
    assert "You can start your next attempt on" in refused.text
    assert "You can start your next attempt on" in learner.again().text

    shift_attempts(door, "types", submitted_at=-61 * MINUTE)
    assert learner.start().soup.select("fieldset")


def test_attempts_are_counted_said_and_refused_when_used_up(enter: Enter, door: Door) -> None:
    learner = enter(module="thrice")
    assert "3 attempts left" in learner.again().text
    for left in ("2 attempts left", "1 attempt left", "0 attempts left"):
        assert left in learner.take(right=0).text

    refused = learner.start()

    assert refused.status == 409
    assert "You have used all your attempts (3)." in refused.text
    assert "You have used all your attempts (3)." in learner.again().text
    assert len(attempts_of(door, "thrice")) == 3


def test_a_links_own_number_of_attempts_goes_before_the_modules(enter: Enter, door: Door) -> None:
    learner = enter(module="thrice")
    learner.take(right=0)
    set_rules(door, "thrice", attempts_allowed=1)
    assert learner.start().status == 409

    set_rules(door, "thrice", attempts_allowed=0)
    assert learner.start().soup.select("fieldset")
    assert "attempts left" not in learner.again().text


def test_the_used_up_attempts_of_one_person_leave_anothers_alone(enter: Enter, door: Door) -> None:
    set_rules_for = enter(module="thrice")
    set_rules(door, "thrice", attempts_allowed=1)
    set_rules_for.take()

    assert enter("yusuf", module="thrice").start().soup.select("fieldset")


def test_an_attempt_with_a_limit_has_a_clock_and_one_without_says_so(enter: Enter, door: Door) -> None:
    assert "No time limit" in enter("yusuf").start().text
    learner = enter()

    quiz = begin(learner, door)

    clock = quiz.soup.select_one("[data-seconds-left]")
    assert clock is not None
    assert 1190 <= int(str(clock["data-seconds-left"])) <= 1200
    assert "Your time ends on" in quiz.text
    assert "You have 20 minutes." in learner.again().text


def test_an_attempt_ends_when_the_quiz_closes_even_if_its_limit_is_longer(enter: Enter, door: Door) -> None:
    closes_at = utcnow() + 5 * MINUTE
    begin(enter(), door, closes_at=closes_at)

    assert attempts_of(door, "types")[0].ends_at == closes_at


def test_an_answer_in_the_time_of_grace_counts(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    shift_attempts(door, "types", **IN_GRACE)

    assert learner.save(quiz, "t-single", "a").status == 204


def test_a_submit_in_the_time_of_grace_counts_all_of_it_and_says_so(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    shift_attempts(door, "types", **IN_GRACE)

    result = learner.submit(quiz, learner.answers(quiz))

    assert "5 of 5" in result.text
    assert "within the time of grace, so all of it counts" in result.text
    assert attempts_of(door, "types")[0].closed_by == "learner"


def test_an_answer_after_the_grace_is_refused_in_words_and_what_was_saved_stays(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    learner.save(quiz, "t-single", "a", sure="3")
    shift_attempts(door, "types", **OVER)

    refused = learner.save(quiz, "t-single", "b")

    assert (refused.status, refused.text) == (
        409,
        "The time for this attempt is over, so this answer came too late.",
    )
    assert stored_answers(door) == {"t-single": (["a"], 3)}


def test_a_late_submit_counts_only_what_was_saved_in_time_and_says_so(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    learner.save(quiz, "t-single", "a")
    learner.save(quiz, "t-multi", "a", "b")
    shift_attempts(door, "types", **OVER)

    result = learner.submit(quiz, learner.answers(quiz))

    assert "2 of 5" in result.text
    assert "What was saved in time counts." in result.text
    assert attempts_of(door, "types")[0].closed_by == "late"
    assert set(stored_answers(door)) == {"t-single", "t-multi"}


def test_a_late_submit_with_gaps_is_not_asked_about_them(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    shift_attempts(door, "types", **OVER)

    assert learner.submit(quiz).heading == "Your result"


def test_whoever_comes_back_after_the_time_hands_in_with_one_press(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    learner.save(quiz, "t-single", "a")
    shift_attempts(door, "types", **OVER)

    page = learner.get(quiz.path)
    assert page.heading == "Time is up"
    assert page.soup.select("fieldset") == []
    result = learner.post(str(page.form("Hand in")["action"]))

    assert "1 of 5" in result.text


def test_a_form_that_the_clock_hands_in_is_never_sent_back_for_a_contradiction(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    learner.save(quiz, "t-best-worst", "best=b")
    shift_attempts(door, "types", **IN_GRACE)

    result = learner.submit(quiz, {"t-best-worst": ["best=a", "worst=a"], "t-single": ["a"]}, confirmed="1")

    assert result.heading == "Your result"
    assert stored_answers(door)["t-best-worst"] == (["best=b"], None)
    assert attempts_of(door, "types")[0].points == pytest.approx(1.5)


def test_in_the_time_of_grace_somebody_without_a_script_may_still_mend_a_contradiction(
    enter: Enter, door: Door
) -> None:
    learner = enter()
    quiz = begin(learner, door)
    shift_attempts(door, "types", **IN_GRACE)

    refused = learner.submit(quiz, learner.answers(quiz) | {"t-best-worst": ["best=a", "worst=a"]})

    assert refused.status == 400
    assert "cannot be the same one" in refused.text


def test_the_sweep_submits_what_was_saved_and_says_so(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    learner.save(quiz, "t-single", "a")
    shift_attempts(door, "types", **OVER)

    settled = door.settle_run_out()

    assert settled == 1
    page = learner.get(quiz.path)
    assert page.heading == "Your result"
    assert "1 of 5" in page.text
    assert "The time ran out, so we handed in what you had answered." in page.text
    assert attempts_of(door, "types")[0].closed_by == "sweep"


def test_a_submit_that_comes_after_the_sweep_shows_its_result_and_changes_nothing(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = begin(learner, door)
    shift_attempts(door, "types", **OVER)
    door.settle_run_out()

    result = learner.submit(quiz, learner.answers(quiz))

    assert "0 of 5" in result.text
    assert "The time ran out" in result.text


@pytest.mark.parametrize("moments", [IN_GRACE, {}])
def test_the_sweep_leaves_alone_whoever_has_time_or_grace_left(
    enter: Enter, door: Door, moments: dict[str, timedelta]
) -> None:
    begin(enter(), door)
    begin(enter("yusuf", module="retake"), door, time_limit_minutes=None)
    if moments:
        shift_attempts(door, "types", **moments)

    assert door.settle_run_out() == 0
    assert [each.submitted_at for each in attempts_of(door, "types")] == [None]


def test_two_sweeps_at_once_submit_an_attempt_once(enter: Enter, door: Door) -> None:
    begin(enter(), door)
    shift_attempts(door, "types", **OVER)

    assert [door.settle_run_out() for _ in range(2)] == [1, 0]
    with door.session() as session:
        assert len(session.scalars(select(ScoreDelivery)).all()) == 1


def test_an_attempt_that_cannot_be_marked_does_not_keep_the_others_waiting(
    enter: Enter, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(enter(), door)
    begin(enter("yusuf", module="retake"), door)
    monkeypatch.setattr("lti_tool.attempts.snapshots._kept", {})
    with door.session() as session:
        session.execute(delete(ContentSnapshot).where(ContentSnapshot.body["id"].as_string() == "t-single"))
        session.commit()
    shift_attempts(door, "types", **OVER)
    shift_attempts(door, "retake", **OVER)

    with pytest.raises(KeyError):
        door.settle_run_out()

    assert attempts_of(door, "types")[0].submitted_at is None
    assert attempts_of(door, "retake")[0].closed_by == "sweep"
