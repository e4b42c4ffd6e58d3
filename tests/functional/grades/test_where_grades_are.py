"""Where grades are, as an instructor and an operator see it: through the pages, the command line and /metrics."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from lti_tool.app import create_app
from lti_tool.db import db, utcnow
from lti_tool.delivery.executors import loop as delivery_loop
from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.delivery.queueing import resend
from lti_tool.reasons import said_then
from lti_tool.settings import Settings
from tests.conftest import World
from tests.support.closing import close_app
from tests.support.learners import answers, open_quiz
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.both_databases

COURSE, LINK = "front-desk", "yes-and"


def wait_for(happened: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happened()


def take_quiz(world: World, right: int, person: str = "mei-ling") -> None:
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch(person, COURSE, LINK))
    learner.submit(quiz, "Submit your answers", answers(quiz, right=right))


def grade_is(world: World, wanted: float) -> Callable[[], bool]:
    return lambda: world.platform.grade("mei-ling", LINK) == pytest.approx(wanted)


def is_delivered(world: World, wanted: float) -> bool:
    """Whether the gradebook holds it, and the ledger says so too: a moment lies between the two."""
    return wait_for(grade_is(world, wanted)) and wait_for(state_is(world, DeliveryState.DELIVERED, tried=False))


def state_is(world: World, state: DeliveryState, *, tried: bool = True) -> Callable[[], bool]:
    def holds() -> bool:
        with world.tool.extensions["lti"].session_factory() as session:
            row = session.scalars(select(ScoreDelivery)).first()
            return row is not None and row.state == state and (bool(row.reason) or not tried)

    return holds


def open_grades(world: World) -> tuple[Visitor, Page]:
    rosa = world.visitor()
    return rosa, rosa.get(rosa.launch("rosa", COURSE, LINK).link("Grades"))


def test_a_commit_wakes_whoever_delivers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it would have slept, and whatever made the score due."""
    monkeypatch.setattr(delivery_loop, "LONGEST_NAP_S", 3600.0)
    take_quiz(world, right=7)
    assert is_delivered(world, 70)

    with world.tool.app_context():
        delivery = db.session.scalars(select(ScoreDelivery)).one()
        resend(db.session(), delivery, utcnow())
        delivery.score_given = 0.0
        db.session.commit()
    assert is_delivered(world, 0)


def test_while_the_platform_is_in_trouble_the_page_says_so_and_then_that_all_is_there(world: World) -> None:
    world.platform.faults.throttle = 1000
    take_quiz(world, right=7)
    assert wait_for(state_is(world, DeliveryState.DUE))

    rosa, page = open_grades(world)
    told = (
        "1 on its way",
        "Your platform is in trouble, so its scores wait.",
        "asked us to slow down",
        "Nothing to do: it is tried again automatically.",
    )
    assert wait_for(lambda: rosa.get(page.url).lacks(*told) == []), "the wait for the next try may just be over"
    assert "1 try" in page.text or "tries" in page.text

    world.platform.faults.reset()
    assert is_delivered(world, 70)
    assert wait_for(lambda: "1 in the gradebook" in rosa.get(page.url).text)
    assert "Nothing is waiting: every score is in your gradebook." in rosa.get(page.url).text
    assert rosa.get(f"{page.url}/counts").soup.select("[data-final=true]")


def test_what_failed_is_sent_again_all_at_once_and_the_log_says_so(world: World) -> None:
    item = world.platform.gradebook.for_link(LINK)
    assert item is not None
    take_quiz(world, right=7)
    assert is_delivered(world, 70)
    with world.tool.extensions["lti"].session_factory() as session:
        row = session.scalars(select(ScoreDelivery)).one()
        row.state, row.reason, row.score_given = DeliveryState.FAILED, said_then("The column is locked."), 80
        session.commit()

    rosa, page = open_grades(world)
    assert "1 not delivered" in page.text
    assert "The column is locked." in page.text
    again = rosa.submit(page, "Send all that failed again")

    assert "1 score is sent again." in again.text
    assert is_delivered(world, 80)
    assert "Scores were sent again: 1." in rosa.get(page.link("Changes")).text


def test_comparing_finds_what_a_person_changed_and_replaces_it_only_when_asked(world: World) -> None:
    item = world.platform.gradebook.for_link(LINK)
    assert item is not None
    take_quiz(world, right=7)
    assert is_delivered(world, 70)
    person = world.platform.people["mei-ling"].sub
    world.platform.gradebook.grade_by_hand(item.id, person, 95)

    rosa, page = open_grades(world)
    check = rosa.submit(page, "Compare with the gradebook now")
    assert wait_for(lambda: "Changed in the gradebook" in rosa.get(check.url).text)
    found = rosa.get(check.url)
    assert "95 / 100" in found.text
    assert "Send what is missing" not in found.text
    assert grade_is(world, 95)()
    (listed,) = json.loads(world.tool.test_cli_runner().invoke(args=["grades", "reconcile", "--json"]).stdout)
    assert (listed["ours"], listed["theirs"]) == ("70 / 100", "95 / 100")
    assert listed["theirs_points"] == {"given": 95, "maximum": 100}

    rosa.submit(found, "Replace it with ours")
    assert is_delivered(world, 70)


def test_a_column_edited_there_is_respected_and_a_deleted_one_is_made_anew_on_request(world: World) -> None:
    item = world.platform.gradebook.for_link(LINK)
    assert item is not None
    world.platform.gradebook.save(dataclasses.replace(item, score_maximum=40, label="Renamed in the LMS"))
    take_quiz(world, right=7)
    assert is_delivered(world, 28)
    item = world.platform.gradebook.for_link(LINK)
    assert item is not None
    assert (item.score_maximum, item.label) == (40, "Renamed in the LMS")
    run = world.tool.test_cli_runner().invoke
    assert "Nothing differs." in run(args=["grades", "reconcile"]).output

    world.platform.gradebook.delete(item)
    listed = run(args=["grades", "reconcile", "--json"])
    assert [each["kind"] for each in json.loads(listed.stdout)] == ["no_column"]
    assert "1 of 1 gradebook columns read" in listed.stderr

    assert "1 due again." in run(args=["grades", "reconcile", "--fix", "--recreate"]).output
    world.tool.extensions["score_executor"].wake()
    assert is_delivered(world, 70)


def test_figures_for_prometheus_are_there_when_they_are_wanted_and_only_then(world: World, settings: Settings) -> None:
    take_quiz(world, right=7)
    assert is_delivered(world, 70)
    assert world.tool.test_client().get("/metrics").status_code == 404

    watched = create_app(settings.model_copy(update={"metrics": True}))
    with world.tool.extensions["lti"].session_factory() as session:
        lane = session.scalars(select(PlatformLane)).one()
        host = lane.host
    assert wait_for(
        lambda: (
            f'lti_grades_tries_total{{outcome="delivered",platform="{host}",registration="1"}} 1.0'
            in watched.test_client().get("/metrics").text
        )
    )
    text = watched.test_client().get("/metrics").text
    assert f'lti_grades_backlog{{platform="{host}",registration="1"}} 0.0' in text
    close_app(watched)
