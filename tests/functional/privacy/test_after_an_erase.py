"""Around an erase: who is meant, what comes back, what is in the air, and what stands on others' pages afterward."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from lti_tool.activities.models import ActivityState
from lti_tool.attempts.models import Attempt
from lti_tool.audit import Actor
from lti_tool.certificates.models import Certificate
from lti_tool.community.models import SurveyAnswer
from lti_tool.competencies import rebuilding, tallying
from lti_tool.competencies.models import ItemTally
from lti_tool.db import utcnow
from lti_tool.delivery.delivering import deliver_due
from lti_tool.delivery.models import DeliveryTry, ScoreDelivery
from lti_tool.grading.following import follow_people
from lti_tool.lti.models import Context, Deployment, Membership, User
from lti_tool.placements.models import Placement
from lti_tool.privacy.erased import ErasureKey
from lti_tool.privacy.erasing import erase as erase_person
from lti_tool.privacy.finding import Wanted, find_person
from lti_tool.privacy.models import Erasure
from lti_tool.progress.models import LearnerProgress
from tests.functional.adjusting.test_new_term import begin
from tests.support.door import Door
from tests.support.every_row import compare, read_every_row
from tests.support.ledger import FakeGradebook
from tests.support.takers import Enter
from tests.support.waiting import await_that
from tests.support.whole_course import ASSISTANT, WholeCourse

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sub_of(door: Door, person: str = "mei-ling") -> str:
    return str(door.platform.people[person].sub)


def erase(runner: FlaskCliRunner, *options: str, answer: str | None = None) -> tuple[int, str]:
    done = runner.invoke(args=["privacy", "erase", *options], input=answer)
    return done.exit_code, done.output


def erase_now(door: Door, user_id: int) -> None:
    """As the command does it, from any thread."""
    key = ErasureKey(door.app.extensions["settings"].secret_key[0])
    with door.app.app_context(), door.session() as working:
        person = find_person(working, Wanted(user_id=user_id))
        erase_person(working, person, key, actor=Actor.operator(), now=utcnow())
        working.commit()


def still(door: Door) -> None:
    """Nothing is sent but by the test."""
    executor = door.app.extensions["score_executor"]
    executor.start()
    executor.stop()


@pytest.mark.both_databases
def test_whoever_comes_again_starts_anew_with_a_bare_name(
    door: Door, enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    still(door)
    learner = enter()
    learner.take(right=5)
    session.execute(update(Membership).values(is_on_roster=True))
    session.commit()

    code, said = erase(runner, "--lms-id", sub_of(door), "--yes")

    assert code == 0
    assert (
        "The roster of Front desk essentials lists them: when it is next read, it brings back their bare name." in said
    )
    assert learner.again().status == 403
    again = enter()
    assert "5 of 5" not in again.home.text
    with door.session() as other:
        user = other.scalars(select(User)).one()
        assert (user.name, user.id_on_platform) == ("Mei-Ling Zhao", sub_of(door))
        assert other.scalar(select(func.count()).select_from(Attempt)) == 0
    again.take(right=1)
    with door.session() as other:
        assert other.scalars(select(Attempt.number)).all() == [1]


@pytest.mark.both_databases
def test_a_score_in_the_air_arrives_and_its_sender_goes_on(
    door: Door, enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    still(door)
    for person in ("mei-ling", "yusuf"):
        enter(person).take(right=3)
    gradebook = FakeGradebook()
    gradebook.on_post = lambda score: (
        erase(runner, "--lms-id", sub_of(door), "--yes") if score.user_id == sub_of(door) else None
    )

    tally = deliver_due(door.app.extensions["lti"], open_gradebook=lambda *_: gradebook)

    assert len(tally.delivered) == 2
    assert {score.user_id for score in gradebook.scores} == {sub_of(door), sub_of(door, "yusuf")}
    assert session.scalars(select(ScoreDelivery.state)).all() == ["delivered"]
    assert session.scalar(select(func.count()).select_from(DeliveryTry)) == 1


@pytest.mark.both_databases
def test_handing_in_at_the_same_moment_ends_well(door: Door, enter: Enter, session: Session) -> None:
    """Whichever comes first: nothing of them is left, no sum is off, and nobody sees an error of ours."""
    still(door)
    learners = [enter(sub=f"learner-{number}") for number in range(8)]
    quizzes = [learner.start() for learner in learners]
    everybody = session.scalars(select(User.id)).all()
    session.rollback()

    with ThreadPoolExecutor(2 * len(learners)) as pool:
        handed_in = [
            pool.submit(learner.submit, quiz, learner.answers(quiz))
            for learner, quiz in zip(learners, quizzes, strict=True)
        ]
        list(pool.map(partial(erase_now, door), everybody))
        statuses = {each.result().status for each in handed_in}

    assert statuses <= {200, 403, 404}
    rows = read_every_row(session)
    left = ("users", "attempts", "responses", "score_deliveries", "item_tallies", "time_tallies", "competency_tallies")
    assert {name: len(rows[name]) for name in left} == dict.fromkeys(left, 0)
    assert len(rows["erasures"]) == len(learners)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_sum_that_falls_to_zero_loses_nothing_of_whoever_adds_to_it_meanwhile(
    door: Door, enter: Enter, session: Session
) -> None:
    still(door)
    enter().take()
    door.fold()

    with door.app.app_context(), door.session() as working:
        mine = working.scalars(select(Attempt).where(Attempt.submitted_at.is_not(None))).one()
        tallying.withdraw(working, [mine], utcnow())
        assert enter("yusuf").take().status == 200, "who hands in waits for nobody"
        assert door.fold() == 0, "one at a time changes the tallies of a course"
        working.delete(mine)
        working.commit()
    assert door.fold() == 1

    assert set(session.scalars(select(ItemTally.responses))) == {1}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_figures_that_are_being_rebuilt_do_not_bring_anybody_back(
    door: Door, enter: Enter, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted while they were here, written after they were gone: their part would be in the sums again."""
    still(door)
    enter().take()
    user_id, count = session.scalars(select(User.id)).one(), rebuilding.tally_rows
    session.rollback()
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    with ThreadPoolExecutor(1) as pool, door.app.app_context(), door.session() as working:

        def count_slowly(*which: Any) -> Any:
            rows = count(*which)
            erasing.append(pool.submit(erase_now, door, user_id))
            await_that(lambda: erasing[0].done() or bool(session.scalar(waiting)))
            return rows

        erasing: list[Future[None]] = []
        monkeypatch.setattr(rebuilding, "tally_rows", count_slowly)
        rebuilding.rebuild(working, working.scalars(select(Context.id)).one(), utcnow())
        working.commit()
        erasing[0].result()

    session.rollback()
    rows = read_every_row(session)
    assert [len(rows[name]) for name in ("users", "item_tallies", "time_tallies", "competency_tallies")] == [0, 0, 0, 0]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("what", ["a lesson anew", "a first lesson", "an attempt"])
def test_what_is_done_while_they_are_being_erased_ends_in_words(
    door: Door, enter: Enter, session: Session, what: str
) -> None:
    """The erase holds the person; what is written of them waits, and then there is nobody to write it of."""
    still(door)
    learner = enter()
    finish = partial(learner.post, str(learner.home.link("Start:")).split("?")[0])
    if what == "a lesson anew":
        finish()
        begin(enter("rosa"))
    user_id = session.scalars(select(User.id).where(User.id_on_platform == sub_of(door))).one()
    session.rollback()
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    with ThreadPoolExecutor(1) as pool, door.app.app_context(), door.session() as working:
        working.execute(select(User.id).where(User.id == user_id).with_for_update())
        doing = pool.submit(learner.start if what == "an attempt" else finish)
        await_that(lambda: bool(session.scalar(waiting)))
        key = ErasureKey(door.app.extensions["settings"].secret_key[0])
        erase_person(working, find_person(working, Wanted(user_id=user_id)), key, actor=Actor.operator(), now=utcnow())
        working.commit()
        page = doing.result()

    assert page.status == 403
    assert "Please open this from your course" in page.text
    session.rollback()
    rows = read_every_row(session)
    assert [len(rows[name]) for name in ("lesson_completions", "earlier_lessons", "attempts")] == [0, 0, 0]


@pytest.mark.both_databases
def test_work_on_many_people_goes_on_without_them(
    door: Door, enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    """A change for a whole course is followed up in parts, by lists of people that were made before."""
    still(door)
    for person in ("mei-ling", "yusuf"):
        enter(person).take(right=3)
    everybody = session.scalars(select(User.id).order_by(User.id)).all()
    session.rollback()
    assert erase(runner, "--lms-id", sub_of(door), "--yes")[0] == 0

    with door.app.app_context(), door.session() as working:
        follow_people(working, working.scalars(select(Placement)).one(), everybody, utcnow())
        working.commit()

    assert session.scalars(select(LearnerProgress.user_id)).all() == everybody[1:]


@ONE_DATABASE
def test_a_no_changes_nothing(door: Door, enter: Enter, runner: FlaskCliRunner, session: Session) -> None:
    still(door)
    enter().take()
    before = read_every_row(session)

    code, said = erase(runner, "--lms-id", sub_of(door), answer="n\n")

    assert code == 1
    assert "Erase them?" in said
    assert compare(before, read_every_row(session)) == {}


@ONE_DATABASE
def test_who_is_meant_is_one_person_who_is_here(
    door: Door, enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    still(door)
    enter()
    enter("yusuf")
    session.execute(update(User).values(email="shared@library.example"))
    session.commit()
    before = read_every_row(session)

    for options, words in (
        (("--lms-id", "nobody"), "There is nobody with the LMS id 'nobody' in any registration"),
        (("--lms-id", sub_of(door), "--registration", "9"), "There is no registration 9."),
        (("--email", "shared@library.example"), "2 people are found with the email address"),
        (("--id", "99"), "There is nobody with our id 99"),
    ):
        code, said = erase(runner, *options, "--yes")
        assert (code, words in said) == (1, True), said
    assert compare(before, read_every_row(session)) == {}

    assert erase(runner, "--lms-id", sub_of(door), "--yes")[0] == 0
    code, said = erase(runner, "--lms-id", sub_of(door), "--yes")
    assert code == 1
    assert f"Whoever was here with the LMS id '{sub_of(door)}' in any registration was erased on" in said


@pytest.mark.both_databases
def test_one_deployments_person_may_go_while_anothers_stays(
    door: Door, enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    """Two deployments may be two institutions: what is erased in one is not remembered against the other."""
    still(door)
    enter().take()
    session.execute(update(Deployment).values(id_on_platform="first"))
    session.add(
        Deployment(
            registration_id=door.registration_id,
            id_on_platform=door.platform.deployment_id,
            status="active",
            created_at=session.scalars(select(Deployment.created_at)).one(),
        )
    )
    session.commit()
    enter().take()

    assert erase(runner, "--lms-id", sub_of(door), "--deployment", "1", "--yes")[0] == 0

    assert session.scalars(select(User.deployment_id)).all() == [2]
    session.rollback()
    said = runner.invoke(args=["privacy", "replay", "--yes"]).output
    assert "Nobody who was erased is here again." in said
    assert erase(runner, "--lms-id", sub_of(door), "--registration", "1", "--yes")[0] == 0
    assert session.scalar(select(func.count()).select_from(User)) == 0
    assert session.scalar(select(func.count()).select_from(Erasure)) == 2


@ONE_DATABASE
def test_an_answer_that_nobody_elses_hide_goes_too(whole: WholeCourse, session: Session) -> None:
    """Three answered; while one of them is here, nobody can say whose an answer is."""
    counts, told = [], []
    for person in ("mei-ling", "yusuf", "siobhan"):
        said = erase(whole.runner, "--lms-id", sub_of(whole.door, person), "--yes")[1]
        told.append("nobody else who is here has answered go too (1)" in said)
        counts.append(session.scalar(select(func.count()).select_from(SurveyAnswer)))
        session.rollback()

    assert counts == [3, 3, 0]
    assert told == [False, False, True]
    assert session.scalars(select(ActivityState)).all() == []


@ONE_DATABASE
def test_pages_of_others_say_what_was_done_and_not_by_whom(whole: WholeCourse, session: Session) -> None:
    theirs = select(Certificate.code).where(Certificate.user_id == whole.user_id("mei-ling"))
    path = f"/verify/{session.scalars(theirs).one()}"
    session.rollback()
    assert "This certificate is valid" in whole.door.get(whole.door.browser(), path).text
    subs = (sub_of(whole.door, "rosa"), sub_of(whole.door, "mei-ling"))
    assert [erase(whole.runner, "--lms-id", sub, "--yes")[0] for sub in subs] == [0, 0]
    colleague = whole.enter(ASSISTANT, roles=["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"])
    learner = whole.enter("yusuf")

    pages = ["", "/log", "/policies", "/community", "/grades", "/grades/check", "/people", "/own", "/branches"]
    for path in pages:
        page = colleague.get(f"{colleague.base}/instructor{path}")
        assert page.status in (200, 404), (path, page.text)
        assert page.lacks("Rosa", "Mei-Ling") == ["Rosa", "Mei-Ling"]
    assert "This certificate is valid" not in whole.door.get(whole.door.browser(), path).text
    assert "An idea under CC-BY-4.0" in learner.get(f"{learner.base}/community").text
    requests = whole.runner.invoke(args=["privacy", "requests", "--all"]).output
    assert "done" in requests
    assert session.scalars(select(Context.id_on_platform).where(Context.id_on_platform.like("person:%"))).all() != []
