"""A change is taken back from its line of the log: shown first, done once, also after it was used, or told why not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from lti_tool.attempts.models import Regrade
from lti_tool.audit import AuditEvent, CourseAction
from lti_tool.branches.models import Branch
from lti_tool.change_log.words import WORDS
from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.grading import following
from lti_tool.lti.models import ResourceLink
from lti_tool.placements.models import (
    Accommodation,
    AttemptGrant,
    ChosenModule,
    LocalPolicy,
    Placement,
    PolicyVersion,
    SaidDates,
)
from lti_tool.undoing.ways import MAY_HELP
from tests.functional.adjusting.test_branches import confirm as carry_out
from tests.functional.adjusting.test_branches import look_through, make, members
from tests.functional.adjusting.test_one_person import grant, person, reopen
from tests.functional.adjusting.test_policies import LESSON, meet, write
from tests.functional.adjusting.test_regrading import ask, assert_in_step, take
from tests.functional.adjusting.test_regrading import confirm as regrade
from tests.functional.quizzes.test_quiz_settings import help_person, keep, stored_settings
from tests.support.door import Door
from tests.support.takers import Enter, Taker, attempts_of, placement_id, set_rules
from tests.support.visitor import Page, fields_of

pytestmark = pytest.mark.both_databases
NOW = "Take it back now"
Change = Callable[[Taker, Taker, Door], object]


def newest(door: Door, action: str) -> int:
    with door.session() as session:
        found = session.scalars(select(AuditEvent.id).where(AuditEvent.action == action).order_by(AuditEvent.id.desc()))
        return found.first() or 0


def look(teacher: Taker, event_id: int) -> Page:
    return teacher.get(f"{teacher.base}/instructor/log/{event_id}/back")


def say_yes(teacher: Taker, page: Page, **fields: Any) -> Page:
    form = fields_of(page.form(NOW))
    done = teacher.post(page.path, form | fields)
    teacher.door.app.extensions["work"].wait()
    return done


def put_back(teacher: Taker, door: Door, action: str, **fields: Any) -> Page:
    """Look at the newest change of a kind, and take it back."""
    page = look(teacher, newest(door, action))
    assert NOW in page.text, page.text
    done = say_yes(teacher, page, **fields)
    assert done.heading == "Changes in this course", done.text
    return page


def sent(door: Door) -> list[float]:
    with door.session() as session:
        return list(session.scalars(select(ScoreDelivery.score_given).order_by(ScoreDelivery.id)))


@pytest.fixture(params=[10_000, 0], ids=["at once", "left to the course's work"])
def _many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MANY", request.param)
    monkeypatch.setattr(following, "AT_ONCE", 1)


@pytest.mark.usefixtures("_many")
def test_settings_that_were_used_are_put_back_and_grades_follow(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take(right=5)
    learner.take(right=1)
    confirmed = keep(teacher, counting="latest", wait_minutes="30")
    keep(teacher, **fields_of(confirmed.form("Yes, save this")))
    door.app.extensions["work"].wait()
    assert sent(door) == [20]

    page = put_back(teacher, door, "placement.settings_changed")

    told = ["which attempt counts", "The latest", "The highest", "1 person's grade goes up.", "Mei-Ling"]
    assert page.lacks(*told) == []
    assert stored_settings(door) == {}
    assert sent(door) == [100]
    assert_in_step(door)
    log = teacher.get(f"{teacher.base}/instructor/log").text
    assert "Taken back" in log
    assert "Takes an earlier change back" in log


def test_taking_back_is_a_change_that_can_be_taken_back(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    keep(teacher, wait_minutes="30")

    put_back(teacher, door, "placement.settings_changed")
    assert stored_settings(door) == {}
    put_back(teacher, door, "placement.settings_changed")

    assert stored_settings(door) == {"wait_minutes": 30}


def test_what_was_changed_again_since_is_named_and_stays_unless_it_is_ticked(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    keep(teacher, wait_minutes="30", grace_seconds="10")
    first = newest(door, "placement.settings_changed")
    keep(teacher, wait_minutes="45")

    page = look(teacher, first)
    assert page.text.count("Changed again since") == 1
    assert (
        fields_of(page.form(NOW))["field"] == ["grace_seconds"] or "grace_seconds" in fields_of(page.form(NOW))["field"]
    )
    ticked = say_yes(teacher, page, field=["grace_seconds", "wait_minutes"])
    assert "what this would change is not what was shown before" in ticked.text
    assert stored_settings(door) == {"wait_minutes": 45, "grace_seconds": 10}

    say_yes(teacher, ticked)

    assert stored_settings(door) == {}


def test_settings_of_the_whole_course_are_put_back(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    path = f"{teacher.base}/instructor/settings/course"
    teacher.post(path, fields_of(teacher.get(path).form("Save settings")) | {"wait_minutes": "30"})

    put_back(teacher, door, "course.settings_changed")

    assert fields_of(teacher.get(path).form("Save settings"))["wait_minutes"] == "0"


def test_settings_that_contradict_what_came_since_stay_and_the_page_says_why(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    set_rules(door, "types", wait_minutes=30)
    keep(teacher, wait_minutes="0")
    keep(teacher, attempts_allowed="1")

    page = look(teacher, newest(door, "placement.settings_changed") - 1)

    assert "With one attempt there is nothing to wait for" in page.text
    assert NOW not in page.text


@pytest.mark.usefixtures("_many")
def test_a_ruling_is_taken_back_with_its_own_dry_run(enter: Enter, door: Door) -> None:
    teacher, learner, other = enter("rosa"), enter(), enter("yusuf")
    result = take(learner, t_single=["b"])
    take(other)
    regrade(teacher, door, ask(teacher, door, "t-single", action="accept", answer="b"), action="accept", answer="b")
    late = enter("lars")
    take(late, t_single=["b"])
    assert [each.points for each in attempts_of(door, "types")] == [5, 5, 5]

    page = look(teacher, newest(door, "item.answer_accepted"))
    assert page.lacks("2 scores, every one of them.", "5 of 5", "4 of 5", "Falls") == []
    assert [each.points for each in attempts_of(door, "types")] == [5, 5, 5]
    assert say_yes(teacher, page).status == 400  # no word of why
    say_yes(teacher, page, reason="It was wrong after all")

    assert [(each.points, each.regrades) for each in attempts_of(door, "types")] == [(4, []), (5, []), (4, [])]
    assert sent(door) == [80, 100, 80]
    assert_in_step(door)
    assert "Another answer was accepted" not in learner.get(result.path).text
    take(other, t_single=["b"])
    assert attempts_of(door, "types")[-1].points == 4
    log = teacher.get(f"{teacher.base}/instructor/log")
    ruling = "A ruling on the question “What fits t-single?” was taken back. Attempts changed: 2."
    assert log.lacks(ruling, "It was wrong after all") == []


def test_a_later_ruling_on_the_same_question_stands_as_if_the_first_had_never_been(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    take(learner, t_single=["b"], t_match=[])
    regrade(teacher, door, ask(teacher, door, "t-single", action="accept", answer="b"), action="accept", answer="b")
    regrade(teacher, door, ask(teacher, door, "t-single", action="drop"), action="drop")
    (kept,) = attempts_of(door, "types")
    assert (kept.points, kept.points_possible) == (4, 5)  # dropping it would have been 3 of 4

    page = put_back(teacher, door, "item.answer_accepted", reason="No")

    assert "The question was ruled on again after this." in page.text
    (after,) = attempts_of(door, "types")
    assert (after.points, after.points_possible) == (3, 4)  # without it 3 of 5: dropping is a gain now
    assert_in_step(door)
    put_back(teacher, door, "item.dropped", reason="No")
    (after,) = attempts_of(door, "types")
    assert (after.points, after.points_possible, after.regrades) == (3, 5, [])
    assert_in_step(door)


def test_an_item_is_asked_again_once_its_dropping_was_taken_back(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    take(learner, t_single=["b"])
    regrade(teacher, door, ask(teacher, door, "t-single", action="drop"), action="drop")
    page = ask(teacher, door, "t-multi")
    assert "Take back" not in page.text
    shown = teacher.get(ask(teacher, door, "t-single", action="").path)
    back = teacher.get(shown.link("Take this back"))

    say_yes(teacher, back, reason="No")

    assert [(each.points, each.points_possible) for each in attempts_of(door, "types")] == [(4, 5)]
    with door.session() as session:
        assert session.scalars(select(Regrade.taken_back_at)).one() is not None
    assert "Taken back" in teacher.get(shown.path).text


def test_an_attempt_more_is_taken_back_until_it_is_used(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    set_rules(door, "types", attempts_allowed=1)
    learner.take()
    grant(teacher, door, "types")
    grant(teacher, door, "types")

    page = put_back(teacher, door, "attempt.granted")

    assert "Attempts that they may then still begin here: 1." in page.text
    learner.take(right=2)
    assert learner.start().status == 409
    used = look(teacher, newest(door, "attempt.granted") - 1)
    used = used if "was used" in used.text else look(teacher, first_of(door, "attempt.granted"))
    assert used.lacks("attempt 2 was begun on", "2 of 5 points", "It stays") == [], used.text
    assert NOW not in used.text


def test_an_attempt_opened_again_is_closed_as_it_was_unless_its_answers_were_touched(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    learner.take(right=2)
    (before,) = attempts_of(door, "types")
    reopen(teacher, door, before.id)

    put_back(teacher, door, "attempt.reopened")

    (after,) = attempts_of(door, "types")
    assert (after.submitted_at, after.points, after.closed_by) == (before.submitted_at, 2, "learner")
    assert sent(door) == [40]
    assert_in_step(door)
    reopen(teacher, door, before.id)
    quiz = learner.start()
    learner.save(quiz, "t-single", "b")
    touched = look(teacher, newest(door, "attempt.reopened"))
    assert "Answers of attempt 1 were changed after it was opened again." in touched.text
    learner.submit(quiz, confirmed="1")
    assert "was handed in again on" in look(teacher, newest(door, "attempt.reopened")).text


def first_of(door: Door, action: str) -> int:
    with door.session() as session:
        return session.scalars(select(AuditEvent.id).where(AuditEvent.action == action)).first() or 0


def test_a_branch_that_was_removed_comes_back_with_people_policy_and_dates(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    enter("yusuf")
    carry_out(teacher, look_through(teacher, "name,branch\nMei-Ling Zhao,North\nYusuf Demir,North\n"))
    with door.session() as session:
        north = session.scalars(select(Branch.id)).one()
        link = session.scalars(select(ResourceLink.id)).first()
        session.add(
            SaidDates(resource_link_id=link, source="branch", branch_id=north, due_at=utcnow(), heard_at=utcnow())
        )
        session.commit()
    write(teacher, body="The desk is upstairs.", branch=str(north))
    before = members(door)
    teacher.post(f"{teacher.base}/instructor/branches/{north}", {"act": "remove"})
    assert "upstairs" not in meet(learner)

    page = put_back(teacher, door, "branch.removed")

    assert "Mei-Ling" in page.text
    assert members(door) == before
    assert "upstairs" in meet(learner)
    with door.session() as session:
        assert session.scalars(select(SaidDates.due_at)).one() is not None
    assert "Branch North was put back" in teacher.get(f"{teacher.base}/instructor/log").text


def test_people_moved_by_a_list_go_back_but_for_those_who_were_moved_since(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    enter()
    enter("yusuf")
    carry_out(teacher, look_through(teacher, "name,branch\nMei-Ling Zhao,North\n"))
    carry_out(teacher, look_through(teacher, "name,branch\nMei-Ling Zhao,South\nYusuf Demir,South\n"))
    listed = newest(door, "branch.roster_imported")
    make(teacher, "East")
    with door.session() as session:
        east = session.scalars(select(Branch.id).where(Branch.name == "East")).one()
    me, other = person(door), person(door, "yusuf")
    teacher.post(f"{teacher.base}/instructor/branches/people", {f"branch-{other}": str(east)})

    page = look(teacher, listed)
    assert "People left where they are, because they were put elsewhere since: 1." in page.text
    say_yes(teacher, page)

    assert members(door) == {me: ("North", "roster"), other: ("East", "hand")}
    put_back(teacher, door, "branch.people_put_back")
    assert members(door)[me] == ("South", "roster")


def test_a_branch_gets_its_name_back_and_its_policies_follow(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    make(teacher, "North")
    with door.session() as session:
        north = session.scalars(select(Branch.id)).one()
    write(teacher, body="Upstairs.", branch=str(north))
    teacher.post(f"{teacher.base}/instructor/branches/{north}", {"name": "Far North"})

    put_back(teacher, door, "branch.renamed")

    assert "North" in teacher.get(f"{teacher.base}/instructor/branches").text
    versions = teacher.get(f"{teacher.base}/instructor/policies/{LESSON}/versions?branch={north}")
    assert "Upstairs." in versions.text


def test_an_accommodation_that_was_taken_away_is_put_back(enter: Enter, door: Door) -> None:
    teacher, _learner = enter("rosa"), enter()
    who = person(door)
    help_person(teacher, who, time_factor="1.5", extra_attempts="2", reason="Reads slowly")
    help_person(teacher, who, time_factor="1.0", extra_attempts="0", reason="")

    page = put_back(teacher, door, "accommodation.set")

    assert "Reads slowly" not in page.text
    with door.session() as session:
        given = session.scalars(select(Accommodation)).one()
        assert (given.time_factor, given.extra_attempts) == (1.5, 2)


def test_an_earlier_text_of_a_policy_is_shown_and_put_back(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    write(teacher, body="Fines are **waived**.")
    write(teacher, body="Fines are due.")

    log_page = look(teacher, newest(door, "policy.saved"))
    versions = teacher.get(log_page.link("Go there"))
    assert versions.lacks("Fines are waived", "Fines are due.", "In force", "Saved by Rosa", "1 learner meets") == []
    form = versions.form("Put this back")
    fields = fields_of(form)
    done = teacher.post(str(form["action"]), fields)

    assert "Saved." in done.text
    assert "waived" in meet(learner)
    again = teacher.post(str(form["action"]), fields)
    assert again.status == 409
    write(teacher, body="Something else.")
    assert teacher.post(str(form["action"]), fields).status == 409
    assert "Something else." in meet(learner)
    stranger = enter("rosa", context={"id": "another-course", "title": "Another"})
    path = str(form["action"]).replace(teacher.base, stranger.base)
    assert stranger.post(path, {"newest": "1"}).status == 404


def test_another_module_of_a_link_is_put_back(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    teacher.post(f"{teacher.base}/instructor/module", {"module": "retake"})

    put_back(teacher, door, "placement.module_chosen")

    assert placement_id(door, "types")


def test_how_often_certificates_are_earned_is_put_back(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    form = teacher.get(f"{teacher.base}/instructor/certificates").soup.select_one("form:has([name=renewal])")
    assert form is not None
    teacher.post(str(form["action"]), {"renewal": "yearly"})

    page = put_back(teacher, door, "certificates.renewal_chosen")

    assert page.lacks("Again each year", "Once") == []


def test_two_who_press_at_once_take_it_back_once(enter: Enter, door: Door) -> None:
    teachers = [enter("rosa") for _ in range(3)]
    enter()
    for _ in range(3):
        grant(teachers[0], door, "types")
    pages = [look(each, newest(door, "attempt.granted")) for each in teachers]

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda pair: say_yes(*pair), zip(teachers, pages, strict=True)))

    assert sorted(each.status for each in done) == [200, 409, 409]
    with door.session() as session:
        assert session.scalars(select(AttemptGrant.extra_attempts)).one() == 2
    late = next(each for each in done if each.status == 409)
    assert "This change was taken back" in late.text


def test_who_may_not_and_what_is_not_there(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    keep(teacher, wait_minutes="30")
    event = newest(door, "placement.settings_changed")
    page = look(teacher, event)
    stranger = enter("rosa", context={"id": "another-course", "title": "Another"})

    for taker, number, status in ((stranger, event, 404), (learner, event, 403), (teacher, 99999, 404)):
        path = f"{taker.base}/instructor/log/{number}/back"
        assert taker.get(path).status == status
        assert taker.post(path, {"confirmed": fields_of(page.form(NOW))["confirmed"]}).status == status
    with door.session() as session:
        session.execute(delete(Placement))
        session.commit()
    gone = say_yes(teacher, page)
    assert gone.status == 409
    assert "The link that this was about is no longer in this course." in gone.text


@pytest.mark.parametrize("action", sorted(set(CourseAction)))
def test_every_change_can_be_taken_back_or_says_why_not(action: str) -> None:
    assert action in MAY_HELP
    assert action in WORDS


def test_pages_say_whom_a_change_touches_before_it_is_made(enter: Enter, door: Door) -> None:
    teacher, learner = enter("rosa"), enter()
    enter("yusuf")
    carry_out(teacher, look_through(teacher, "name,branch\nMei-Ling Zhao,North\n"))
    learner.take(right=5)
    learner.take(right=1)
    learner.start()

    assert "Whose grades: Mei-Ling Zhao" in keep(teacher, counting="latest").text
    assert "This is for 2 learners: Mei-Ling Zhao" in teacher.get(f"{teacher.base}/instructor/policies/{LESSON}").text
    assert "Its people: Mei-Ling Zhao" in teacher.get(f"{teacher.base}/instructor/branches").text
    needs = teacher.get(f"{teacher.base}/instructor/people/{person(door)}/needs").text
    assert "An attempt that is open now gets its new end at once:" in needs


def test_a_policy_from_before_there_were_versions_is_kept_at_its_next_change(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    write(teacher, body="Old words.")
    with door.session() as session:
        session.execute(delete(PolicyVersion))
        session.commit()
        assert session.scalars(select(LocalPolicy.body)).one() == "Old words."
    write(teacher, body="New words.")

    assert "Old words." in teacher.get(f"{teacher.base}/instructor/policies/{LESSON}/versions").text


def test_a_module_that_was_taken_off_the_course_page_comes_back_with_its_settings(enter: Enter, door: Door) -> None:
    learner, teacher = enter(), enter("rosa")
    chosen = {"context_id": 1, "module_id": "retake", "quiz_settings": {"attempts_allowed": 2}, "chosen_at": utcnow()}
    with door.session() as session:
        chosen["context_id"] = session.scalars(select(Placement.context_id)).one()
        session.execute(insert(ChosenModule), [chosen])
        session.commit()
    form = teacher.get(f"{teacher.base}/instructor/course").form("Take it off")
    teacher.post(str(form["action"]), fields_of(form))
    assert "Module retake" not in learner.get(f"{learner.base}/course").text

    page = put_back(teacher, door, CourseAction.MODULE_TAKEN_OFF)

    assert "Learners meet “Module retake” on the course page again" in page.text
    assert "Module retake" in learner.get(f"{learner.base}/course").text
    with door.session() as session:
        assert session.scalars(select(ChosenModule.quiz_settings)).all() == [{"attempts_allowed": 2}]
    again = look(teacher, newest(door, CourseAction.MODULE_TAKEN_OFF))
    assert NOW not in again.text, "it is there already"
