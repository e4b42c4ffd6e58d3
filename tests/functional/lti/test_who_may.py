"""Who may what, where the LMS says it in its own way: admins without a role, assistants who teach, switched roles."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Context, Launch, Membership, Registration, User
from lti_tool.lti.services.nrps import Member
from lti_tool.lti.services.roster import store_roster
from tests.support.clock import NOON
from tests.support.door import ROLE, SUB_TEACHING_ASSISTANT, Door
from tests.support.takers import Enter, Taker, entering
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADMIN = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
LEARNER, INSTRUCTOR = f"{ROLE}Learner", f"{ROLE}Instructor"
CANVAS = {"guid": "g", "product_family_code": "canvas"}
BOTH = {"canvas_membership_roles": "TeacherEnrollment,TaEnrollment"}
TEACHES_AND_ASSISTS: dict[str, Any] = {"roles": [INSTRUCTOR, SUB_TEACHING_ASSISTANT], "tool_platform": CANVAS}


@pytest.fixture
def enter(door: Door) -> Enter:
    return entering(door, Taker, "culture-of-yes")


def results(enter: Enter) -> Page:
    """What an instructor sees of a link."""
    page = enter("rosa").home
    assert page.heading == "Your module in this course"
    return page


def standing_of(session: Session, name: str) -> tuple[list[str], bool]:
    """Somebody's roles in the course, and whether they are staff; no transaction stays open: SQLite has one writer."""
    query = select(Membership.roles, Membership.is_staff).join(Membership.user).where(User.name == name)
    roles, is_staff = session.execute(query).one()
    session.rollback()
    return roles, is_staff


def read_roster(session: Session, name: str, role: str) -> None:
    """The LMS's list of people has one of them."""
    person = session.scalars(select(User).where(User.name == name)).one()
    member = Member(person.id_on_platform, name, "", (role,), is_active=True)
    store_roster(session, session.scalars(select(Context)).one(), [member], NOON)
    session.commit()


# An LMS admin without a role in the course


def test_an_admin_places_content_where_the_lms_offers_it_and_does_nothing_else(door: Door) -> None:
    browser = door.browser()

    page = door.open(browser, door.choose_content(browser, "mei-ling", roles=[ADMIN]))

    assert page.heading == "Add modules to your course"
    for path in ("instructor", "instructor/log", "instructor/settings/course", "instructor/own/new"):
        assert door.get(browser, f"/l/{page.launch_id}/{path}").status == 403


def test_a_learner_who_administers_elsewhere_places_nothing(door: Door) -> None:
    browser = door.browser()
    answer = door.choose_content(browser, "mei-ling", roles=[ADMIN, LEARNER])

    page = door.get(browser, answer.response.location)

    assert page.status == 403
    assert page.lacks("institution/person#Administrator, membership#Learner") == []


def test_an_admin_who_opens_a_link_looks_on_is_no_learner_and_is_told_which_option_would_help(
    door: Door, session: Session
) -> None:
    browser = door.browser()

    page = door.enter(browser, "mei-ling", roles=[ADMIN])

    assert "Preview: you see this as a learner does." in page.text
    assert [each.is_staff for each in session.scalars(select(Membership))] == [True]
    refused = door.get(browser, f"/l/{page.launch_id}/instructor")
    assert refused.status == 403
    assert refused.lacks("no role in this course", "institution/person#Administrator", "--institution-roles") == []


def test_with_the_option_the_admin_is_let_in(door: Door) -> None:
    with door.session() as session:
        session.get_one(Registration, door.registration_id).institution_roles_grant = True
        session.commit()
    door.app.extensions["lti"].registry.forget()

    assert door.enter(door.browser(), "mei-ling", roles=[ADMIN]).path.endswith("/instructor")


# A refused role is named


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ([LEARNER], "membership#Learner"),
        (["http://lms.example/vocab#Wizard"], "http://lms.example/vocab#Wizard"),
        ([], "–"),
        ([""], "–"),
        (["<b>Instructor</b>"], "<b>Instructor</b>"),
    ],
)
def test_a_refused_role_is_named(roles: list[str], words: str, door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser, roles=roles)

    refused = door.get(browser, f"/l/{page.launch_id}/instructor")

    assert refused.status == 403
    assert f"The roles that your LMS gave you: {words}." in refused.text


def test_many_and_long_roles_are_kept_within_bounds(door: Door, session: Session) -> None:
    door.enter(door.browser(), roles=[f"{number}{'x' * 1000}" for number in range(100)])

    told = session.scalars(select(Launch.told_roles)).one()
    assert len(told) == 20
    assert max(map(len, told)) == 255


def test_whoever_is_no_mentor_reads_so(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)

    assert "for mentors" in door.get(browser, f"/l/{page.launch_id}/mentees").text


# Somebody who teaches and assists, in Canvas


def test_whoever_teaches_and_assists_places_content(door: Door) -> None:
    browser = door.browser()

    page = door.open(browser, door.choose_content(browser, "mei-ling", custom=BOTH, **TEACHES_AND_ASSISTS))

    assert page.heading == "Add modules to your course"


def test_from_the_courses_menu_a_teacher_who_assists_configures(door: Door) -> None:
    course = {"id": "course-7", "title": "Front desk"}
    menu = {"context": course, "resource_link": course, "https://www.instructure.com/placement": "course_navigation"}
    browser = door.browser()

    page = door.enter(browser, custom=BOTH | {"page": "course"}, **menu, **TEACHES_AND_ASSISTS)

    assert door.get(browser, f"/l/{page.launch_id}/instructor/settings/course").status == 200


@pytest.mark.parametrize(
    "custom", [BOTH, {name.upper(): each for name, each in BOTH.items()}], ids=["same", "capitals"]
)
def test_a_links_own_parameter_never_makes_a_teacher_of_an_assistant(custom: dict[str, str], door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser, custom=custom | {"module": "culture-of-yes"}, **TEACHES_AND_ASSISTS)

    refused = door.get(browser, f"/l/{page.launch_id}/instructor/settings")

    assert refused.status == 403
    assert refused.lacks("course's menu", "membership/Instructor#TeachingAssistant") == []


def test_a_links_own_parameter_may_make_an_assistant_of_a_teacher(door: Door) -> None:
    browser = door.browser()
    custom = {"module": "culture-of-yes", "canvas_membership_roles": "TaEnrollment"}

    page = door.enter(browser, roles=[INSTRUCTOR], custom=custom)

    assert door.get(browser, f"/l/{page.launch_id}/instructor").status == 200
    assert door.get(browser, f"/l/{page.launch_id}/instructor/settings").status == 403


# Staff who look with a learner's eyes


def assert_counts_as_nobody(taker: Taker, session: Session, result: Page) -> None:
    """A whole quiz was taken, and nothing came of it."""
    assert "Preview: you see this as a learner does." in result.text
    assert session.scalars(select(Attempt.is_preview)).all() == [True]
    assert session.scalar(select(func.count()).select_from(ScoreDelivery)) == 0
    session.rollback()
    assert taker.get(f"{taker.base}/instructor").status == 403


def test_a_switched_role_is_a_preview_in_no_list_no_count_and_no_gradebook(enter: Enter, session: Session) -> None:
    enter("kwame", roles=[INSTRUCTOR])
    switched = enter("kwame", roles=[LEARNER])

    assert_counts_as_nobody(switched, session, switched.take())

    page = results(enter)
    assert "No one has opened this link yet." in page.text
    enter("kwame", roles=[LEARNER])
    assert standing_of(session, "Kwame Mensah")[1], "once more says no more than once"


def test_staff_who_come_back_are_staff_again(enter: Enter, session: Session) -> None:
    for role in (INSTRUCTOR, LEARNER, INSTRUCTOR):
        last = enter("kwame", roles=[role])

    assert last.home.path.endswith("/instructor")
    assert standing_of(session, "Kwame Mensah") == (["Instructor"], True)


def test_where_no_roster_can_tell_an_instructor_says_who_is_a_learner_now(enter: Enter, session: Session) -> None:
    enter("kwame", roles=[INSTRUCTOR])
    demoted = enter("kwame", roles=[LEARNER])
    assert "tell an instructor" in demoted.home.text
    teacher = enter("rosa")
    form = teacher.home.soup.select_one("#open-roles form")
    assert form is not None
    assert "Kwame Mensah" in form.get_text()

    page = teacher.post(str(form["action"]))

    assert page.heading == "Your module in this course"
    assert page.soup.select_one("#open-roles") is None
    assert standing_of(session, "Kwame Mensah") == (["Learner"], False)
    assert teacher.post(str(form["action"])).status == 409
    learner = enter("kwame", roles=[LEARNER])
    assert "Preview" not in learner.take().text
    assert "who was staff before, counts as a learner" in teacher.get(f"{teacher.base}/instructor/log").text


def test_the_roster_settles_it_too(enter: Enter, session: Session) -> None:
    enter("kwame", roles=[INSTRUCTOR])
    enter("kwame", roles=[LEARNER])

    read_roster(session, "Kwame Mensah", LEARNER)

    assert "Preview" not in enter("kwame", roles=[LEARNER]).home.text


def test_the_test_user_of_an_lms_is_a_preview(enter: Enter, session: Session) -> None:
    test_student = enter(roles=[LEARNER, TEST_USER])

    assert_counts_as_nobody(test_student, session, test_student.take())


def test_whoever_launched_as_instructor_is_no_learner_who_has_not_started(enter: Enter, session: Session) -> None:
    """Moodle's roster calls a non-editing teacher Learner, and its launches Instructor."""
    enter("kwame", roles=[INSTRUCTOR])
    read_roster(session, "Kwame Mensah", LEARNER)

    assert "Kwame Mensah" not in results(enter).soup.select("main")[0].get_text()
