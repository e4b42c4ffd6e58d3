"""What becomes of certificates: earned again, replaced, revoked, and taken along."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.certificates.models import Certificate
from tests.support.door import ROLE, Door
from tests.support.learners import csrf
from tests.support.small_course import Enter, Learner, take_quiz
from tests.support.visitor import Page

YEAR = timedelta(days=365)
NEW_NAME = "Mei-Ling <b>Okafor</b>"


def held(session: Session) -> list[Certificate]:
    """All of them; no transaction stays open: SQLite has one writer."""
    found = list(session.scalars(select(Certificate).order_by(Certificate.id)))
    session.expunge_all()
    session.rollback()
    return found


def certified(enter: Enter, **claims: object) -> Learner:
    learner = enter(**claims)
    learner.complete()
    assert learner.ask().status == 303
    return learner


def base(learner: Learner) -> str:
    return f"/l/{learner.page.launch_id}/"


def see(learner: Learner, path: str = "") -> Page:
    return learner.door.get(learner.browser, base(learner) + path)


def send(learner: Learner, path: str, **fields: object) -> int:
    data = {"csrf_token": csrf(learner.page), **fields}
    return learner.browser.post(base(learner) + path, base_url=learner.door.url, data=data).status_code


def verify(door: Door, certificate: Certificate) -> Page:
    return door.get(door.browser(), f"/verify/{certificate.grouped_code}")


def assert_gone_saying_nothing(page: Page, heading: str, *private: str) -> None:
    """The public page of a certificate that holds no longer says that, and none of what was on it."""
    assert (page.status, page.heading) == (410, heading)
    html = page.response.get_data(as_text=True)
    assert [each for each in private if each in html] == []


def a_year_passes(session: Session) -> None:
    """For everything there is: all of it was done a year earlier."""
    for attempt in session.scalars(select(Attempt)):
        attempt.started_at -= YEAR
        attempt.submitted_at = attempt.submitted_at and attempt.submitted_at - YEAR
    for each in session.scalars(select(Certificate)):
        each.issued_at -= YEAR
    session.commit()


def test_a_changed_name_makes_a_new_code_and_the_old_one_says_only_that_it_was_replaced(
    enter: Enter, door: Door, session: Session
) -> None:
    certified(enter)
    married = enter(name=NEW_NAME)

    offered = see(married)
    assert "Your LMS now calls you Mei-Ling <b>Okafor</b>" in offered.text
    assert married.ask().status == 303

    old, new = held(session)
    assert (new.name, new.title, new.minutes, new.issued_at) == (NEW_NAME, old.title, old.minutes, old.issued_at)
    private = ("Mei-Ling", "Okafor", "Zhao", old.title, old.grouped_code, new.grouped_code)
    assert_gone_saying_nothing(verify(door, old), "This certificate was replaced", *private)
    valid = verify(door, new)
    assert (valid.status, valid.heading) == (200, "This certificate is valid")
    assert see(married, f"certificates/{old.id}.pdf").status == 410
    assert see(married, f"certificates/{new.id}.pdf").status == 200
    married.ask()
    assert len(held(session)) == 2


def test_a_new_name_goes_on_all_certificates_at_once(enter: Enter, session: Session) -> None:
    certified(enter)
    certified(enter, context={"id": "another-course", "title": "Another course"})
    married = enter(name=NEW_NAME)

    page = see(married, "certificates")
    assert "2 certificates have another name on them" in page.text
    assert page.form("Put my new name on them")["action"] == f"{base(married)}certificates/name"
    assert [send(married, "certificates/name"), send(married, "certificates/name")] == [303, 303]

    assert [each.name for each in held(session)] == ["Mei-Ling Zhao"] * 2 + [NEW_NAME] * 2
    assert see(married, "certificates").text.count("Replaced on") == 2


def test_a_new_name_asked_for_from_many_places_at_once_makes_one(enter: Enter, session: Session) -> None:
    certified(enter)
    places = [enter(name=NEW_NAME) for _ in range(6)]

    with ThreadPoolExecutor(len(places)) as pool:
        answers = list(pool.map(lambda place: place.ask().status, places))

    assert answers == [303] * len(places)
    assert [each.name for each in held(session)] == ["Mei-Ling Zhao", NEW_NAME]


def test_a_platform_that_stops_telling_names_changes_nothing(enter: Enter, session: Session) -> None:
    certified(enter)
    nameless = enter(name=None, given_name=None, family_name=None)

    nameless.ask()

    assert [each.name for each in held(session)] == ["Mei-Ling Zhao"]


def test_once_means_once(enter: Enter, door: Door, session: Session) -> None:
    learner = certified(enter)
    a_year_passes(session)
    take_quiz(door, learner.browser, learner.page)

    learner.ask()

    assert len(held(session)) == 1


def test_each_year_it_is_earned_again_by_passing_again(enter: Enter, door: Door, session: Session) -> None:
    learner = certified(enter)
    assert send(enter("rosa"), "instructor/certificates/renewal", renewal="yearly") == 303
    take_quiz(door, learner.browser, learner.page)
    learner.ask()
    assert len(held(session)) == 1  # the year is not over

    a_year_passes(session)
    learner.ask()
    assert len(held(session)) == 1  # what was done in the old year counts for that
    assert "pass the quiz once more to earn a new certificate" in see(learner).text

    take_quiz(door, learner.browser, learner.page)
    assert "You have earned it again" in see(learner).text
    learner.ask()
    learner.ask()

    old, new = held(session)
    assert new.issued_at - old.issued_at >= YEAR
    assert [verify(door, each).status for each in (old, new)] == [200, 200]
    assert "2 certificates" in see(learner, "certificates").text


def test_a_new_name_on_earlier_ones_does_not_keep_the_next_from_being_earned(
    enter: Enter, door: Door, session: Session
) -> None:
    certified(enter)
    send(enter("rosa"), "instructor/certificates/renewal", renewal="yearly")
    married = enter(name=NEW_NAME)
    for _ in range(2):
        a_year_passes(session)
        take_quiz(door, married.browser, married.page)
        married.ask()
        send(married, "certificates/name")

    valid = [each for each in held(session) if each.state == "valid"]
    assert [each.name for each in valid] == [NEW_NAME] * 3


def test_each_term_it_is_earned_again_and_a_term_begun_by_mistake_is_taken_back(
    enter: Enter, door: Door, session: Session
) -> None:
    learner, instructor = certified(enter), enter("rosa")
    send(instructor, "instructor/certificates/renewal", renewal="term")
    begin = see(instructor, "instructor/terms").form("Begin a new term now")
    assert begin.select_one("input[name=after]")["value"] == "0"  # type: ignore[index]
    assert send(instructor, "instructor/terms", after=0) == 303
    assert send(instructor, "instructor/terms", after=0) == 303  # a second click

    learner.ask()
    assert len(held(session)) == 1
    back = see(instructor, "instructor/terms").form("Take the new term back")["action"]
    send(instructor, str(back).removeprefix(base(instructor)))
    take_quiz(door, learner.browser, learner.page)
    learner.ask()
    assert len(held(session)) == 1  # no term began

    send(instructor, "instructor/terms", after=0)
    take_quiz(door, learner.browser, learner.page)
    learner.ask()
    assert len(held(session)) == 1  # the lesson is to be done once more, too
    learner.complete()
    learner.ask()
    assert len(held(session)) == 2
    log = see(instructor, "instructor/log")
    assert log.text.count("A new term began.") == 2 * 2  # the link that takes it back is named after it
    assert log.lacks("How often a certificate may be earned again: Once → Again each term.", "was taken back") == []


def test_who_earned_one_before_a_term_began_may_still_take_it(enter: Enter, session: Session) -> None:
    learner, instructor = enter(), enter("rosa")
    learner.complete()
    send(instructor, "instructor/terms", after=0)

    learner.ask()

    [kept] = held(session)
    assert kept.minutes == 35


def test_the_date_is_the_day_where_its_holder_was_for_whoever_reads_it(
    enter: Enter, door: Door, session: Session
) -> None:
    learner = enter()
    learner.browser.set_cookie("lti_tool_zone", "Pacific/Kiritimati", domain="localhost")  # 14 hours ahead of UTC
    learner.complete()
    learner.ask()
    [kept] = session.scalars(select(Certificate))
    kept.issued_at = kept.issued_at.replace(year=2026, month=12, day=31, hour=20)
    session.commit()

    assert "January 1, 2027" in verify(door, kept).text
    assert "2027-01-01" in see(learner, "certificates.csv").response.get_data(as_text=True)


def test_another_choice_than_those_on_the_page_is_refused(enter: Enter) -> None:
    assert send(enter("rosa"), "instructor/certificates/renewal", renewal="daily") == 400


def assert_revoked_for(learner: Learner, instructor: Learner, reason: str) -> None:
    told = see(learner)
    assert reason in told.text
    assert not told.soup.select("#certificate a[download]")
    assert (learner.download().status_code, learner.ask().status) == (410, 410)
    log = see(instructor, "instructor/log")
    assert log.lacks("A certificate of Mei-Ling Zhao was revoked: A seat by the window.", reason) == []


def test_an_instructor_revokes_one_with_a_reason_and_undoes_it(enter: Enter, door: Door, session: Session) -> None:
    learner, instructor = certified(enter), enter("rosa")
    (kept,) = held(session)
    listed = see(instructor, f"instructor/certificates?q={kept.grouped_code.lower()}")
    page = door.get(instructor.browser, listed.link("Mei-Ling Zhao"))
    revoke = page.form("Revoke this certificate")
    path = str(revoke["action"]).removeprefix(base(instructor))

    assert send(instructor, path, reason="  ") == 400
    assert verify(door, kept).status == 200
    assert send(instructor, path, reason="Taken by <i>somebody</i> else") == 303

    gone, private = verify(door, kept), ("Mei-Ling", "somebody", kept.title, kept.grouped_code)
    assert_gone_saying_nothing(gone, "This certificate was revoked", *private)
    assert f"{gone_on(session)}" in gone.text
    assert_revoked_for(learner, instructor, "Taken by <i>somebody</i> else")

    assert send(instructor, f"instructor/certificates/{kept.id}/restore") == 303
    assert (verify(door, kept).status, learner.download().status_code) == (200, 200)
    assert "that was revoked is valid again" in see(instructor, "instructor/log").text


def gone_on(session: Session) -> str:
    (kept,) = held(session)
    assert kept.revoked_at
    return f"{kept.revoked_at:%B} {kept.revoked_at.day}, {kept.revoked_at.year}"


def test_assistants_see_the_list_and_no_other_course_reaches_into_it(enter: Enter, session: Session) -> None:
    certified(enter)
    (kept,) = held(session)
    assistant = enter("yusuf", roles=[ROLE + "TeachingAssistant"])
    elsewhere = enter("rosa", context={"id": "another-course", "title": "Another course"})

    assert "Mei-Ling Zhao" in see(assistant, "instructor/certificates").text
    assert send(assistant, f"instructor/certificates/{kept.id}/revoke", reason="Because") == 403
    assert "Mei-Ling Zhao" not in see(elsewhere, "instructor/certificates").text
    for what in ("revoke", "restore"):
        assert send(elsewhere, f"instructor/certificates/{kept.id}/{what}", reason="Because") == 404
    assert see(elsewhere, f"instructor/certificates/{kept.id}").status == 404


def certified_in_two_courses(enter: Enter, session: Session) -> tuple[Learner, Certificate, Certificate]:
    """Somebody with a certificate of two years ago from another course, and one of today."""
    certified(enter, context={"id": "another-course", "title": "=Another course"})
    learner = certified(enter)
    first = session.scalars(select(Certificate).order_by(Certificate.id)).first()
    assert first
    first.issued_at -= 2 * YEAR
    session.commit()
    old, new = held(session)
    return learner, old, new


def test_one_page_has_all_courses_and_its_list_is_for_a_states_form(enter: Enter, session: Session) -> None:
    learner, old, new = certified_in_two_courses(enter, session)

    page, printed = see(learner, "certificates"), see(learner, "certificates/print")
    assert page.lacks("2 certificates", "1 hour 10 minutes") == []
    html = page.response.get_data(as_text=True)
    assert [each.id for each in (old, new) if f"/verify/{each.grouped_code}" not in html] == []
    assert printed.lacks(old.grouped_code, new.grouped_code) == []
    headings = [each.get_text() for each in printed.soup.select("thead th")]
    assert headings == ["Title", "Date", "Hours", "Provider", "Certificate code"]
    assert "1.16" in printed.soup.select("tfoot td")[0].get_text() or "1.17" in printed.text
    one_year = see(learner, f"certificates/print?year={old.issued_at.year}")
    assert one_year.lacks(old.grouped_code, new.grouped_code) == [new.grouped_code]


def test_the_file_of_all_courses_has_what_a_states_form_asks_for(enter: Enter, session: Session) -> None:
    learner, old, new = certified_in_two_courses(enter, session)

    file = see(learner, "certificates.csv").response.get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(file)))
    assert [row["Code"] for row in rows] == [new.grouped_code, old.grouped_code]
    assert (rows[1]["Date"], rows[1]["Course"]) == (old.issued_at.date().isoformat(), "'=Another course")
    assert (rows[0]["Hours"], rows[0]["Provider"]) == ("0.58", "Library Service Skills")


def test_a_stranger_gets_no_certificate_of_somebody_else(enter: Enter, session: Session) -> None:
    certified(enter)
    (kept,) = held(session)
    stranger = enter("yusuf")

    refused = see(stranger, f"certificates/{kept.id}.pdf")

    assert refused.status == 404
    assert "You have no such certificate" in refused.text
    assert "Mei-Ling" not in see(stranger, "certificates").text


def test_a_certificate_is_shown_by_an_address_a_picture_and_a_link(enter: Enter, session: Session) -> None:
    learner = certified(enter)
    (kept,) = held(session)

    section = see(learner).soup.select_one("#certificate")
    assert section is not None
    address = f"http://localhost/verify/{kept.grouped_code}"
    links = {link["href"] for link in section.select("a")}
    assert any(str(link).endswith(f"/verify/{kept.grouped_code}") for link in links), (address, links)
    picture = section.select_one('[role=img][aria-label*="QR code"] svg')
    assert isinstance(picture, type(section))
    assert not BeautifulSoup(str(picture), "html.parser").select("[style]")
    (linkedin,) = [str(link) for link in links if "linkedin.com/profile/add" in str(link)]
    for part in ("startTask=CERTIFICATION_NAME", "name=A+seat+by+the+window", f"certId={kept.grouped_code}"):
        assert part in linkedin
