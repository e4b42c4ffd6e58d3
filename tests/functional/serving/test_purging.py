"""Old launches are forgotten; what they taught us stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
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
