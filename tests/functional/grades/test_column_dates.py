"""Over real HTTP: a gradebook column that was made for us carries the link's dates, and follows them."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select, update

from lti_tool.db import utcnow
from lti_tool.delivery.column_dates import AGAIN_AFTER, ask_for_due
from lti_tool.demo_lms.state.gradebook import LineItem
from lti_tool.lti.models import ResourceLink
from lti_tool.work.runner import runner_of
from tests.conftest import World
from tests.support.learners import answers, open_quiz, wait_for_grade
from tests.support.visitor import Page, fields_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COURSE, LINK = "front-desk", "yes-and"
MAY, JUNE = "2031-05-06T07:08:00.000Z", "2031-06-01T10:00:00.000Z"


def column(world: World) -> LineItem:
    found = world.platform.gradebook.for_link(LINK)
    assert found is not None
    return found


def set_dates(world: World, **dates: str) -> Page:
    rosa = world.visitor()
    page = rosa.get(rosa.launch("rosa", COURSE, LINK).link("Settings of this link"))
    typed = {name: at[:16] for name, at in dates.items()}
    saved = rosa.post(page.url, fields_of(page.form("Save settings")) | typed)
    if "Is this meant?" in saved.text:
        saved = rosa.post(saved.url, fields_of(saved.form("Yes, save this")))
    runner_of(world.tool).wait()
    return saved


def due_again_at(world: World) -> datetime | None:
    with world.tool.extensions["lti"].session_factory() as session:
        return session.scalars(select(ResourceLink.dates_due_at)).one()


@pytest.fixture
def made(world: World) -> LineItem:
    """The column of a link that had none, made for the first score."""
    world.platform.gradebook.delete(column(world))
    set_dates(world, opens_at="2020-01-01T00:00", due_at=MAY)
    learner = world.visitor()
    quiz = open_quiz(learner, learner.launch("mei-ling", COURSE, LINK))
    learner.submit(quiz, "Submit your answers", answers(quiz, right=10))
    assert wait_for_grade(world, "mei-ling", LINK) == 100
    return column(world)


def test_a_column_that_we_make_carries_the_dates_and_follows_them(world: World, made: LineItem) -> None:
    assert made.extras == {"startDateTime": "2020-01-01T00:00:00.000Z", "endDateTime": MAY}

    assert set_dates(world, opens_at="", due_at="", closes_at=JUNE).status == 200

    assert column(world).extras == {"endDateTime": JUNE}
    assert (column(world).link_id, column(world).tag, column(world).label) == (made.link_id, made.tag, made.label)
    assert due_again_at(world) is None


def test_a_platform_that_is_in_trouble_is_told_later(world: World, made: LineItem) -> None:
    world.platform.faults.fail = 9

    set_dates(world, due_at=JUNE)

    again_at = due_again_at(world)
    assert again_at is not None
    assert again_at > utcnow() + AGAIN_AFTER / 2
    assert column(world).extras["endDateTime"] == MAY

    world.platform.faults.reset()
    sessions = world.tool.extensions["lti"].session_factory
    with sessions() as session:
        session.execute(update(ResourceLink).values(dates_due_at=utcnow()))
        session.commit()
    ask_for_due(sessions, utcnow())
    runner_of(world.tool).wait()

    assert column(world).extras["endDateTime"] == JUNE


def test_a_column_that_is_not_ours_is_left_alone(world: World) -> None:
    before = column(world)

    set_dates(world, due_at=MAY)

    assert column(world) == before
    assert due_again_at(world) is None
