"""The tool on Open edX's own platform, lti-consumer-xblock, standing up by itself and reached over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.lti.models import Registration, ResourceLink
from lti_tool.lti.services.ags.gradebook import GradebookService
from lti_tool.lti.services.ags.messages import Score
from lti_tool.lti.services.nrps import read_members
from tests.interop.openedx import SECONDS, EdxVisitor, OpenEdx, begin, run_openedx
from tests.support.databases import SqliteDatabases
from tests.support.learners import answers, open_quiz
from tests.support.visitor import Page

COURSE = "course-v1:library+reference+2026"


@pytest.fixture
def database_url(sqlite_databases: SqliteDatabases, tmp_path: Path) -> str:
    """One database is enough here: what differs between them is tested elsewhere."""
    return sqlite_databases.fresh(tmp_path)


@pytest.fixture(scope="session")
def openedx_url() -> Iterator[str]:
    """It takes seconds to start."""
    with run_openedx() as url:
        yield url


@pytest.fixture
def openedx(app: Flask, tool_port: int, openedx_url: str) -> Iterator[OpenEdx]:
    """Open edX with three links of ours, each registered by the operator's command with what its page says."""
    platform = begin(openedx_url, f"http://localhost:{tool_port}")
    with serve_in_thread(app, "127.0.0.1", tool_port):
        for facts in platform.registrations.values():
            options = [f"--{name.replace('_', '-')}={value}" for name, value in facts.items()]
            done = app.test_cli_runner().invoke(args=["registrations", "add", *options, "--deployment", "1"])
            assert done.exit_code == 0, done.output
        yield platform


def take_quiz(learner: EdxVisitor, link: str, right: int) -> Page:
    quiz = open_quiz(learner, learner.launch("noor", COURSE, link))
    return learner.submit(quiz, "Submit your answers", answers(quiz, right=right))


def wait_until(arrived: Callable[[], bool]) -> None:
    latest = time.monotonic() + SECONDS
    while not arrived():
        assert time.monotonic() < latest, "nothing arrived"
        time.sleep(0.1)


def score_of(platform: OpenEdx) -> float | None:
    scores = platform.gradebook()["scores"]
    return scores[0]["score_given"] if scores else None


def registration_of(session: Session, platform: OpenEdx, link: str) -> Registration:
    client_id = platform.registrations[link]["client_id"]
    return session.scalars(select(Registration).where(Registration.client_id == client_id)).one()


def test_a_score_arrives_in_the_column_that_open_edx_declared_and_in_its_gradebook(
    app: Flask, openedx: OpenEdx
) -> None:
    learner = EdxVisitor(app, openedx)

    result = take_quiz(learner, "declared", right=8)

    assert "8 of 10" in result.text
    wait_until(lambda: score_of(openedx) is not None)
    book = openedx.gradebook()
    assert book["grades"] == {"declared": {"noor": {"score": 0.8, "of": 50, "comment": book["scores"][0]["comment"]}}}
    assert [column["tag"] for column in book["columns"]] == [""]  # its own: none was made beside it


def test_where_open_edx_lets_tools_make_columns_one_is_made_found_again_and_a_better_score_replaces_the_first(
    app: Flask, openedx: OpenEdx
) -> None:
    learner = EdxVisitor(app, openedx)
    take_quiz(learner, "made", right=4)
    wait_until(lambda: score_of(openedx) == 40)

    take_quiz(learner, "made", right=9)

    wait_until(lambda: score_of(openedx) == 90)
    book = openedx.gradebook()
    assert [(column["tag"], column["score_maximum"]) for column in book["columns"]] == [("quiz", 100)]
    assert book["grades"]["made"]["noor"]["score"] == 0.9


def test_where_open_edx_holds_a_later_timestamp_its_400_is_read_before_anything_is_called_failed(
    app: Flask, openedx: OpenEdx
) -> None:
    learner = EdxVisitor(app, openedx)
    take_quiz(learner, "made", right=4)
    wait_until(lambda: score_of(openedx) == 40)
    with app.extensions["lti"].reading_session() as session:
        link = session.scalars(select(ResourceLink).where(ResourceLink.lineitem_url.is_not(None))).one()
        registration = registration_of(session, openedx, "made")
    connector = app.extensions["lti"].connector(registration)
    book = GradebookService(connector, link.ags_scopes, link.lineitem_url, link.lineitems_url)
    book.post_score(str(link.lineitem_url), Score("noor", 90, 100, utcnow() + timedelta(hours=1)))

    take_quiz(learner, "made", right=9)

    def is_settled() -> bool:
        with app.extensions["lti"].reading_session() as session:
            delivery = session.scalars(select(ScoreDelivery)).one()
            return (delivery.state, delivery.score_given) == (DeliveryState.DELIVERED, 90)

    wait_until(is_settled)
    assert score_of(openedx) == 90


def test_an_instructor_picks_a_module_and_the_picked_link_launches_and_grades(app: Flask, openedx: OpenEdx) -> None:
    instructor = EdxVisitor(app, openedx)
    picker = instructor.get(f"{openedx.url}/as/tomas/courses/{COURSE}/links/picked/add")
    assert picker.heading.startswith("Add")

    done = instructor.submit(picker, "Add to course", {"module": "culture-of-yes", "score_maximum": "40"})

    assert done.status == 200
    [item] = openedx.gradebook()["items"]
    assert item["custom"]["module"] == "culture-of-yes"
    take_quiz(EdxVisitor(app, openedx), "picked", right=5)
    wait_until(lambda: score_of(openedx) == 20)


def test_its_roster_is_read_with_names_and_roles(app: Flask, openedx: OpenEdx) -> None:
    EdxVisitor(app, openedx).launch("tomas", COURSE, "made")
    with app.extensions["lti"].reading_session() as session:
        url = session.scalars(select(ResourceLink)).one().context.memberships_url
        registration = registration_of(session, openedx, "made")

    roster = read_members(app.extensions["lti"].connector(registration), str(url))

    assert {member.id_on_platform for member in roster.members} == {"noor", "tomas"}
    assert roster.gap is None


def test_a_strangers_token_request_is_refused_by_open_edx(openedx: OpenEdx) -> None:
    form = {"grant_type": "client_credentials", "client_assertion": "not.a.token", "scope": "anything"}

    answer = requests.post(openedx.registrations["made"]["token_url"], data=form, timeout=SECONDS)

    assert answer.status_code == 400
