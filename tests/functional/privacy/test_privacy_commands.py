"""What an operator finds, hands out and answers by `lti-tool privacy`."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.audit import OperatorAction
from lti_tool.audit.models import AuditEvent
from lti_tool.db import utcnow
from lti_tool.lti.models import Deployment, Status, User
from lti_tool.privacy.models import ErasureRequest, RequestState
from tests.support.command_line import InProcess
from tests.support.door import Door, count_rows, register_with_keys
from tests.support.takers import Enter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Operator = InProcess


def user_of(door: Door, name: str) -> User:
    """Read apart: SQLite lets nobody write while a session is open."""
    with door.session() as session:
        return session.scalars(select(User).where(User.id_on_platform == door.platform.people[name].sub)).one()


def refused(done: subprocess.CompletedProcess[str], *words: str, status: int = 1) -> None:
    assert done.returncode == status, done.stdout
    assert "Traceback" not in done.stderr
    for each in words:
        assert each in done.stderr


@pytest.fixture(autouse=True)
def _nothing_happens_meanwhile(door: Door) -> None:
    """The sender would write a try between two commands."""
    executor = door.app.extensions["score_executor"]
    executor.start()
    executor.stop()


def test_somebody_is_found_by_each_of_three_with_their_courses_and_what_is_held(
    door: Door, enter: Enter, operator: Operator
) -> None:
    enter().take()
    enter("yusuf")
    user = user_of(door, "mei-ling")
    keys = [["--lms-id", user.id_on_platform], ["--email", user.email.upper()], ["--id", str(user.id)]]

    found = [json.loads(operator("privacy", "find", *key, "--json").stdout) for key in keys]

    assert found[0] == found[1] == found[2]
    [row] = found[0]
    assert row["courses"] == ["Front desk essentials"]
    assert (row["id"], row["registration"], row["held"]["attempts"]) == (user.id, door.registration_id, 1)
    assert "Mei-Ling Zhao" in operator("privacy", "find", *keys[0]).stdout


def test_whoever_is_not_there_is_not_there(door: Door, enter: Enter, operator: Operator) -> None:
    enter()

    assert "There is nobody with our id 77 in any registration." in operator("privacy", "find", "--id", "77").stdout
    refused(operator("privacy", "export", "--id", "77"), "There is nobody with our id 77 in any registration")
    refused(operator("privacy", "export", "--id", "1", "--registration", "9"), "There is no registration 9")
    refused(operator("privacy", "export", "--id", "1", "--deployment", "9"), "There is no deployment 9")
    refused(operator("privacy", "find"), "exactly one of", status=2)
    refused(operator("privacy", "find", "--id", "1", "--email", "a@b.example"), "exactly one of", status=2)
    refused(operator("privacy", "export", "--id", "1", "--registration", "1", "--deployment", "1"), "one of", status=2)


def test_of_several_people_none_is_handed_out(
    door: Door, enter: Enter, operator: Operator, session: Session, tmp_path: Path
) -> None:
    enter()
    enter("yusuf")
    session.execute(update(User).values(email="desk@library.example"))
    session.commit()
    before = count_rows(session)

    done = operator("privacy", "export", "--email", "desk@library.example")

    refused(done, "2 people are found with the email address 'desk@library.example'", "Yusuf", "Say which: --id ID")
    assert list(tmp_path.glob("*.zip*")) == []
    assert count_rows(session) == before


def namesake(session: Session, registration_id: int, sub: str, deployment: str) -> None:
    """Somebody with the same id in another deployment."""
    there = Deployment(
        registration_id=registration_id, id_on_platform=deployment, status=Status.ACTIVE, created_at=utcnow()
    )
    session.add(there)
    session.flush()
    session.add(User(deployment_id=there.id, id_on_platform=sub, name=f"Mei-Ling {deployment}"))
    session.commit()


def test_one_person_of_two_deployments_is_one(
    door: Door, enter: Enter, operator: Operator, session: Session, tmp_path: Path
) -> None:
    enter()
    user = user_of(door, "mei-ling")
    namesake(session, door.registration_id, user.id_on_platform, "there")

    both = operator("privacy", "export", "--lms-id", user.id_on_platform, "-o", "both.zip")
    here = operator("privacy", "export", "--id", str(user.id), "-o", "here.zip")

    assert (both.returncode, here.returncode) == (0, 0), both.stderr + here.stderr
    assert len(json.loads(ZipFile(tmp_path / "both.zip").read("data/person.json"))) == 2
    assert len(json.loads(ZipFile(tmp_path / "here.zip").read("data/person.json"))) == 1


def test_the_same_id_in_two_registrations_is_two_people(
    door: Door, enter: Enter, operator: Operator, session: Session, tmp_path: Path
) -> None:
    enter()
    sub = user_of(door, "mei-ling").id_on_platform
    another = register_with_keys(session, door.platform, client_id="another")
    namesake(session, another, sub, "elsewhere")

    done = operator("privacy", "export", "--lms-id", sub)
    there = operator("privacy", "export", "--lms-id", sub, "--registration", str(another), "-o", "there.zip")

    refused(done, "2 people are found", "Mei-Ling Zhao", "Mei-Ling elsewhere")
    assert there.returncode == 0, there.stderr
    [row] = json.loads(ZipFile(tmp_path / "there.zip").read("data/person.json"))
    assert row["name"] == "Mei-Ling elsewhere"


def test_an_export_is_whole_private_logged_and_overwrites_nothing(
    door: Door, enter: Enter, operator: Operator, session: Session, tmp_path: Path
) -> None:
    enter().take()
    user_id = user_of(door, "mei-ling").id

    done = operator("privacy", "export", "--id", str(user_id), "--language", "es")

    path = tmp_path / f"person-{user_id}.zip"
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Lo que esta formación guarda sobre usted" in ZipFile(path).read("index.html").decode()
    [line] = session.scalars(select(AuditEvent).where(AuditEvent.action == OperatorAction.PERSON_EXPORTED))
    assert line.facts == {"user": user_id}
    session.rollback()
    refused(operator("privacy", "export", "--id", str(user_id)), "is there already; nothing was written")
    refused(operator("privacy", "export", "--id", str(user_id), "-o", "no/such/folder.zip"), "could not be written")
    assert [each.name for each in tmp_path.glob("*.zip*")] == [path.name]


def test_a_request_is_listed_declined_with_a_reason_and_read_where_it_was_made(
    door: Door, enter: Enter, operator: Operator
) -> None:
    learner = enter()
    asked = learner.post(f"{learner.base}/privacy/erasure", {"confirmed": "1"})
    assert "Waiting for an answer" in asked.text
    assert "Ask for deletion" not in asked.text

    [row] = json.loads(operator("privacy", "requests", "--json").stdout)
    assert (row["state"], row["name"]) == ("open", "Mei-Ling Zhao")
    decline = ["privacy", "requests", "decline", str(row["id"]), "--because", "course_runs"]
    assert operator(*decline, "--answer", "Ask Rosa on Friday.").returncode == 0

    refused(operator(*decline), f"Request {row['id']} was answered already: declined")
    refused(operator("privacy", "requests", "decline", "9", "--because", "not_proven"), "Request 9 is not there")
    refused(operator("privacy", "requests", "decline", "9", "--because", "other"), "Because of what?", status=2)
    assert "No request waits for an answer." in operator("privacy", "requests").stdout
    [answered] = json.loads(operator("privacy", "requests", "--all", "--json").stdout)
    assert (answered["state"], answered["because"], bool(answered["by"])) == ("declined", "course_runs", True)
    page = learner.get(f"{learner.base}/privacy")
    assert "Your course is still running and needs them." in page.text
    assert "Ask Rosa on Friday." in page.text
    assert "Ask for deletion" in page.text


def test_nothing_is_asked_without_the_tick_without_proof_or_twice(door: Door, enter: Enter, session: Session) -> None:
    learner = enter()
    path = f"{learner.base}/privacy/erasure"

    unticked = learner.post(path)
    unproven = learner.browser.post(path, base_url=door.url, data={"confirmed": "1"})
    assert (unticked.status, unproven.status_code) == (400, 400)
    assert "Tick the box first" in unticked.text
    assert session.scalars(select(ErasureRequest)).all() == []
    session.rollback()

    learner.post(path, {"confirmed": "1"})
    learner.post(path, {"confirmed": "1"})
    [request] = session.scalars(select(ErasureRequest)).all()
    assert request.state == RequestState.OPEN


def test_the_foot_of_every_page_leads_to_what_is_held(enter: Enter) -> None:
    learner = enter()

    for page in (learner.home, learner.start(), learner.get(f"{learner.base}/community")):
        assert learner.get(page.link("What we keep about you")).heading == "What we keep about you"
