"""Who has learned what in the demo, weeks before anybody opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import Actor
from lti_tool.branches.membership import make_branch, place_changed
from lti_tool.cli.demo_history.learner import Demo, Visit
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.coordinators import service as coordinators
from lti_tool.lti.models import Deployment, Registration, User

FRONT_DESK, WHOLE = "front-desk", "onboarding"  # the demo LMS's courses
TEACHER, HALF_WAY, THROUGH, REFRESHED = "kwame", "yusuf", "mei-ling", "priya"
FIRST_MODULE = "culture-of-yes"
BRANCHES = {
    "Central": ("mei-ling", "yusuf", "amara", "ines", "tariq", "hana"),
    "Riverside": ("lars", "ximena", "joel", "nadia", "marcus", "priya"),
}
STARTED = {  # how many modules each finished from the first on, and how many answers they missed in the first of them
    "amara": (3, 1),
    "ines": (2, 2),
    "tariq": (3, 0),
    "hana": (2, 4),
    "lars": (3, 2),
    "ximena": (2, 1),
    "joel": (2, 3),
    "nadia": (2, 0),
    "marcus": (2, 5),
    "priya": (2, 1),
}
FAILED = 5  # answers missed: too many to pass
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One person and how far into the list they stand, so that not all choose the same."""

    person: str
    number: int


def tell(
    session: Session,
    registration: Registration,
    claims: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]],
    catalogue: Catalogue,
    now: datetime,
) -> bool:
    """Let people have learned; False, and nothing is done, where anybody of this LMS was here before.

    A second run so keeps what people did. The caller commits.
    """
    was_here = select(User.id).join(Deployment).where(Deployment.registration_id == registration.id).limit(1)
    if session.scalar(was_here) is not None:
        return False
    demo = Demo(session, registration, claims, catalogue, now)
    _finish_one(demo, FRONT_DESK, _Turn(REFRESHED, 0), FIRST_MODULE, now - 2 * _WEEK, misses=2)
    if all(module.id in claims[WHOLE][TEACHER] for module in catalogue.modules):  # not in a demo LMS from before
        _begin_course(demo)
        for number, (person, (modules, misses)) in enumerate(STARTED.items()):
            _finish_some(demo, _Turn(person, number), modules, misses)
        _go_half_way(demo, _Turn(HALF_WAY, 3))
        _finish_all(demo, _Turn(THROUGH, 5))
    return True


def _begin_course(demo: Demo) -> None:
    """The instructor has looked at every link, coordinates the training, and has put people into branches."""
    began = demo.now - 6 * _WEEK
    visits = [demo.visit(WHOLE, TEACHER, module.id, began) for module in demo.catalogue.modules]
    teaching = visits[0].launch
    deployment, session = teaching.context.deployment, demo.session
    invited = coordinators.invite(session, deployment, _WEEK, began, actor=Actor.user(teaching.user_id))
    coordinators.take_up(session, teaching, invited, began)
    for name, people in BRANCHES.items():
        branch = make_branch(session, teaching, name, began)
        users = [demo.visit(WHOLE, person, demo.catalogue.modules[0].id, began).launch.user_id for person in people]
        place_changed(session, teaching.context_id, dict.fromkeys(users, branch.id))


def _finish_some(demo: Demo, who: _Turn, modules: int, misses: int) -> None:
    """One module a week, a little better each time."""
    for number, module in enumerate(_with_lessons(demo.catalogue)[:modules]):
        at = demo.now - (modules - number) * _WEEK + timedelta(hours=who.number)
        _finish_one(demo, WHOLE, who, module, at, misses=max(0, misses - number))


def _go_half_way(demo: Demo, who: _Turn) -> None:
    """Placed, two passed, one failed, one with the quiz open, one in the middle of a lesson."""
    placed, (first, second, third, fourth, fifth) = demo.catalogue.modules[0].id, _with_lessons(demo.catalogue)[:5]
    demo.visit(WHOLE, who.person, placed, demo.now - 5 * _WEEK).take_quiz(
        demo.now - 5 * _WEEK, misses=9, turn=who.number
    )
    _finish_one(demo, WHOLE, who, first, demo.now - 4 * _WEEK, misses=1, thoroughly=True)
    _finish_one(demo, WHOLE, who, second, demo.now - 3 * _WEEK, misses=2, thoroughly=True)
    _finish_one(demo, WHOLE, who, third, demo.now - 2 * _WEEK, misses=FAILED, thoroughly=True)
    yesterday = demo.now - timedelta(days=1)
    _read_all(visit := demo.visit(WHOLE, who.person, fourth, yesterday), who, yesterday, thoroughly=True)
    visit.begin_quiz(yesterday + timedelta(hours=2), misses=0, turn=who.number, answered=0.4)
    visit = demo.visit(WHOLE, who.person, fifth, yesterday + timedelta(hours=3))
    opening, next_one = visit.found.module.lessons[:2]
    visit.read(opening, yesterday + timedelta(hours=4), who.number, thoroughly=True)
    visit.stop_within(next_one, yesterday + timedelta(hours=5))


def _finish_all(demo: Demo, who: _Turn) -> None:
    """Everything, up to the certificate."""
    modules = _with_lessons(demo.catalogue)
    for number, module in enumerate(modules):
        at = demo.now - timedelta(days=3 * (len(modules) - number) + 1)
        _finish_one(demo, WHOLE, who, module, at, misses=number % 3, thoroughly=True)
    certificate, at = next(each.id for each in demo.catalogue.modules if each.kind == "certificate"), demo.now
    visit = _finish_one(demo, WHOLE, who, certificate, at - timedelta(days=1), misses=2)
    visit.take_certificate(demo.catalogue, at - timedelta(hours=23))


def _finish_one(
    demo: Demo, course: str, who: _Turn, module_id: str, at: datetime, *, misses: int, thoroughly: bool = False
) -> Visit:
    """All lessons of a module, and its quiz where it has one; somebody who fails comes back to it, or does not."""
    visit = demo.visit(course, who.person, module_id, at)
    _read_all(visit, who, at, thoroughly=thoroughly)
    if visit.found.module.quiz:
        visit.take_quiz(at + timedelta(hours=1), misses=misses, turn=who.number)
    visit.send_now(demo.now)
    return visit


def _read_all(visit: Visit, who: _Turn, at: datetime, *, thoroughly: bool) -> None:
    for lesson in visit.found.module.lessons:
        visit.read(lesson, at, who.number, thoroughly=thoroughly)


def _with_lessons(catalogue: Catalogue) -> list[str]:
    return [module.id for module in catalogue.modules if module.lessons]
