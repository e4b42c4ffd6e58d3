"""Who did what: kept as facts, by people, commands and platforms, and put into words when a course's log is read."""

from __future__ import annotations

import os
import pwd

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.audit import Actor, AuditEvent, CourseAction, record_event
from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.lti.models import Context, Membership, User
from tests.support.door import Door
from tests.support.takers import Enter, Taker

ACCOUNT = pwd.getpwuid(os.getuid()).pw_name


def context_id(session: Session) -> int:
    return session.scalars(select(Context.id).order_by(Context.id)).first() or 0


def record(door: Door, *actors: Actor) -> None:
    with door.session() as session:
        for actor in actors:
            here = context_id(session)
            record_event(session, CourseAction.BRANCH_MADE, actor=actor, now=utcnow(), context_id=here, name="Sur")
        session.commit()


def log_of(teacher: Taker) -> list[list[str]]:
    """Who, what and why of each line, newest first, without the way to take it back."""
    page = teacher.get(f"{teacher.base}/instructor/log")
    assert page.status == 200
    soup = page.soup
    for way_back in soup.select(".way-back"):
        way_back.extract()
    return [[cell.get_text().strip() for cell in row.select("td")] for row in soup.select("tbody tr")]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "The LMS https://lms.example",
                "Somebody whom the people who run this tool invited",
                "The people who run this tool, by the command “lti-tool grades resend”",
                "The people who run this tool",
            ],
        ),
        (
            "es",
            [
                "El LMS https://lms.example",
                "Alguien a quien invitaron quienes administran esta herramienta",
                "Quienes administran esta herramienta, con el comando “lti-tool grades resend”",
                "Quienes administran esta herramienta",
            ],
        ),
    ],
)
def test_whoever_is_not_a_person_is_told_in_words(enter: Enter, door: Door, language: str, words: list[str]) -> None:
    teacher = enter("rosa", launch_presentation={"locale": language})
    command = Actor.command("alice", "grades resend")
    record(door, Actor.operator(), command, Actor.invitation(7), Actor.platform(1, "https://lms.example"))

    lines = log_of(teacher)

    assert [who for who, _what, _why in lines] == words
    assert "alice" not in str(lines)


def test_people_who_left_and_people_of_other_courses_are_not_named(enter: Enter, door: Door) -> None:
    teacher, gone = enter("rosa"), enter("lars")
    enter("yusuf", context={"id": "another-course", "title": "Another"})
    with door.session() as session:
        ids = {
            name: session.scalars(select(User.id).where(User.name.contains(name))).one() for name in ("Lars", "Yusuf")
        }
    record(door, *map(Actor.user, ids.values()))
    with door.session() as session:
        session.execute(delete(Membership).where(Membership.user_id == ids["Lars"]))
        session.execute(delete(User).where(User.id == ids["Lars"]))
        session.commit()

    assert gone.module == "types"
    assert [who for who, _what, _why in log_of(teacher)] == ["–", "–"]


def test_what_the_version_before_writes_meanwhile_is_shown_as_it_says_it(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    record(door, Actor.operator())
    with door.session() as session:
        said = {"changed": "opens_at: – → 2031-", "placement": "1"}
        before = {"actor_kind": "", "facts": None, "detail": said, "action": "placement.settings_changed"}
        session.execute(update(AuditEvent).values(before | {"actor_before": "user 1"}))
        session.commit()

    ((who, what, _why),) = log_of(teacher)

    assert who == "–"
    assert what.startswith("Settings of ")
    assert what.endswith(": opens_at: – → 2031-")


def test_the_version_before_finds_its_own_words(enter: Enter, door: Door) -> None:
    enter("rosa")
    record(door, Actor.user(1), Actor.invitation(7), Actor.command("alice", "keys rotate"), Actor.operator())
    with door.session() as session:
        changed = {"changes": {"items": [None, 3]}, "placement": 5}
        platform = Actor.platform(1, "https://lms.example")
        record_event(session, CourseAction.LINK_SETTINGS_CHANGED, actor=platform, now=utcnow(), **changed)
        session.commit()
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[-5:]

    said = [event.actor_before for event in events]
    assert said == ["user 1", "invitation 7", "command line", "operator", "https://lms.example"]
    assert events[-1].detail == {"placement": "5", "changed": ""}


def test_a_command_that_sends_again_is_in_each_courses_log(
    enter: Enter, door: Door, runner: FlaskCliRunner, session: Session
) -> None:
    teacher, learner = enter("rosa"), enter()
    door.app.extensions["score_executor"].stop()  # else its own try may be written down after this one
    learner.take()
    session.execute(update(ScoreDelivery).values(state=DeliveryState.FAILED))
    session.commit()

    assert runner.invoke(args=["grades", "resend", "--failed"]).exit_code == 0
    assert runner.invoke(args=["summaries", "rebuild"]).exit_code == 0

    assert log_of(teacher) == [
        [
            "The people who run this tool, by the command “lti-tool summaries rebuild”",
            "The figures of this course were recounted.",
            "–",
        ],
        [
            "The people who run this tool, by the command “lti-tool grades resend”",
            "Scores were sent again: 1.",
            "–",
        ],
    ]


@pytest.mark.parametrize(
    ("command", "action", "facts"),
    [
        ("registrations disable 1", "registration.disabled", {"id": 1}),
        ("registrations approve 1", "registration.active", {"id": 1}),
        ("deployments disable 1", "deployment.disabled", {"id": 1}),
        ("registrations invite --auto-approve", "invitation.made", {"id": 1, "auto_approve": True}),
        ("coordinators invite --deployment 1 --note North", "coordinator.invited", {"deployment": 1, "note": "North"}),
        ("registrations remove 1 --yes", "registration.removed", {}),
        ("keys rotate", "key.rotated", {}),
    ],
)
def test_a_command_tells_the_account_it_ran_under_and_its_name_without_what_it_was_given(
    door: Door, runner: FlaskCliRunner, session: Session, command: str, action: str, facts: dict[str, object]
) -> None:
    assert door.registration_id
    result = runner.invoke(args=command.split())

    assert result.exit_code == 0, result.output
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.facts is not None
    assert event.action == action
    assert event.actor == Actor.command(ACCOUNT, " ".join(command.split()[:2]))
    assert event.facts.items() >= facts.items()
