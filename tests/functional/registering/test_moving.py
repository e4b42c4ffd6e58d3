"""An LMS made its tool registration anew: everything goes to the new client id, or nothing does."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.reasons import Why
from lti_tool.grading.sweeping import try_new_columns
from lti_tool.lti.models import AccessToken, Deployment
from lti_tool.placements.models import Accommodation
from tests.support.door import Door, make_platform, register_with_keys
from tests.support.every_row import Rows, compare, read_every_row
from tests.support.quiz_course import teach
from tests.support.takers import Enter, Taker, attempts_of, entering

pytestmark = pytest.mark.both_databases


@pytest.fixture
def old(door: Door, tmp_path: Path) -> Door:
    teach(door, tmp_path / "content")
    executor = door.app.extensions["score_executor"]
    executor.start()
    executor.stop()  # once for all: else what is said of the scores changes meanwhile
    return door


@pytest.fixture
def new(old: Door) -> Door:
    """The same LMS under another client id, with another deployment."""
    platform = make_platform(old.url)
    platform.use_tool(dataclasses.replace(platform.tools.current, client_id="made-anew", deployment_id="7"))
    with old.session() as session:
        return Door(old.app, platform, register_with_keys(session, platform))


@pytest.fixture
def old_enter(old: Door) -> Enter:
    return entering(old, Taker, "types")


@pytest.fixture
def new_enter(new: Door) -> Enter:
    return entering(new, Taker, "types")


def live(enter: Enter, door: Door) -> Taker:
    """Two learners with scores, an instructor who gave one of them more time; the learner's open page."""
    learner = enter()
    learner.take(right=3)
    enter("yusuf", module="retake").take()
    teacher = enter("rosa")
    user = attempts_of(door, "types")[0].user_id
    fields = {"time_factor": "1.5", "extra_attempts": "1", "reason": "Reads slowly"}
    assert teacher.post(f"{teacher.base}/instructor/people/{user}/needs", fields).status == 200
    with door.session() as session:
        assert session.scalars(select(Accommodation.time_factor)).all() == [1.5]
        session.execute(
            ScoreDelivery.__table__.update()
            .where(ScoreDelivery.user_id == user)
            .values(state="delivered", delivered_at=utcnow(), told_given=60, told_maximum=100)
        )
        token = {"registration_id": door.registration_id, "scopes": "score", "token": "secret"}
        session.add(AccessToken(expires_at=utcnow(), **token))
        session.commit()
    return learner


def move(runner: FlaskCliRunner, old: Door, new: Door, *options: str) -> tuple[int, str]:
    numbers = [str(door.registration_id) for door in (old, new)]
    answer = runner.invoke(args=["registrations", "move", *numbers, *options])
    return answer.exit_code, answer.output


MAPPED = "--deployment", "demo-deployment=7"


def test_everything_goes_to_the_new_client_id_and_nothing_else_changes(
    old: Door, new: Door, old_enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    live(old_enter, old)
    before = read_every_row(session)

    code, said = move(runner, old, new, *MAPPED, "--yes")

    assert code == 0, said
    changes = compare(before, read_every_row(session))
    assert {name: change.columns for name, change in changes.items()} == {
        "access_tokens": set(),
        "audit_events": set(),
        "contexts": {"deployment_id", "memberships_url"},
        "launches": {"ended_at"},
        "platform_lanes": set(),
        "resource_links": {"lineitem_url", "lineitems_url"},
        "score_deliveries": {"lane_id", "state", "reason_code", "in_doubt"},
        "users": {"deployment_id"},
    }
    assert {name: len(each.gone) for name, each in changes.items() if each.gone} == {"access_tokens": 1}
    assert {name: len(each.new) for name, each in changes.items() if each.new} == {
        "audit_events": 1,
        "platform_lanes": 1,
    }
    moved = ("contexts", "users")
    assert [len(changes[table].changed) for table in moved] == [len(before[table]) for table in moved]
    (event,) = changes["audit_events"].new.values()
    assert (event["action"], event["facts"]["deployments"]) == ("registration.moved", {"demo-deployment": "7"})
    assert move(runner, old, new, "--yes")[1].startswith("Nobody has used this registration")
    assert runner.invoke(args=["registrations", "remove", str(old.registration_id), "--yes"]).exit_code == 0
    kept = read_every_row(session)
    assert {name: len(kept[name]) for name in ("users", "attempts", "score_deliveries", "contexts")} == {
        name: len(before[name]) for name in ("users", "attempts", "score_deliveries", "contexts")
    }


def test_people_go_on_where_they_were_and_scores_find_their_columns(
    old: Door, new: Door, old_enter: Enter, new_enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    learner = live(old_enter, old)

    move(runner, old, new, *MAPPED, "--yes")

    assert learner.again().status == 403
    states = {each.state: each.reason_code for each in session.scalars(select(ScoreDelivery))}
    session.rollback()
    assert states == {DeliveryState.FAILED: Why.NEW_REGISTRATION}
    assert try_new_columns(old.session, utcnow()) == 0
    again = new_enter()
    assert "3 of 5" in again.home.text
    assert try_new_columns(old.session, utcnow()) == 1
    mine = session.scalars(select(ScoreDelivery).where(ScoreDelivery.state == DeliveryState.DUE)).one()
    assert (mine.in_doubt, mine.told_given) == (True, 60)  # the new column is read before it is written to
    session.rollback()
    teacher = new_enter("rosa")
    assert "found again when somebody opens the link there" in teacher.get(f"{teacher.base}/instructor/grades").text


def test_a_dry_run_counts_and_names_and_changes_nothing(
    old: Door, new: Door, old_enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    live(old_enter, old)
    before = read_every_row(session)

    code, said = move(runner, old, new, *MAPPED, "--dry-run")

    assert code == 0
    lines = [line.split("  ") for line in said.splitlines()]
    assert ["demo-deployment", "7", "known, active"] in [[cell.strip() for cell in line if cell] for line in lines]
    assert ["Front desk essentials", "3", "2", "2", "2"] in [[cell.strip() for cell in line if cell] for line in lines]
    assert compare(before, read_every_row(session)) == {}


def test_what_only_an_opening_left_there_makes_room(
    old: Door, new: Door, old_enter: Enter, new_enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    """Whoever tried the new registration first finds their work all the same."""
    live(old_enter, old)
    new_enter()
    elsewhere = {"id": "another-course", "title": "Another"}
    new_enter("rosa", context=elsewhere)

    code, said = move(runner, old, new, *MAPPED, "--yes")

    assert code == 0, said
    assert "3 of 5" in new_enter().home.text
    rows = read_every_row(session)
    assert len(rows["users"]) == 3
    assert len(rows["contexts"]) == 2
    assert new_enter("rosa", context=elsewhere).home.status == 200
    assert len(read_every_row(session)["memberships"]) == 4


def test_where_both_hold_work_of_the_same_people_nothing_moves(
    old: Door, new: Door, old_enter: Enter, new_enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    live(old_enter, old)
    new_enter().take()
    before = read_every_row(session)

    code, said = move(runner, old, new, *MAPPED, "--yes")

    assert code == 1
    for told in (
        "course  Front desk essentials",
        "person  Mei-Ling Zhao",
        "2 of the same people or courses. Nothing has moved.",
    ):
        assert told in " ".join(said.split()) or told in said
    assert "Yusuf" not in said
    assert compare(before, read_every_row(session)) == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "has no deployment “demo-deployment” (known there: 7). Say which one it becomes"),
        (("--deployment", "9=7"), "has no deployment “9”."),
        (("--deployment", "demo-deployment="), "A deployment id has 1 to 255 characters."),
        (("--deployment", "demo-deployment"), "Give the old id, “=” and the new one."),
    ],
)
def test_a_deployment_that_is_not_there_is_told(
    options: tuple[str, ...],
    said: str,
    old: Door,
    new: Door,
    old_enter: Enter,
    runner: FlaskCliRunner,
    session: Session,
) -> None:
    live(old_enter, old)
    before = read_every_row(session)

    code, output = move(runner, old, new, *options, "--yes")

    assert code != 0
    assert said in output
    assert compare(before, read_every_row(session)) == {}


def test_two_deployments_do_not_become_one(
    old: Door, new: Door, old_enter: Enter, runner: FlaskCliRunner, session: Session
) -> None:
    live(old_enter, old)
    session.add(
        Deployment(registration_id=old.registration_id, id_on_platform="b", status="active", created_at=utcnow())
    )
    session.commit()
    old.platform.use_tool(dataclasses.replace(old.platform.tools.current, deployment_id="b"))
    old_enter()

    code, said = move(runner, old, new, *MAPPED, "--deployment", "b=7", "--yes")

    assert code == 1
    assert "Two deployments would become one, “7”" in said


def test_only_the_same_lms_takes_it_over(old: Door, old_enter: Enter, runner: FlaskCliRunner, session: Session) -> None:
    live(old_enter, old)
    platform = make_platform(old.url, "http://127.0.0.1:9")
    stranger = Door(old.app, platform, register_with_keys(session, platform))
    before: dict[str, Rows] = read_every_row(session)

    for target, said in ((stranger, "is of another LMS"), (old, "is not moved to itself")):
        code, output = move(runner, old, target, "--yes")
        assert code == 1
        assert said in output
    assert runner.invoke(args=["registrations", "move", str(old.registration_id), "999"]).exit_code == 1
    assert compare(before, read_every_row(session)) == {}
