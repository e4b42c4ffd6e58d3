"""What one deployment or course holds is nothing to another, and new deployments wait for the operator."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Context, Deployment, Status, User
from lti_tool.placements.models import Placement
from tests.support.door import ROLE, Door, Fields
from tests.support.learners import answers, csrf
from tests.support.visitor import Page

pytestmark = pytest.mark.both_databases

SECOND = "second-deployment"


@pytest.fixture
def tenants(door: Door) -> Door:
    """Two deployments of one registration."""
    with door.session() as session:
        session.add(
            Deployment(
                registration_id=door.registration_id,
                id_on_platform=SECOND,
                status=Status.ACTIVE,
                created_at=utcnow(),
            )
        )
        session.commit()
    return door


def take_quiz(door: Door, browser: FlaskClient, page: Page) -> str:
    """Submit an attempt; hand back its path within the launch."""
    proof = {"csrf_token": csrf(page)}
    started = browser.post(f"/l/{page.launch_id}/attempts", base_url=door.url, data=proof)
    quiz = door.get(browser, started.location)
    browser.post(f"{started.location}/submit", base_url=door.url, data=proof | answers(quiz, right=5))
    return str(started.location).removeprefix(f"/l/{page.launch_id}/")


OTHER_LAUNCHES: dict[str, Fields] = {
    "another_deployment": {"deployment_id": SECOND},
    "another_course": {"context": {"id": "elsewhere"}},
    "another_link_of_the_course": {"resource_link": {"id": "elsewhere"}},
    "another_person": {"sub": "somebody-else"},
}


@pytest.mark.parametrize("case", OTHER_LAUNCHES)
def test_an_attempt_is_read_only_from_where_it_was_made(tenants: Door, case: str) -> None:
    mine = tenants.browser()
    attempt = take_quiz(tenants, mine, tenants.enter(mine))
    other = tenants.browser()
    launch_id = tenants.enter(other, **OTHER_LAUNCHES[case]).launch_id

    for ending in ("", "/result", "/grade"):
        assert tenants.get(other, f"/l/{launch_id}/{attempt}{ending}").status == 404


@pytest.mark.parametrize("case", ["another_deployment", "another_course"])
def test_a_score_is_sent_again_only_by_an_instructor_of_its_course(tenants: Door, case: str) -> None:
    learner = tenants.browser()
    take_quiz(tenants, learner, tenants.enter(learner))
    with tenants.session() as session:
        delivery_id = session.scalars(select(ScoreDelivery.id)).one()
    browser = tenants.browser()
    page = tenants.enter(browser, "rosa", **OTHER_LAUNCHES[case])

    answer = browser.post(
        f"/l/{page.launch_id}/instructor/deliveries/{delivery_id}/resend",
        base_url=tenants.url,
        data={"csrf_token": csrf(page)},
    )

    assert answer.status_code == 404


def test_equal_ids_on_two_deployments_are_two_courses_and_two_people(tenants: Door) -> None:
    tenants.enter(tenants.browser(), "mei-ling", name="Mei-Ling of the first")
    tenants.enter(tenants.browser(), "mei-ling", deployment_id=SECOND, name="Mei-Ling of the second")

    with tenants.session() as session:
        assert len(session.scalars(select(User)).all()) == 2
        assert len(session.scalars(select(Context)).all()) == 2
        assert len(session.scalars(select(Placement)).all()) == 2
    home = tenants.enter(tenants.browser(), "rosa", deployment_id=SECOND)
    assert "Mei-Ling of the second" in home.text
    assert "Mei-Ling of the first" not in home.text


def test_a_new_deployment_waits_is_approved_by_command_and_then_let_in(door: Door) -> None:
    browser, commands = door.browser(), door.app.test_cli_runner()
    waiting = door.launch(browser, deployment_id="branch-7")
    assert (waiting.status, waiting.heading) == (403, "Almost there")
    listed = json.loads(commands.invoke(args=["deployments", "list", "--json"]).stdout)
    assert (listed[0]["deployment_id"], listed[0]["status"]) == ("branch-7", "pending")

    approved = commands.invoke(args=["deployments", "approve", str(listed[0]["id"])])

    assert approved.exit_code == 0, approved.output
    assert door.enter(browser, deployment_id="branch-7").heading == "Yes, and!"


def test_a_registration_that_accepts_any_deployment_lets_a_new_one_in(door: Door) -> None:
    with door.session() as session:
        door.registration(session).deployments_policy = "any"
        session.commit()

    assert door.enter(door.browser(), deployment_id="branch-8").heading == "Yes, and!"

    with door.session() as session:
        row = session.scalars(select(Deployment).where(Deployment.id_on_platform == "branch-8")).one()
    assert row.status == Status.ACTIVE


def test_a_registration_that_accepts_any_deployment_still_refuses_a_disabled_one(door: Door) -> None:
    with door.session() as session:
        door.registration(session).deployments_policy = "any"
        session.scalars(select(Deployment)).one().status = Status.DISABLED
        session.commit()

    assert door.launch(door.browser()).status == 403


def test_roles_of_one_course_say_nothing_in_another(door: Door) -> None:
    browser = door.browser()
    door.enter(browser, "mei-ling", context={"id": "other"}, roles=[ROLE + "Instructor"])

    assert door.enter(browser, "mei-ling").heading == "Yes, and!"
