"""Whoever tries the demo finds people who have learned: one half-way, one through, one with a refresher due."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.certificates.models import Certificate
from lti_tool.cli.demo_history import tell, whole_course
from lti_tool.db import utcnow
from lti_tool.demo_lms.oidc.messages import claims_of_all_launches
from lti_tool.lti.models import Registration, User
from lti_tool.placements.catalogue import catalogue
from tests.support.door import Door
from tests.support.refreshers import begin, item_of
from tests.support.takers import Taker


def tries_of(session: Session, name: str) -> list[tuple[str, bool | None]]:
    """The module of each of their attempts, and whether it was passed."""
    tries = select(Attempt.module_id, Attempt.passed).join(Attempt.user).where(User.name.startswith(name))
    return [(module, passed) for module, passed in session.execute(tries)]


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
        assert dict(tries_of(session, "Yusuf")) == {
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
        passed = {module for module, is_passed in tries_of(session, "Priya") if is_passed}
    assert _module_of(door, item_of(begin(priya))) in passed


def _module_of(door: Door, item_id: str) -> str:
    modules = [each for each in door.app.extensions["catalogue"].loaded.modules if each.kind == "module" and each.quiz]
    [found] = [module.id for module in modules if item_id in {item.id for item in module.quiz.items}]
    return str(found)
