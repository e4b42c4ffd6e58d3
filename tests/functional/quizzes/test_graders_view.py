"""From Canvas's SpeedGrader to the work behind a score: an address of ours, launched as any link is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Context
from lti_tool.lti.services.ags.vocabulary import SCORE_SCOPE
from tests.support.door import ROLE, Door
from tests.support.takers import Enter, Taker, attempts_of
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
GRADED = {"scope": [SCORE_SCOPE], "lineitem": "https://lms.example/columns/7"}


@pytest.fixture
def learner(enter: Enter) -> Taker:
    """Mei-Ling, with two attempts of which the first counts."""
    learner = enter(**{ENDPOINT: GRADED})
    learner.take()
    learner.take(right=0)
    return learner


def score_of(door: Door) -> int:
    with door.session() as session:
        return session.scalars(select(ScoreDelivery.id)).one()


def open_score(door: Door, score: object, person: str = "rosa", browser: Any = None, **claims: Any) -> Page:
    """Launch the address that a score carries, from a link of the grader's view, and follow where it leads."""
    browser, target = browser or door.browser(), f"{door.launch_url}?score={score}"
    login = door.begin(browser, target_link_uri=target)
    claims = {"target_link_uri": target, "resource_link": {"id": "graders-view"}, "custom": {}} | claims
    page = door.send(browser, login, door.claims(login, person, **claims))
    while page.status == 303:
        page = door.get(browser, page.response.location)
    return page


def test_a_grader_sees_the_attempt_that_the_grade_is_made_of(door: Door, learner: Taker) -> None:
    page = open_score(door, score_of(door))

    assert page.path.endswith(f"/attempts/{attempts_of(door, 'types')[0].id}")
    assert "/instructor/people/" in page.path
    assert "Every answer" in page.text


def test_a_learner_sees_their_own_result_and_nobody_elses(door: Door, learner: Taker) -> None:
    own = open_score(door, score_of(door), "mei-ling", learner.browser)
    others = open_score(door, score_of(door), "yusuf")

    assert own.path.endswith(f"/attempts/{attempts_of(door, 'types')[0].id}/result")
    assert others.status == 403
    assert "Only an instructor" in others.text


def test_a_mentor_is_no_grader(door: Door, learner: Taker) -> None:
    assert open_score(door, score_of(door), "yusuf", roles=[f"{ROLE}Mentor"]).status == 403


def test_a_score_of_another_course_is_none_here(door: Door, learner: Taker) -> None:
    refused = open_score(door, score_of(door), context={"id": "elsewhere"})

    assert refused.status == 404
    assert "There is no such work in this course." in refused.text


@pytest.mark.parametrize("odd", ["0", "-1", "9" * 30, "7%00", "１", "x"])
def test_an_address_that_names_no_score_says_so(door: Door, learner: Taker, odd: str) -> None:
    refused = open_score(door, odd)

    assert refused.status == 404
    assert "There is no such work in this course." in refused.text


def test_another_tenants_grader_sees_nothing(door: Door, learner: Taker) -> None:
    score = score_of(door)
    with door.session() as session:
        context = session.scalars(select(Context)).one()
        context.id_on_platform = "somebody-elses"
        session.commit()

    assert open_score(door, score).status == 404
