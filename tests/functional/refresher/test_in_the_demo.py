"""Whoever tries the demo sees a refresher at once: somebody finished a module there weeks ago."""

from __future__ import annotations

from sqlalchemy import func, select

from lti_tool.attempts.models import Attempt
from lti_tool.cli.demo_history import learn_before
from lti_tool.content.model import Item
from lti_tool.db import utcnow
from lti_tool.demo_lms.oidc.messages import launch_claims_by_id
from lti_tool.lti.models import Registration
from lti_tool.placements.catalogue import catalogue
from tests.support.door import Door
from tests.support.refreshers import begin, item_of
from tests.support.takers import Taker


def test_priya_finished_a_module_two_weeks_ago_and_a_second_run_leaves_it(door: Door) -> None:
    claims = launch_claims_by_id(door.platform, "priya", "yes-and")
    for _run in range(2):
        with door.app.app_context(), door.session() as session:
            [registration] = session.scalars(select(Registration))
            learn_before(session, registration, claims, catalogue(), utcnow())
            session.commit()

    browser = door.browser()
    priya = Taker(door, browser, door.enter(browser, "priya"), "culture-of-yes")
    assert "Time for a refresher" in priya.home.text
    with door.session() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1
        [attempt] = session.scalars(select(Attempt))
        assert attempt.passed
        first = attempt.drawn[0]["item"]
    family = {item.id: item.group for item in _bank(door)}
    asked = item_of(begin(priya))
    assert family[asked] == family[first], "what was wrong with certainty comes first"


def _bank(door: Door) -> tuple[Item, ...]:
    module = door.app.extensions["catalogue"].loaded.module("culture-of-yes")
    items: tuple[Item, ...] = module.quiz.items
    return items
