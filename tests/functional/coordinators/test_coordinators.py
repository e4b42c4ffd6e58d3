"""Training coordinators: invited by the operator, let in inside a launch, and told counts that hide everybody."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lti_tool.audit import AuditEvent
from lti_tool.community.models import Contribution
from lti_tool.competencies.models import CompetencyTally
from lti_tool.coordinators import counting
from lti_tool.coordinators.models import Coordinator, CoordinatorInvitation
from lti_tool.db import utcnow
from lti_tool.lti.models import Context, Deployment, Membership, ResourceLink, User
from lti_tool.placements.models import Placement
from lti_tool.progress.models import LearnerProgress
from tests.functional.learner.test_community import Person
from tests.support.door import Door
from tests.support.memory import most_held

pytestmark = pytest.mark.both_databases

SKILL, OTHER_SKILL = "LCS.C3", "LCS.B1"


def invite(runner: FlaskCliRunner, deployment: int = 1, *options: str) -> str:
    answer = runner.invoke(args=["coordinators", "invite", "--deployment", str(deployment), *options])
    assert answer.exit_code == 0, answer.output
    return str(answer.stdout.splitlines()[0])


def join(door: Door, runner: FlaskCliRunner, name: str = "rosa") -> Person:
    person = Person(door, name)
    assert person.post("/coordinator", {"code": invite(runner)}).status == 200
    return person


class Class:
    """A course of the deployment, filled with people who did something."""

    def __init__(self, session: Session, title: str, deployment_id: int = 1) -> None:
        self.session, self.deployment_id = session, deployment_id
        self.context = Context(deployment_id=deployment_id, id_on_platform=title, title=title)
        session.add(self.context)
        session.flush()
        link = ResourceLink(context_id=self.context.id, id_on_platform="link")
        session.add(link)
        session.flush()
        self.placement = Placement(
            resource_link_id=link.id,
            context_id=self.context.id,
            module_id="culture-of-yes",
            score_maximum=100,
            created_at=utcnow(),
        )
        session.add(self.placement)
        session.flush()

    def add(
        self, people: int, passed: int, responses: int = 6, points: int = 180, skill: str = SKILL, named: str = ""
    ) -> Class:
        for number in range(people):
            name = f"{named or self.context.title}-{number}"
            user = User(deployment_id=self.deployment_id, id_on_platform=name, name=f"Secret {name}")
            self.session.add(user)
            self.session.flush()
            self.join(user, passed=number < passed, responses=responses, points=points, skill=skill)
        self.session.commit()
        return self

    def join(self, user: User, *, passed: bool, responses: int, points: int, skill: str) -> None:
        self.session.add_all(
            [
                Membership(context_id=self.context.id, user_id=user.id, roles=["Learner"]),
                LearnerProgress(placement_id=self.placement.id, user_id=user.id, attempts=1, passed=passed),
                CompetencyTally(
                    context_id=self.context.id,
                    user_id=user.id,
                    competency=skill,
                    points=points,
                    responses=responses,
                ),
            ]
        )


def stream(person: Person) -> TestResponse:
    """The file as it is made: nothing of it is kept."""
    path = f"/l/{person.page.launch_id}/coordinator/report.csv"
    return person.browser.get(path, base_url=person.door.url, buffered=False)


def lines(person: Person) -> list[list[str]]:
    answer = person.get("/coordinator/report.csv")
    assert answer.status == 200
    assert answer.response.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.response.text.lstrip("\ufeff"))))


def test_a_code_lets_one_person_in_once(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    code = invite(runner, 1, "--note", "The state library")
    rosa, lars = Person(door, "rosa"), Person(door, "lars")
    assert "Your code" in rosa.get("/coordinator").text
    assert rosa.get("/coordinator/report.csv").status == 404

    assert "All courses of this LMS" in rosa.post("/coordinator", {"code": f" {code} "}).text
    assert lars.post("/coordinator", {"code": code}).status == 403
    assert lars.post("/coordinator", {"code": "nonsense"}).status == 403
    assert lars.get("/coordinator/report.csv").status == 404
    assert lars.get("/coordinator/contributions.yaml").status == 404

    invitation = session.scalars(select(CoordinatorInvitation)).one()
    assert code not in invitation.code_hash
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("coordinator."))).all()
    assert actions == ["coordinator.invited", "coordinator.joined"]


def test_a_code_runs_out_and_is_withdrawn(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    late, gone = invite(runner), invite(runner)
    session.scalars(select(CoordinatorInvitation)).all()[0].expires_at = utcnow()
    session.commit()
    runner.invoke(args=["coordinators", "note", "2", "Ask\nAnna"])
    assert "Ask Anna" in runner.invoke(args=["coordinators", "list", "--invitations"]).output
    assert runner.invoke(args=["coordinators", "withdraw", "2"]).exit_code == 0

    for code in (late, gone):
        assert Person(door, "rosa").post("/coordinator", {"code": code}).status == 403
    assert "No invitation is open." in runner.invoke(args=["coordinators", "list", "--invitations"]).output


def test_another_deployments_code_opens_nothing_here(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    session.add(Deployment(registration_id=1, id_on_platform="another", status="active", created_at=utcnow()))
    session.commit()
    code = invite(runner, 2)

    assert Person(door, "rosa").post("/coordinator", {"code": code}).status == 403
    assert runner.invoke(args=["coordinators", "invite", "--deployment", "99"]).exit_code == 1


def test_the_operator_lists_and_removes(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    rosa = join(door, runner)
    listed = json.loads(runner.invoke(args=["coordinators", "list", "--json"]).output)
    assert listed[0]["name"] == "Rosa Delgado"
    assert listed[0]["deployment"] == 1

    assert runner.invoke(args=["coordinators", "remove", "1"]).exit_code == 0
    assert runner.invoke(args=["coordinators", "remove", "1"]).exit_code == 1
    assert rosa.get("/coordinator/report.csv").status == 404
    assert "Your code" in rosa.get("/coordinator").text
    assert session.scalars(select(Coordinator)).all() == []


def figures(person: Person) -> list[list[str]]:
    """What both, the page and the file, tell now."""
    page, rows = person.get("/coordinator"), lines(person)
    assert lines(person) == rows
    told = page.soup.select(".course-counts td, .course-counts summary")
    return [*rows, [cell.get_text(" ", strip=True) for cell in told]]


def of_course(rows: list[list[str]], course: str, kind: str = "") -> list[list[str]]:
    return [row for row in rows if row[0] == course and kind in ("", row[1])]


def test_the_report_counts_and_names_nobody(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    rosa = join(door, runner)
    Class(session, "North branch").add(12, 6)
    Class(session, "=SUM(South)").add(20, 18, points=90)
    Class(session, "Island").add(3, 3)

    page, rows = rosa.get("/coordinator"), lines(rosa)

    assert "Secret" not in page.text + str(rows)
    assert (
        page.lacks("North branch", "about 10", "fewer than 5", "Learners, in courses of five and more: about 30") == []
    )
    assert of_course(rows, "North branch", "module")[0][4:6] == ["10", "5"]
    assert of_course(rows, "'=SUM(South)", "module")[0][4:6] == ["20", "15"]
    assert [row[4:6] for row in of_course(rows, "Island")] == [["fewer than 5", "fewer than 5"]] * 2


def test_a_module_without_a_quiz_is_finished_with_its_last_lesson(
    door: Door, runner: FlaskCliRunner, session: Session
) -> None:
    rosa = join(door, runner)
    module = next(each for each in door.app.extensions["catalogue"].loaded.modules if each.quiz is None)
    north = Class(session, "North").add(12, 0)
    north.placement.module_id = module.id
    progress = session.scalars(select(LearnerProgress).order_by(LearnerProgress.user_id)).all()
    for number, each in enumerate(progress):
        each.lessons_done = len(module.lessons) - (number >= 7)
    session.commit()

    assert [row[4:6] for row in of_course(lines(rosa), "North", "module")] == [["10", "5"]]


def test_sums_are_of_what_is_told_and_a_small_course_is_in_none(
    door: Door, runner: FlaskCliRunner, session: Session
) -> None:
    rosa = join(door, runner)
    Class(session, "North").add(12, 6)
    Class(session, "South").add(20, 10)
    Class(session, "Island").add(3, 1)

    skills = {row[0]: row[4] for row in lines(rosa) if row[1] == "skill"}

    assert skills == {"North": "10", "South": "20", "All courses": "30"}


def test_courses_are_counted_some_at_a_time(
    door: Door, runner: FlaskCliRunner, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "BATCH", 1)
    test_sums_are_of_what_is_told_and_a_small_course_is_in_none(door, runner, session)


def test_two_of_a_course_who_did_not_begin_a_module_are_not_found(
    door: Door, runner: FlaskCliRunner, session: Session
) -> None:
    rosa = join(door, runner)
    Class(session, "North").add(10, 8)
    for each in session.scalars(select(LearnerProgress).order_by(LearnerProgress.user_id)).all()[:2]:
        session.delete(each)
    session.commit()

    course, module = of_course(lines(rosa), "North")[:2]

    assert course[4:6] == ["10", "5"]
    assert module[4:6] == ["5", "5"]


def test_a_newcomers_score_does_not_show_between_two_reports(
    door: Door, runner: FlaskCliRunner, session: Session
) -> None:
    rosa = join(door, runner)
    north = Class(session, "North").add(10, 5, points=180)
    pages = [figures(rosa)]
    for number in range(5):
        north.add(1, 1, points=360, named=f"late-{number}")
        pages.append(figures(rosa))

    assert pages[:5] == [pages[0]] * 5
    assert of_course(pages[0], "North", "skill")[0][4:] == ["10", "", "50"]
    assert of_course(pages[5], "North", "skill")[0][4:] == ["15", "", "65"]


def test_who_leaves_takes_nothing_away(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    rosa = join(door, runner)
    Class(session, "North").add(12, 6)
    before = figures(rosa)
    session.delete(session.scalars(select(User).where(User.id_on_platform == "North-0")).one())
    session.commit()

    assert figures(rosa) == before


def test_all_right_looks_like_nearly_all_right(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    rosa = join(door, runner)
    Class(session, "North").add(5, 5, points=360)
    Class(session, "South").add(6, 0, points=0)

    told = {row[0]: row[4:] for row in lines(rosa) if row[1] == "skill"}

    assert told["North"] == ["5", "", "95 % or more"]
    assert told["South"] == ["5", "", "5 % or less"]


def test_a_file_is_of_one_moment(
    door: Door, runner: FlaskCliRunner, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "BATCH", 1)
    rosa = join(door, runner)
    for title in ("North", "South", "West"):
        Class(session, title).add(20, 10)
    before = rosa.get("/coordinator/report.csv").response.data

    answer = stream(rosa)
    chunks = answer.iter_encoded()
    begun = next(chunks) + next(chunks)
    Class(session, "Island").add(3, 1)
    Class(session, "Zion").add(3, 1)

    assert begun + b"".join(chunks) == before
    answer.close()


def test_the_file_is_made_in_constant_memory(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    def peak() -> int:
        with most_held() as held:
            answer = stream(rosa)
            lines = sum(chunk.count(b"\n") for chunk in answer.iter_encoded())
        answer.close()
        assert lines > 2 * len(courses)
        return held[0]

    rosa = join(door, runner)
    door.app.extensions["score_executor"].stop()  # whose memory would be counted, too
    courses = [Class(session, f"Course {number}").add(1, 0) for number in range(150)]
    peak()
    few = peak()
    courses += [Class(session, f"Course {number}").add(1, 0) for number in range(150, 900)]

    assert peak() < 1.5 * few


def test_the_same_few_people_in_two_courses_are_not_a_group(
    door: Door, runner: FlaskCliRunner, session: Session
) -> None:
    rosa = join(door, runner)
    Class(session, "North").add(40, 20, responses=10, points=300)
    island = Class(session, "Island").add(4, 1, responses=10, points=0)
    second = Class(session, "Island again")
    for user in session.scalars(select(User).where(User.id_on_platform.startswith("Island"))).all():
        second.join(user, passed=False, responses=10, points=0, skill=SKILL)
    session.commit()

    skills = {row[0]: row[4] for row in lines(rosa) if row[1] == "skill"}

    assert skills == {"North": "40", "All courses": "40"}
    assert island.context.id


def test_another_deployments_courses_are_not_in_it(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    session.add(Deployment(registration_id=1, id_on_platform="another", status="active", created_at=utcnow()))
    session.commit()
    Class(session, "Elsewhere", deployment_id=2).add(30, 15)
    rosa = join(door, runner)

    assert "Elsewhere" not in rosa.get("/coordinator").text
    assert "Elsewhere" not in str(lines(rosa))


def test_contributions_of_the_deployment_are_passed_on(door: Door, runner: FlaskCliRunner, session: Session) -> None:
    rosa = join(door, runner)
    facts = {"kind": "idea", "background": "It helps.", "state": "shown", "created_at": utcnow()}
    session.add_all(
        [
            Contribution(context_id=1, title="A stool", licence="CC0-1.0", **facts),
            Contribution(context_id=1, title="Ours alone", licence="course", **facts),
            Contribution(context_id=1, title="Unread", licence="CC0-1.0", **facts | {"state": "waiting"}),
        ]
    )
    session.commit()

    exported = rosa.get("/coordinator/contributions.yaml").response.text

    assert re.findall(r'title: "(.*)"', exported) == ["A stool"]
    assert runner.invoke(args=["coordinators", "contributions", "--deployment", "1"]).output == exported


@pytest.mark.parametrize("name", ["mei-ling", "rosa"])
def test_any_role_may_be_invited_and_nobody_else_sees_the_report(
    name: str, door: Door, runner: FlaskCliRunner, session: Session
) -> None:
    join(door, runner, name)
    other = Person(door, "lars")

    assert "All courses of this LMS" not in other.get("/coordinator").text
