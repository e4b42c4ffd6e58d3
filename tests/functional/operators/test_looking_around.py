"""`registrations list`: when somebody last came from each LMS, as what, and what of it waits."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from lti_tool.db import utcnow
from lti_tool.lti.models import Deployment, User
from lti_tool.privacy import requests
from tests.support.door import Door, Teach
from tests.support.quiz_course import teach
from tests.support.takers import Enter

pytestmark = pytest.mark.both_databases


@pytest.fixture
def course() -> Teach:
    return teach


def test_each_lms_with_its_last_launch_the_roles_seen_and_what_waits(
    enter: Enter, door: Door, runner: FlaskCliRunner
) -> None:
    enter("rosa")
    enter()
    with door.session() as session:
        requests.ask(session, session.scalars(select(User).order_by(User.id)).all()[-1], utcnow())
        session.add(Deployment(registration_id=door.registration_id, id_on_platform="9", created_at=utcnow()))
        session.commit()

    [row] = json.loads(runner.invoke(args=["registrations", "list", "--json"]).output)

    assert row["last_launch"][:10] == f"{utcnow():%Y-%m-%d}"
    assert row["roles"] == ["Instructor", "Learner"]
    assert row["waits"] == ["deployment 2", "deletion request 1"]
    assert "deletion request 1" in runner.invoke(args=["registrations", "list"]).output
