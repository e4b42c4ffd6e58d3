"""Regrading an item: seen before it is done, never lowering unless told to, and in step with everything it touches."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.competencies.rebuilding import MODELS, tally_rows
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.grading import following
from lti_tool.grading.earning import earned_grades
from lti_tool.placements.models import Placement
from lti_tool.progress.models import LearnerProgress
from lti_tool.progress.summaries import progress_rows
from tests.support.door import Door
from tests.support.learners import bad_answer
from tests.support.takers import Enter, Taker, attempts_of
from tests.support.visitor import Page, fields_of


def digest_of(door: Door, item_id: str) -> str:
    drawn = [entry for attempt in attempts_of(door, "types") for entry in attempt.drawn]
    return str(next(entry["digest"] for entry in drawn if entry["item"] == item_id))


def take(taker: Taker, **given: list[str]) -> Page:
    """Everything right but for these answers."""
    quiz = taker.start()
    changed = {name.replace("_", "-"): tokens for name, tokens in given.items()}
    return taker.submit(quiz, dict(taker.answers(quiz)) | changed, confirmed="1")


def ask(teacher: Taker, door: Door, item_id: str, **fields: Any) -> Page:
    return teacher.post(
        f"{teacher.base}/instructor/regrade/{digest_of(door, item_id)}", {"reason": "Two are right"} | fields
    )


def confirm(teacher: Taker, door: Door, page: Page, **fields: Any) -> Page:
    confirmed = fields_of(page.form("Regrade now"))["confirmed"]
    done = teacher.post(page.path, {"reason": "Two are right", "confirmed": confirmed} | fields)
    door.app.extensions["work"].wait()
    return done


def rows(page: Page) -> list[list[str]]:
    found = page.soup.select("section[aria-labelledby=changes] tbody tr")
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in found]


def assert_in_step(door: Door) -> None:
    """Summaries, tallies and the gradebook's ledger say what a recomputation says."""
    door.fold()
    with door.app.app_context(), door.session() as session:
        for placement in session.scalars(select(Placement)).all():
            stored = session.scalars(select(LearnerProgress).filter_by(placement_id=placement.id))
            wanted = {row["user_id"]: row for row in progress_rows(session, placement)}
            assert {each.user_id: _facts(each, wanted[each.user_id]) for each in stored} == wanted
            grades = earned_grades(session, placement)
            sent = session.scalars(select(ScoreDelivery).filter_by(placement_id=placement.id)).all()
            assert {each.user_id: each.score_given for each in sent} == pytest.approx(
                {user_id: float(grade.fraction * 100) for user_id, grade in grades.items()}, abs=1e-4
            )
            _assert_tallies(session, placement.context_id)


def _assert_tallies(session: Session, context_id: int) -> None:
    wanted = tally_rows(session, context_id)
    for model in MODELS:
        names = [column.key for column in model.__table__.columns]
        stored = [{name: getattr(row, name) for name in names} for row in session.scalars(select(model))]
        assert sorted(stored, key=str) == sorted(({n: row[n] for n in names} for row in wanted[model]), key=str)


def _facts(row: object, like: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in like}


@pytest.fixture(params=[10_000, 0], ids=["at once", "left to the course's work"])
def _many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MANY", request.param)
    monkeypatch.setattr(following, "AT_ONCE", 1)


@pytest.mark.usefixtures("_many")
def test_accepting_another_answer_is_listed_confirmed_and_carried_everywhere(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    result = take(learner, t_single=["b"])
    take(other)

    page = ask(teacher, door, "t-single", action="accept", answer="b")

    assert [[row[0].split()[0], *row[2:]] for row in rows(page)] == [["Mei-Ling", "4 of 5", "5 of 5", "Rises"]]
    assert [attempt.points for attempt in attempts_of(door, "types")] == [4, 5]
    assert "Nothing is changed yet." in page.text
    done = confirm(teacher, door, page, action="accept", answer="b")
    assert done.heading == "Changes in this course"
    assert "Another answer to the question “What fits t-single?” was accepted. Attempts changed: 1." in done.text
    assert "Two are right" in done.text
    assert [attempt.points for attempt in attempts_of(door, "types")] == [5, 5]
    looked_at = learner.get(result.path)
    assert "Another answer was accepted to a question of this attempt" in looked_at.text
    assert "Accepted later" in looked_at.text
    assert_in_step(door)


@pytest.mark.usefixtures("_many")
def test_dropping_lowers_nobody_unless_told_to(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    lowered = take(learner, t_match=[], t_order=[])
    result = take(other, t_single=["b"])

    page = ask(teacher, door, "t-single", action="drop")

    assert [row[4] for row in rows(page)] == ["Stays as it was: it would fall", "Rises"]
    confirm(teacher, door, page, action="drop")
    first, second = attempts_of(door, "types")
    assert (first.points_possible, second.points, second.points_possible) == (5, 4, 4)
    assert first.regrades == []
    looked_at = other.get(result.path)
    assert "This question was dropped" in looked_at.text
    assert "1 question of this attempt was dropped" in looked_at.text
    assert_in_step(door)

    page = ask(teacher, door, "t-single", action="drop", may_lower="1")
    confirm(teacher, door, page, action="drop", may_lower="1")

    first = attempts_of(door, "types")[0]
    assert (first.points, first.points_possible) == (2, 4)
    assert "you need 3.33." in learner.get(lowered.path).text  # 4 of 5 is 3.2 of 4: nobody earns that
    assert_in_step(door)


def test_what_was_ruled_holds_for_attempts_that_are_handed_in_later(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    take(learner)
    door.fold()
    analysis = teacher.get(f"{teacher.base}/instructor/analysis")
    assert f"/instructor/regrade/{digest_of(door, 't-multi')}" in analysis.link("Regrade What fits t-multi?")
    confirm(teacher, door, ask(teacher, door, "t-multi", action="drop"), action="drop")

    take(learner, t_multi=[])

    assert [(each.points, each.points_possible, each.passed) for each in attempts_of(door, "types")] == [
        (4, 4, True)
    ] * 2
    assert_in_step(door)


def test_what_was_dropped_is_not_asked_again_while_the_bank_has_others(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa", module="retake"), enter(module="retake")
    learner.take()
    dropped = attempts_of(door, "retake")[0].drawn[0]
    page = teacher.post(
        f"{teacher.base}/instructor/regrade/{dropped['digest']}", {"reason": "Out of date", "action": "drop"}
    )
    confirm(teacher, door, page, action="drop")

    for _ in range(3):
        learner.take()

    asked = [entry["item"] for attempt in attempts_of(door, "retake")[1:] for entry in attempt.drawn]
    assert len(asked) == 6
    assert dropped["item"] not in asked


def test_a_yes_to_other_consequences_does_not_count(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    take(learner, t_single=["b"])
    page = ask(teacher, door, "t-single", action="accept", answer="b")
    take(other, t_single=["b"])

    again = confirm(teacher, door, page, action="accept", answer="b")

    assert len(rows(again)) == 2
    with door.session() as session:
        assert session.scalars(select(Regrade)).all() == []


@pytest.mark.parametrize(
    ("item", "fields", "words"),
    [
        ("t-single", {}, "Choose what to do with the question."),
        ("t-single", {"action": "accept"}, "Choose a whole answer"),
        ("t-single", {"action": "accept", "answer": "a"}, "another than the one that is right already"),
        ("t-single", {"action": "accept", "answer": "z"}, "That is not one of this question's answers."),
        ("t-best-worst", {"action": "accept", "answer": "best=a"}, "Choose a whole answer"),
        ("t-best-worst", {"action": "accept", "answer": ["best=a", "worst=a"]}, "cannot be the same one"),
        ("t-single", {"action": "drop", "reason": " "}, "why you are doing this"),
        ("t-single", {"action": "drop", "reason": "x" * 301}, "why you are doing this"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(
    enter: Enter, door: Door, item: str, fields: dict[str, Any], words: str
) -> None:
    teacher = enter("rosa")
    take(enter())

    page = ask(teacher, door, item, **fields)

    assert page.status == 400
    assert words in page.text
    with door.session() as session:
        assert session.scalars(select(Regrade)).all() == []


@pytest.mark.parametrize(
    ("item", "answer"),
    [("t-multi", ["a", "c"]), ("t-best-worst", ["best=a", "worst=d"]), ("t-match", None), ("t-order", None)],
)
def test_another_answer_can_be_accepted_for_every_type(
    enter: Enter, door: Door, item: str, answer: list[str] | None
) -> None:
    teacher, learner = enter("rosa"), enter()
    wrong = answer or bad_answer(learner.item(item))
    take(learner, **{item.replace("-", "_"): wrong})
    assert attempts_of(door, "types")[0].points < 5  # type: ignore[operator]

    page = ask(teacher, door, item, action="accept", answer=wrong)
    confirm(teacher, door, page, action="accept", answer=wrong)

    assert attempts_of(door, "types")[0].points == 5
    assert_in_step(door)


def test_nobody_regrades_what_their_course_did_not_ask(enter: Enter, door: Door) -> None:
    learner = enter()
    take(learner)
    digest = digest_of(door, "t-single")
    stranger = enter("rosa", context={"id": "another-course", "title": "Another"})

    for taker, status in ((stranger, 404), (learner, 403)):
        path = f"{taker.base}/instructor/regrade/{digest}"
        assert taker.get(path).status == status
        assert taker.post(path, {"action": "drop", "reason": "no"}).status == status
    assert enter("rosa").get(f"{learner.base}/instructor/regrade/{'0' * 64}").status in (403, 404)
    with door.session() as session:
        assert session.scalars(select(Attempt.regrades)).all() == [[]]


def test_a_question_is_found_by_its_words(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    assert "nothing to regrade here" in teacher.get(f"{teacher.base}/instructor/regrade").text
    take(enter("yusuf"), t_single=["b"])
    door.fold()

    everything = teacher.get(f"{teacher.base}/instructor/regrade")
    assert len(everything.soup.select("table.results tbody tr")) == 5
    (found,) = teacher.get(f"{teacher.base}/instructor/regrade?q=T-SINGLE+fits").soup.select("table.results tbody tr")
    assert " ".join(found.get_text(" ").split()) == "What fits t-single? 1 0 % few answers"
    assert "has these words" in teacher.get(f"{teacher.base}/instructor/regrade?q=elephant").text
    assert found.a is not None
    asked = teacher.post(str(found.a["href"]), {"reason": "Odd", "action": "drop"})
    confirm(teacher, door, asked, action="drop")
    decided = teacher.get(f"{teacher.base}/instructor/regrade").soup.select_one("section[aria-labelledby=made]")
    assert decided is not None
    assert "What fits t-single?" in decided.get_text()
