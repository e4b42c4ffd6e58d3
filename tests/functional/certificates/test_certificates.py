"""Earning a certificate, getting it, and its PDF."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.certificates.models import Certificate
from lti_tool.placements.models import Placement
from tests.support.door import Door
from tests.support.small_course import Enter, read_lesson, take_quiz
from tests.support.visitor import fields_of


def only_certificate(session: Session) -> Certificate:
    return session.scalars(select(Certificate)).one()


def test_who_has_not_finished_gets_none_and_is_told_what_is_missing(enter: Enter, door: Door, session: Session) -> None:
    learner = enter()
    read_lesson(door, learner.browser, learner.page, "window")
    take_quiz(door, learner.browser, learner.page, right=False)

    refused = learner.ask()

    assert refused.status == 409
    assert "when all lessons are done and the quiz is passed" in refused.text
    assert learner.download().status_code == 404
    assert session.scalars(select(Certificate)).all() == []


def test_a_passed_quiz_without_the_lessons_is_not_enough(enter: Enter, door: Door) -> None:
    learner = enter()
    take_quiz(door, learner.browser, learner.page)

    assert learner.ask().status == 409


def test_whoever_completed_a_module_gets_one_that_remembers_the_day(enter: Enter, session: Session) -> None:
    learner = enter()
    learner.complete()

    answer = learner.ask()

    assert answer.status == 303
    assert answer.response.location.endswith(f"/l/{learner.page.launch_id}/#certificate")
    kept = only_certificate(session)
    assert (kept.name, kept.title, kept.minutes) == ("Mei-Ling Zhao", "A seat by the window", 35)
    assert kept.competencies == [["LCS.C3", "Offers what is possible"]]
    assert kept.attempt_id is not None


def test_asking_twice_gives_the_same_one(enter: Enter, session: Session) -> None:
    learner = enter()
    learner.complete()
    learner.ask()
    code = only_certificate(session).code
    session.rollback()

    assert learner.ask().status == 303
    assert only_certificate(session).code == code


def test_asking_from_many_places_at_once_makes_one(enter: Enter, session: Session) -> None:
    first = enter()
    first.complete()
    places = [enter() for _ in range(6)]

    with ThreadPoolExecutor(len(places)) as pool:
        answers = list(pool.map(lambda place: place.ask().status, places))

    assert answers == [303] * len(places)
    assert only_certificate(session)


def test_the_module_page_offers_it_and_then_keeps_it_at_hand(enter: Enter, door: Door, session: Session) -> None:
    learner = enter()
    assert "Your certificate" not in learner.page.text
    learner.complete()

    offered = door.get(learner.browser, learner.page.path)
    form = offered.form("Get your certificate")
    learner.browser.post(str(form["action"]), base_url=door.url, data=fields_of(form))
    shown = door.get(learner.browser, learner.page.path)

    assert not form.select("input[name=name]")
    assert shown.link("Download your certificate").endswith("/certificate.pdf")
    assert only_certificate(session).grouped_code in shown.text
    assert not shown.soup.select('#certificate [target][href*="/l/"]')  # a new tab would not have the frame's cookie


def test_a_certificate_quiz_names_what_its_modules_teach_and_counts_what_was_done(
    enter: Enter, door: Door, session: Session
) -> None:
    learner = enter(module="diploma")
    take_quiz(door, learner.browser, learner.page)

    assert learner.ask().status == 303
    kept = only_certificate(session)
    assert kept.minutes == 5  # nothing was done of the modules that it asks about
    assert [code for code, _ in kept.competencies] == ["LCS.C3", "LCS.C4"]


def test_a_pre_assessment_never_gives_one(enter: Enter, door: Door) -> None:
    learner = enter(module="start")
    take_quiz(door, learner.browser, learner.page)

    assert learner.ask().status == 409


def test_an_instructor_who_previews_gets_none(enter: Enter, session: Session) -> None:
    instructor = enter("rosa")

    assert instructor.ask().status == 404
    assert instructor.download().status_code == 404
    assert session.scalars(select(Certificate)).all() == []


def test_where_the_latest_attempt_counts_a_failed_one_undoes_the_pass(
    enter: Enter, door: Door, session: Session
) -> None:
    learner = enter()
    learner.complete()
    session.execute(update(Placement).values(quiz_settings={"counting": "latest"}))
    session.commit()
    take_quiz(door, learner.browser, learner.page, right=False)

    assert learner.ask().status == 409


def test_one_course_does_not_earn_for_another(enter: Enter) -> None:
    here = enter()
    here.complete()
    elsewhere = enter(context={"id": "another-course", "title": "Another course"})

    assert elsewhere.ask().status == 409


NAMELESS = {"name": None, "given_name": None, "family_name": None}


def test_who_comes_without_a_name_is_asked_for_it(enter: Enter, door: Door, session: Session) -> None:
    learner = enter(**NAMELESS)
    learner.complete()

    offered = door.get(learner.browser, learner.page.path)
    asked = learner.ask(name="  \u202e ")

    assert "Your course did not tell us your name" in offered.text
    assert offered.soup.select_one("#certificate input[name=name][required]")

    assert asked.status == 400
    assert "type your name as it should appear on the certificate" in asked.text
    assert asked.soup.select_one("input[name=name][required]")
    assert session.scalars(select(Certificate)).all() == []


def test_a_typed_name_is_cleaned_and_fixed_for_good(enter: Enter, session: Session) -> None:
    learner = enter(**NAMELESS)
    learner.complete()

    learner.ask(name="  Ngọc\u0000 \u202eÁnh \r\n Đặng ")
    learner.ask(name="Another Name")

    assert only_certificate(session).name == "Ngọc Ánh Đặng"


def test_a_name_longer_than_the_page_is_refused_and_kept_in_the_form(enter: Enter) -> None:
    learner = enter(**NAMELESS)
    learner.complete()

    refused = learner.ask(name="A" * 501)

    assert refused.status == 400
    assert "up to 500 characters" in refused.text
    field = refused.soup.select_one("input[name=name]")
    assert field is not None
    assert field["value"] == "A" * 501


def test_nobody_prints_another_name_than_the_platforms(enter: Enter, session: Session) -> None:
    learner = enter()
    learner.complete()

    learner.ask(name="The Mayor")

    assert only_certificate(session).name == "Mei-Ling Zhao"


def test_the_pdf_is_a_private_download_with_a_readable_name(enter: Enter) -> None:
    learner = enter()
    learner.complete()
    learner.ask()

    pdf = learner.download()

    assert pdf.status_code == 200
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    disposition = pdf.headers["Content-Disposition"]
    assert disposition == "attachment; filename=Certificate-of-completion-A-seat-by-the-window.pdf"
    assert "private" in pdf.headers["Cache-Control"]
    assert b"/Lang (en" in pdf.data


def test_a_title_in_any_script_names_the_download(enter: Enter, session: Session) -> None:
    learner = enter()
    learner.complete()
    learner.ask()
    session.execute(update(Certificate).values(title="خدمة: «نعم، و…»/\r\nसेवा"))
    session.commit()

    pdf = learner.download()

    assert pdf.status_code == 200
    told = unquote(pdf.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert told == "Certificate-of-completion-خدمة-نعم-و-सेवा.pdf"


@pytest.mark.parametrize(("locale", "box"), [("en-US", b"612.00 792.00"), ("en-GB", b"595.28 841.89")])
def test_paper_is_letter_in_the_united_states_and_a4_elsewhere(enter: Enter, locale: str, box: bytes) -> None:
    learner = enter(launch_presentation={"locale": locale})
    learner.complete()
    learner.ask()

    assert b"/MediaBox [0 0 " + box + b"]" in learner.download().data


def test_somebody_elses_certificate_is_not_mine(enter: Enter) -> None:
    learner = enter()
    learner.complete()
    learner.ask()

    assert enter("yusuf").download().status_code == 404


def test_a_module_that_left_the_catalogue_leaves_its_certificate(enter: Enter, door: Door) -> None:
    learner = enter()
    learner.complete()
    learner.ask()
    (door.app.extensions["catalogue"].folder / "modules/window/module.yaml").write_text("", encoding="utf-8")

    assert learner.download().status_code == 200


def verify(door: Door, code: str) -> str:
    return door.get(door.browser(), f"/verify/{code}").text


def test_anyone_with_the_code_learns_name_title_time_and_date_and_no_more(
    enter: Enter, door: Door, session: Session
) -> None:
    learner = enter()
    learner.complete()
    learner.ask()
    kept = only_certificate(session)

    page = door.get(door.browser(), f"/verify/{kept.grouped_code}")

    assert page.status == 200
    assert page.heading == "This certificate is valid"
    for shown in ("Mei-Ling Zhao", "A seat by the window", "35 minutes", str(kept.issued_at.year)):
        assert shown in page.text
    html = page.response.get_data(as_text=True)
    for private in ("LCS.", "Offers", "front-desk", "Demo", "points", "data-launch", door.platform.issuer, kept.code):
        assert private not in html
    assert page.response.headers["X-Robots-Tag"].startswith("noindex")
    assert "frame-ancestors 'none'" in page.response.headers["Content-Security-Policy"]


def test_a_code_may_be_typed_small_without_dashes_and_with_look_alikes(
    enter: Enter, door: Door, session: Session
) -> None:
    learner = enter()
    learner.complete()
    learner.ask()
    code = only_certificate(session).code

    for typed in (code.lower(), f" {code[:11]} {code[11:]} ", code.replace("0", "O").replace("1", "l")):
        answer = door.browser().get("/verify", query_string={"code": typed}, base_url=door.url)
        assert answer.status_code == 303
        assert "This certificate is valid" in door.get(door.browser(), answer.location).text


@pytest.mark.parametrize("code", ["0000-0000-0000-0000-0000-0000", "%3Cscript%3E", "x" * 5000, "%00", "٣"])
def test_an_unknown_code_is_answered_in_words_and_not_repeated(door: Door, code: str) -> None:
    page = door.get(door.browser(), f"/verify/{code}")

    assert page.status == 404
    assert "There is no certificate with this code" in page.text
    assert "script>" not in page.response.get_data(as_text=True).replace("</script>", "")
    assert code not in page.response.get_data(as_text=True)
    assert page.response.headers["X-Robots-Tag"].startswith("noindex")


def test_a_typed_code_that_cannot_be_one_is_answered_like_an_unknown_one(door: Door) -> None:
    page = door.get(door.browser(), "/verify?code=hello")

    assert page.status == 404
    assert "There is no certificate with this code" in page.text


def test_the_verification_page_asks_for_a_code(door: Door) -> None:
    page = door.get(door.browser(), "/verify")

    assert page.status == 200
    assert page.soup.select_one("form[method=get] label[for=code]")


def test_a_certificate_is_dated_by_the_day_it_was_issued(enter: Enter, door: Door, session: Session) -> None:
    learner = enter()
    learner.complete()
    learner.ask()
    day: date = only_certificate(session).issued_at.date()

    assert f"{day:%B} {day.day}, {day.year}" in verify(door, only_certificate(session).code)
