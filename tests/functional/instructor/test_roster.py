"""The LMS's own list of who is in the course: asked for by a button, read in the background, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.lti.models import Context, Membership, User
from lti_tool.progress.models import LearnerProgress
from lti_tool.work.models import ContextWork
from tests.conftest import World
from tests.functional.grades.test_where_grades_are import is_delivered, take_quiz
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.takers import Enter
from tests.support.visitor import Page, Visitor
from tests.support.waiting import await_that

pytestmark = pytest.mark.both_databases

COURSE, LINK = "front-desk", "yes-and"
BUTTON = "Bring the roster up to date"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def press(world: World, rosa: Visitor, home: Page) -> Page:
    rosa.submit(home, BUTTON)
    world.tool.extensions["work"].wait()
    return rosa.get(home.url)


def line(page: Page, name: str) -> str:
    (row,) = [each for each in page.soup.select("table.people tbody tr") if name in each.get_text(" ")]
    return " ".join(row.get_text(" ").split())


def test_people_who_have_not_come_yet_are_listed_and_who_left_is_grey(
    world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.visitor().launch("mei-ling", COURSE, LINK)
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    assert "Yusuf" not in home.text
    assert "it has not been read yet" in home.text

    page = press(world, rosa, home)

    assert "Not started" in line(page, "Yusuf")
    assert "last read" in page.text
    assert "the list of people was read" in page.text
    listed = page.soup.select_one("table.people").get_text()  # type: ignore[union-attr]
    staff = session.scalars(select(User.name).join(Membership).where(Membership.is_staff.is_(True))).all()
    assert "Rosa Delgado" in staff
    assert not [name for name in staff if name in listed]

    session.rollback()
    monkeypatch.delitem(world.platform.courses[COURSE].roles, "yusuf")
    page = press(world, rosa, page)

    assert "Left the course" in line(page, "Yusuf")
    assert "Left the course" not in line(page, "Mei-Ling")


def test_whom_the_roster_drops_loses_staff_pages_at_the_next_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.platform.courses[COURSE].roles, "kwame", "Instructor")
    rosa, kwame, yusuf = world.visitor(), world.visitor(), world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    theirs = kwame.launch("kwame", COURSE, LINK)
    learning = yusuf.launch("yusuf", COURSE, LINK)
    page = press(world, rosa, home)
    assert kwame.get(theirs.url).status == 200
    monkeypatch.delitem(world.platform.courses[COURSE].roles, "kwame")
    monkeypatch.delitem(world.platform.courses[COURSE].roles, "yusuf")

    press(world, rosa, page)

    assert kwame.get(theirs.url).status == 403
    assert yusuf.get(learning.url).status == 200, "somebody's own learning goes on until they leave"


def test_an_administrator_who_was_never_on_the_roster_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    monkeypatch.delitem(world.platform.courses[COURSE].roles, "rosa")

    page = press(world, rosa, home)

    assert page.status == 200


def test_a_platform_that_does_not_answer_is_told_in_words_and_changes_nobody(world: World, session: Session) -> None:
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    session.execute(update(Context).values(memberships_url="http://127.0.0.1:1/memberships"))
    session.commit()

    page = press(world, rosa, home)

    assert "That did not work. The learning platform could not be reached." in page.text
    assert list(session.scalars(select(User.name))) == ["Rosa Delgado"]


def test_without_the_service_the_page_says_what_to_do_and_all_else_works(enter: Enter, door: Door) -> None:
    enter().take()
    claim = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
    teacher = enter("rosa", **{claim: None})

    page = teacher.get(f"{teacher.base}/instructor")
    refused = teacher.post(f"{teacher.base}/instructor/roster")

    assert "Mei-Ling" in line(page, "Mei-Ling")
    assert "does not let this tool read who is in the course" in page.text
    assert BUTTON not in page.text
    assert refused.status == 409
    assert "Names and Role Provisioning" in refused.text


def test_a_roster_that_is_older_than_a_day_is_read_again_by_itself(world: World, session: Session) -> None:
    world.tool.config["AUTOMATIC_ROSTER"] = True
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    world.tool.extensions["work"].wait()
    assert "Not started" in line(rosa.get(home.url), "Yusuf")
    first = session.scalars(select(ContextWork.asked_at)).one()
    session.rollback()

    rosa.get(home.url)
    world.tool.extensions["work"].wait()
    assert session.scalars(select(ContextWork.asked_at)).one() == first

    session.execute(update(ContextWork).values(asked_at=utcnow() - timedelta(hours=2)))
    session.execute(update(Context).values(roster_read_at=utcnow() - timedelta(hours=25)))
    session.commit()
    rosa.get(home.url)
    world.tool.extensions["work"].wait()
    assert session.scalars(select(ContextWork.asked_at)).one() > first


def test_work_that_a_dead_server_left_is_done_by_whoever_looks(world: World, session: Session) -> None:
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    context_id = session.scalars(select(Context.id)).one()
    left = {"state": "running", "done": 3, "total": 0, "asked_at": utcnow() - timedelta(hours=1)}
    session.add(ContextWork(context_id=context_id, kind="roster", lease_until=utcnow() - timedelta(minutes=1), **left))
    session.commit()
    assert "Reading: 3 so far. You may close this page; it continues." in rosa.get(home.url).text

    status = f"{world.tool_url}/l/{home.launch_id}/instructor/work/roster"
    assert 'data-final="false"' in rosa.get(status).response.get_data(as_text=True)
    world.tool.extensions["work"].wait()

    assert "Done, " in rosa.get(status).text
    assert rosa.get(status.replace("roster", "nothing")).status == 404


@ONE_DATABASE
@pytest.mark.parametrize("waits", ["roster", "grades/check"])
def test_a_platform_that_hangs_holds_up_its_own_work_alone(world: World, waits: str) -> None:
    take_quiz(world, right=7)
    assert is_delivered(world, 70)
    rosa = world.visitor()
    home = rosa.launch("rosa", COURSE, LINK)
    base, proof, hanging = f"{world.tool_url}/l/{home.launch_id}/instructor", {"csrf_token": csrf(home)}, Event()
    world.platform.faults.sleep = lambda _seconds: hanging.wait(60) and None
    world.platform.faults.slow_seconds = 1

    shown = rosa.post(f"{base}/{waits}", proof)
    rosa.post(f"{base}/recount", proof)
    await_that(lambda: "Done, " in rosa.get(f"{base}/work/summaries").text)

    assert "it continues." in rosa.get(shown.url).text
    hanging.set()
    world.tool.extensions["work"].wait()
    assert "it continues." not in rosa.get(shown.url).text


def test_everything_is_counted_anew_and_says_the_same(enter: Enter, door: Door, session: Session) -> None:
    enter().take(right=3)
    door.app.extensions["score_executor"].stop()  # else what is said of the grade changes meanwhile
    teacher = enter("rosa")
    before = teacher.get(f"{teacher.base}/instructor").soup.select_one("table.people").text  # type: ignore[union-attr]
    session.execute(delete(LearnerProgress))
    session.commit()

    teacher.post(f"{teacher.base}/instructor/recount", {"csrf_token": csrf(teacher.home)})
    door.app.extensions["work"].wait()

    assert teacher.get(f"{teacher.base}/instructor").soup.select_one("table.people").text == before  # type: ignore[union-attr]
    assert "everything was recounted" in teacher.get(f"{teacher.base}/instructor/analysis").text


def test_learners_ask_for_no_work(enter: Enter) -> None:
    learner = enter()

    for path in ("instructor/roster", "instructor/recount"):
        assert learner.post(f"{learner.base}/{path}").status == 403
