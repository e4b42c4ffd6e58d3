"""Old launches are forgotten; what they taught us stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.lti.models import Launch, User
from tests.conftest import World
from tests.support.retention import keep_terms_at

pytestmark = pytest.mark.both_databases


def test_old_launches_go_but_each_persons_last_one_of_a_link_stays(world: World, session: Session) -> None:
    visitor = world.visitor()
    for _ in range(3):
        visitor.launch("mei-ling", "front-desk", "yes-and")
    visitor.launch("yusuf", "front-desk", "yes-and")

    keep_terms_at(world.tool, utcnow() + timedelta(hours=24, minutes=1))

    assert session.scalar(select(func.count(Launch.id))) == 2
    assert session.scalar(select(func.count(User.id))) == 2


def test_a_launch_of_today_stays(world: World, session: Session) -> None:
    page = world.visitor().launch("mei-ling", "front-desk", "yes-and")

    keep_terms_at(world.tool, utcnow())

    assert session.get(Launch, page.launch_id) is not None


def test_the_last_visit_of_a_link_stays_until_a_later_one_is_over_too(world: World, session: Session) -> None:
    visitor, now = world.visitor(), utcnow()
    first = visitor.launch("mei-ling", "front-desk", "yes-and").launch_id
    session.execute(update(Launch).values(created_at=now - timedelta(days=3)))
    session.commit()
    keep_terms_at(world.tool, now)
    assert session.scalars(select(Launch.stays)).all() == [True]
    session.rollback()
    second = visitor.launch("mei-ling", "front-desk", "yes-and").launch_id

    keep_terms_at(world.tool, utcnow())
    assert set(session.scalars(select(Launch.id))) == {first, second}
    session.rollback()
    keep_terms_at(world.tool, utcnow() + timedelta(hours=24, minutes=1))

    assert session.scalars(select(Launch.id)).all() == [second]
