"""A database that goes away under a page: words, the way back, and nothing lost."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from lti_tool import db as database
from lti_tool.learner.quiz import views as attempt_views
from tests.conftest import World
from tests.support.door import Door
from tests.support.learners import csrf, open_quiz

pytestmark = pytest.mark.both_databases

END_ALL_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("SELECT …", {"name": "Mei-Ling"}, Exception("server closed the connection")),
        NoConnectionFree("QueuePool limit of size 8 overflow 0 reached, connection timed out, timeout 10.00"),
    ],
    ids=["away", "no-connection-free"],
)
def test_the_page_says_so_and_the_next_one_works(
    world: World, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", "front-desk", "yes-and"))

    def gone(*_args: object, **_kwargs: object) -> None:
        raise trouble

    with monkeypatch.context() as outage:
        outage.setattr(attempt_views, "get_own", gone)
        page = learner.get(quiz.url)
        saved = learner.post(f"{quiz.url}/responses/coy-001", {"csrf_token": csrf(quiz), "option": "a"})

    assert page.status == saved.status == 503
    assert page.heading == "Please try again in a minute"
    assert "is kept" in page.text
    assert page.link("Back to your course").startswith(world.platform.issuer)
    assert learner.get(quiz.url).status == 200


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_who_comes_after_the_server_restarted_meets_no_connection_from_before(
    door: Door, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = door.browser()
    assert browser.get("/readyz", base_url=door.url).status_code == 200
    door.app.extensions["score_executor"].stop()
    monkeypatch.setattr(database, "ASKED_AFTER_S", 0.0)  # as if it had rested

    ended = session.scalars(END_ALL_OTHERS).all()

    assert ended
    assert all(ended)
    assert browser.get("/readyz", base_url=door.url).status_code == 200
