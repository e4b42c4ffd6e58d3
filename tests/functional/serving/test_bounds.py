"""Every table has a bound or a term that the operators' page names, and the tidying keeps it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, Response
from lti_tool.attempts.purging import PREVIEWS_KEPT
from lti_tool.authoring.service import MOST_IN_A_COURSE, MOST_VERSIONS
from lti_tool.background import PURGES
from lti_tool.certificates.models import Certificate
from lti_tool.coordinators.models import CoordinatorInvitation
from lti_tool.db import Base, utcnow
from lti_tool.delivery.models import DeliveryTry, ScoreDelivery
from lti_tool.delivery.purging import TRIES_KEPT
from lti_tool.lti.launch.refusals import PER_MINUTE
from lti_tool.lti.models import Context, Deployment, Launch, Membership, RegistrationInvitation, SetupRefusal, User
from lti_tool.lti.records.purging import ANONYMOUS_KEPT, MOST_REFUSALS
from lti_tool.reasons import Reason
from lti_tool.terms import Terms
from tests.support.door import Door, Teach
from tests.support.quiz_course import teach
from tests.support.takers import Enter

pytestmark = pytest.mark.both_databases

PAGE = Path(__file__).parents[3] / "docs/operators.md"
A_SECOND = timedelta(seconds=1)
ROW = re.compile(r"^\| `([a-z_]+)` \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def course() -> Teach:
    return teach


def count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def tidy(session: Session, now: datetime) -> None:
    for purge_some in PURGES:
        while purge_some(session, now):
            session.commit()
    session.commit()


def test_the_operators_page_names_a_bound_or_a_term_for_every_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = dict(ROW.findall(page))

    assert sorted(named) == sorted(Base.metadata.tables)
    assert named["setup_refusals"] == (
        f"the newest {MOST_REFUSALS:,}, for `KEEP_REFUSALS_DAYS` (30 days); {PER_MINUTE} a minute in each process"
    )
    assert named["delivery_tries"] == f"{TRIES_KEPT.days} days"
    said = {
        "setup_refusals": f"`KEEP_REFUSALS_DAYS` ({Terms().keep_refusals_days} days)",
        "attempts": f"previews of staff: {PREVIEWS_KEPT.days} days",
        "users": f"{ANONYMOUS_KEPT.days} days after",
        "own_content": str(MOST_IN_A_COURSE),
        "own_versions": str(MOST_VERSIONS),
    }
    assert {name: words for name, words in said.items() if words not in named[name]} == {}


@pytest.mark.parametrize(("name", "days"), Terms().model_dump().items())
def test_the_operators_page_has_each_term_in_its_table_and_in_that_of_bounds(name: str, days: int) -> None:
    page = PAGE.read_text(encoding="utf-8")
    said = rf"`{name.upper()}` \({days} days?\)"
    rows = [row for _, row in ROW.findall(page) if re.search(said, row)]

    assert rows or name == "keep_attempts_days"
    assert re.search(rf"^\| `{name.upper()}` \| {days}\b", page, re.MULTILINE)


def test_refusals_never_fill_the_disk(door: Door, session: Session) -> None:
    now = utcnow()
    rows = [
        SetupRefusal(reference=f"{n:08x}", at=now - A_SECOND * n, reason=Reason("state_too_old", {}), received={})
        for n in range(MOST_REFUSALS + 40)
    ]
    session.add_all(rows)
    session.commit()

    tidy(session, now)

    assert count(session, SetupRefusal) == MOST_REFUSALS
    assert session.get(SetupRefusal, "00000000") is not None
    assert session.get(SetupRefusal, f"{MOST_REFUSALS:08x}") is None


def test_people_without_an_id_go_after_a_month_but_not_with_a_certificate(
    enter: Enter, door: Door, session: Session
) -> None:
    with door.session() as other:
        door.registration(other).allow_anonymous = True
        other.commit()
    for _ in range(3):
        enter(sub=None).take()
    enter().take()
    first = session.scalars(select(User).where(User.id_on_platform.like("anonymous:%")).order_by(User.id)).first()
    context_id = session.scalars(select(Context.id)).one()
    assert first is not None
    facts = {"module_id": "types", "name": "Somebody", "title": "Types", "minutes": 10, "competencies": []}
    certificate = {"code": "AAAABBBB", "user_id": first.id, "context_id": context_id, "issued_at": utcnow()}
    session.add(Certificate(**certificate, **facts))
    session.commit()

    tidy(session, utcnow() + ANONYMOUS_KEPT - timedelta(hours=1))
    assert count(session, User) == 4
    tidy(session, utcnow() + ANONYMOUS_KEPT + A_SECOND)

    assert count(session, User) == 2
    assert count(session, Attempt) == 2
    assert count(session, Membership) == 2
    assert count(session, Launch) == 2


def test_previews_of_staff_go_after_a_month_with_their_answers(enter: Enter, session: Session) -> None:
    enter("rosa").take()
    enter().take()
    assert count(session, Attempt) == 2
    session.rollback()

    tidy(session, utcnow() + PREVIEWS_KEPT + A_SECOND)

    assert session.scalars(select(Attempt.is_preview)).all() == [False]
    left = set(session.scalars(select(Response.attempt_id)))
    assert left == set(session.scalars(select(Attempt.id)))


def test_tries_and_invitations_that_are_long_over_go(enter: Enter, door: Door, session: Session) -> None:
    enter().take()
    door.app.extensions["score_executor"].stop()
    now = utcnow()
    session.execute(delete(DeliveryTry))
    delivery_id = session.scalars(select(ScoreDelivery.id)).one()
    facts = {"delivery_id": delivery_id, "outcome": "later", "score_given": 1.0}
    session.add_all(DeliveryTry(at=now - TRIES_KEPT + A_SECOND * n, **facts) for n in (-1, 1))
    deployment_id = session.scalars(select(Deployment.id)).one()
    for days in (29, 31):
        moments = {"created_at": now - timedelta(days=40), "expires_at": now - timedelta(days=days)}
        session.add(RegistrationInvitation(code_hash=f"r{days}", **moments))
        session.add(CoordinatorInvitation(code_hash=f"c{days}", deployment_id=deployment_id, **moments))
    session.commit()

    tidy(session, now)

    assert count(session, DeliveryTry) == 1
    assert session.scalars(select(RegistrationInvitation.code_hash)).all() == ["r29"]
    assert session.scalars(select(CoordinatorInvitation.code_hash)).all() == ["c29"]
