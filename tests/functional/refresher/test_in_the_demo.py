"""Whoever tries the demo finds people who have learned: one half-way, one through, one with a refresher due."""

from __future__ import annotations

from sqlalchemy import func, select

from lti_tool.attempts.models import Attempt
from lti_tool.certificates.models import Certificate
from lti_tool.cli.demo_history import tell, whole_course
from lti_tool.content.model import Item
from lti_tool.db import utcnow
from lti_tool.demo_lms.oidc.messages import claims_of_all_launches
from lti_tool.lti.models import Registration, User
from lti_tool.placements.catalogue import catalogue
from tests.support.door import Door
from tests.support.refreshers import begin, item_of
from tests.support.takers import Taker


def test_the_demo_has_somebody_at_every_place_of_the_way_and_a_second_run_leaves_it(door: Door) -> None:
    with door.app.app_context(), door.session() as session:
        for item in whole_course(catalogue(), f"{door.url}/lti/launch"):
            door.platform.place_item("onboarding", item)
        [registration] = session.scalars(select(Registration))
        claims = claims_of_all_launches(door.platform)
        assert tell(session, registration, claims, catalogue(), utcnow())
        assert not tell(session, registration, claims, catalogue(), utcnow())
        session.commit()
    with door.session() as session:
        tries = select(User.name, Attempt.module_id, Attempt.passed).join(Attempt.user)
        of_yusuf = {module: passed for name, module, passed in session.execute(tries) if name.startswith("Yusuf")}
        assert of_yusuf == {
            "pre-assessment": True,
            "service-every-time": True,
            "two-front-doors": True,
            "without-words": False,
            "when-theyre-not-here": None,
        }
        assert session.scalar(select(func.count()).select_from(Certificate)) == 1

    browser = door.browser()
    priya = Taker(door, browser, door.enter(browser, "priya"), "culture-of-yes")
    assert "Time for a refresher" in priya.home.text
    with door.session() as session:
        first = session.scalars(select(Attempt).where(Attempt.module_id == "culture-of-yes")).first()
        assert first is not None
        wrong = first.drawn[0]["item"]
    family = {item.id: item.group for item in _bank(door)}
    assert family[item_of(begin(priya))] == family[wrong], "what was wrong with certainty comes first"


def _bank(door: Door) -> tuple[Item, ...]:
    module = door.app.extensions["catalogue"].loaded.module("culture-of-yes")
    items: tuple[Item, ...] = module.quiz.items
    return items
