"""A list that was not read to its end is never taken for the whole: over real HTTP, through pages and commands."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.lti.models import Membership, ResourceLink, User
from tests.conftest import World
from tests.functional.grades.test_where_grades_are import is_delivered, open_grades, state_is, take_quiz, wait_for
from tests.support.paging import DemoPages
from tests.support.visitor import Page, Visitor

COURSE, LINK = "front-desk", "yes-and"


@pytest.fixture
def pages(world: World) -> DemoPages:
    """One row a page from now on."""
    return DemoPages(world.platform)


@pytest.fixture
def main_domain(world: World) -> str:
    """The demo LMS under another name, which nobody registered."""
    return f"localhost:{urlsplit(world.platform.issuer).port}"


@pytest.fixture
def add_host(world: World, runner: FlaskCliRunner, main_domain: str) -> str:
    """The options with which an operator adds it."""
    return f"registrations hosts {world.registration_id} --service-host http://{main_domain}"


def read_roster(world: World, rosa: Visitor, home: Page) -> Page:
    rosa.submit(home, "Bring the roster up to date")
    world.tool.extensions["work"].wait()
    return rosa.get(home.url)


def who_left(session: Session) -> list[str]:
    session.rollback()
    left = select(User.name).join(Membership, Membership.user_id == User.id).where(Membership.is_active.is_(False))
    names = [*session.scalars(left)]
    session.rollback()
    return names


def test_a_roster_that_goes_on_elsewhere_takes_nobody_off_and_names_the_host_to_add(
    world: World, session: Session, runner: FlaskCliRunner, pages: DemoPages, main_domain: str, add_host: str
) -> None:
    pages.size = 3
    rosa = world.visitor()
    home = read_roster(world, rosa, rosa.launch("rosa", COURSE, LINK))
    assert session.query(Membership).count() == 8
    session.rollback()
    assert "Done, " in home.text

    pages.host = main_domain
    page = read_roster(world, rosa, home)

    assert who_left(session) == []
    cut_short = "The roster was not read to its end (people read: 3). Nobody was taken off it."
    assert page.lacks("Done, ", cut_short, f"lti-tool {add_host}") == ["Done, "]
    tried = runner.invoke(args=["registrations", "test", str(world.registration_id)])
    assert tried.exit_code == 1
    advice = ("3 people, and perhaps more.", f"lti-tool {add_host}")
    assert [words for words in advice if words not in tried.output] == []

    assert runner.invoke(args=add_host.split()).output == f"http://{main_domain}\n"
    page = read_roster(world, rosa, page)

    assert "Done, " in page.text
    assert runner.invoke(args=["registrations", "test", str(world.registration_id)]).exit_code == 0


def test_a_grade_on_a_page_that_was_not_read_is_not_missing(
    world: World, runner: FlaskCliRunner, pages: DemoPages, main_domain: str, add_host: str
) -> None:
    for person in ("mei-ling", "yusuf"):
        take_quiz(world, right=7, person=person)
    assert wait_for(lambda: len(world.platform.gradebook.results(_column(world))) == 2)
    assert is_delivered(world, 70)
    pages.host = main_domain

    rosa, page = open_grades(world)
    check = rosa.submit(page, "Compare with the gradebook now")
    assert wait_for(lambda: "Compared 1 gradebook column" in rosa.get(check.url).text)

    found = rosa.get(check.url)
    assert "Missing in the gradebook" not in found.text
    assert found.lacks("Not read to the end", "What was compared is in order.", f"lti-tool {add_host}") == []
    listed = runner.invoke(args=["grades", "reconcile", "--fix", "--json"])
    assert listed.exit_code == 1
    (finding,) = json.loads(listed.stdout)
    assert (finding["kind"], finding["gap"]["code"]) == ("incomplete", "list_continues_elsewhere")

    runner.invoke(args=add_host.split())
    assert runner.invoke(args=["grades", "reconcile"]).output.splitlines()[-1] == "Nothing differs."


def test_no_second_column_is_made_while_the_first_may_be_on_a_page_that_was_not_read(
    world: World, session: Session, runner: FlaskCliRunner, pages: DemoPages, main_domain: str, add_host: str
) -> None:
    take_quiz(world, right=7)
    assert is_delivered(world, 70)
    gradebook = world.platform.gradebook
    ours = gradebook.line_item(_column(world))
    assert ours is not None
    gradebook.delete(ours)
    gradebook.add(COURSE, label="Somebody else's", score_maximum=10, resource_id="", tag="", link_id=None, extras={})
    kept = {name: getattr(ours, name) for name in ("label", "score_maximum", "resource_id", "tag", "link_id", "extras")}
    gradebook.add(COURSE, **kept)
    pages.ignore_filters()
    pages.host = main_domain
    session.execute(update(ResourceLink).values(lineitem_url=None))
    session.commit()

    runner.invoke(args=["grades", "resend", "--delivery", "1"])
    assert wait_for(state_is(world, DeliveryState.FAILED))

    assert len(gradebook.line_items(COURSE)) == 2
    _, page = open_grades(world)
    assert "so no column was made: there may be one." in page.text
    session.execute(update(ResourceLink).values(lineitem_url=None))  # the launch brought it
    session.commit()
    runner.invoke(args=add_host.split())
    assert is_delivered(world, 70)
    assert len(gradebook.line_items(COURSE)) == 2


def enter_95_over_ours(world: World, pages: DemoPages) -> None:
    """A teacher's grade, on the second page of the column's results; a better one of ours was held back for it."""
    take_quiz(world, right=3, person="yusuf")
    assert wait_for(lambda: len(world.platform.gradebook.results(_column(world))) == 1)
    take_quiz(world, right=7)
    assert is_delivered(world, 70)
    world.platform.gradebook.grade_by_hand(_column(world), world.platform.people["mei-ling"].sub, 95)
    pages.ignore_filters()
    take_quiz(world, right=8)
    assert wait_for(lambda: "changed_there" in _reasons(world)), "read on, to the second page"
    assert world.platform.grade("mei-ling", LINK) == 95


def test_a_teachers_95_that_could_not_be_read_is_not_replaced_until_somebody_says_so(
    world: World, session: Session, pages: DemoPages, main_domain: str
) -> None:
    enter_95_over_ours(world, pages)

    pages.host = main_domain
    take_quiz(world, right=9)
    assert wait_for(lambda: "result_not_read" in _reasons(world))

    assert world.platform.grade("mei-ling", LINK) == 95
    learner = world.visitor()
    assert "is kept here; your instructor decides when it is sent." in learner.launch("mei-ling", COURSE, LINK).text
    rosa, page = open_grades(world)
    assert page.lacks("1 held", "0 not delivered", "It was held back.", "the people who run this tool can add it") == []
    lists = {state: rosa.get(f"{page.url}?show={state}").text for state in ("held", "failed")}
    assert [state for state, text in lists.items() if "Mei-Ling" in text] == ["held"]

    rosa.submit(page, "Send anyway")
    assert is_delivered(world, 90)
    session.rollback()
    assert "grades.replaced" in session.scalars(select(AuditEvent.action)).all()


def test_a_person_on_the_second_page_of_an_unfiltered_answer_keeps_a_teachers_comment(
    world: World, session: Session, pages: DemoPages
) -> None:
    take_quiz(world, right=3, person="yusuf")
    assert wait_for(lambda: len(world.platform.gradebook.results(_column(world))) == 1)
    take_quiz(world, right=7)
    assert is_delivered(world, 70)
    person = world.platform.people["mei-ling"].sub
    held = world.platform.gradebook.result(_column(world), person)
    assert held is not None
    world.platform.gradebook._put(replace(held, comment="Ask me about it."))
    pages.ignore_filters()

    take_quiz(world, right=9)

    assert is_delivered(world, 90)
    now = world.platform.gradebook.result(_column(world), person)
    assert now is not None
    assert now.comment == "Ask me about it."


def _column(world: World) -> str:
    item = world.platform.gradebook.for_link(LINK)
    assert item is not None
    return item.id


def _reasons(world: World) -> set[str]:
    with world.tool.extensions["lti"].session_factory() as session:
        return {*session.scalars(select(ScoreDelivery.reason_code))}
