"""An instructor goes through everything as a learner does: marked as a preview, never graded, never counted."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.lti.models import Membership
from lti_tool.lti.services.roster import count_as_learner
from lti_tool.placements.models import Placement
from tests.support.door import ROLE, Door
from tests.support.learners import answers, csrf
from tests.support.visitor import Page

MARK = "Preview: you see this as a learner does."


def press(door: Door, browser: FlaskClient, page: Page, path: str, fields: dict[str, object] | None = None) -> Page:
    answer = browser.post(
        f"/l/{page.launch_id}/{path}", base_url=door.url, data={"csrf_token": csrf(page)} | (fields or {})
    )
    return door.get(browser, answer.location) if answer.status_code == 303 else Page(path, answer, "POST", {})


def take(door: Door, browser: FlaskClient, page: Page, right: int) -> Page:
    quiz = press(door, browser, page, "attempts")
    assert quiz.heading == "Check yourself: Yes, and!"
    return press(door, browser, quiz, f"{quiz.path.split('/', 3)[3]}/submit", answers(quiz, right) | {"confirmed": "1"})


def test_a_quiz_is_tried_to_its_result_and_leaves_no_grade_and_no_row_in_the_results(
    door: Door, session: Session
) -> None:
    browser = door.browser()
    home = door.enter(browser, "rosa")
    module = door.get(browser, f"/l/{home.launch_id}/")
    assert MARK in module.text

    result = take(door, browser, module, right=10)

    assert result.lacks("10 of 10", MARK) == []
    assert "gradebook" not in result.soup.select_one("main").text.lower()  # type: ignore[union-attr]
    assert session.scalar(select(func.count()).select_from(ScoreDelivery)) == 0
    assert session.scalars(select(Attempt.is_preview)).all() == [True]
    assert "Rosa" not in door.get(browser, f"/l/{home.launch_id}/instructor").soup.select_one("main").text  # type: ignore[union-attr]
    assert "what you missed" not in door.get(browser, f"/l/{home.launch_id}/").text
    assert door.get(browser, f"/l/{home.launch_id}/practice").status == 200
    assert MARK in door.get(browser, f"/l/{home.launch_id}/course").text


def test_neither_dates_nor_attempts_keep_an_instructor_from_trying(door: Door, session: Session) -> None:
    browser = door.browser()
    home = door.enter(browser, "rosa")
    module = door.get(browser, f"/l/{home.launch_id}/")
    session.execute(
        Placement.__table__.update().values(  # type: ignore[attr-defined]
            quiz_settings={"attempts_allowed": 1, "closes_at": "2020-01-01T00:00:00Z", "wait_minutes": 60}
        )
    )
    session.commit()

    take(door, browser, module, right=1)
    second = take(door, browser, module, right=2)

    assert "2 of 10" in second.text


def test_what_somebody_tried_as_an_instructor_never_becomes_their_grade_as_a_learner(
    door: Door, session: Session
) -> None:
    browser = door.browser()
    home = door.enter(browser, "rosa")
    take(door, browser, door.get(browser, f"/l/{home.launch_id}/"), right=10)

    door.enter(browser, "rosa", roles=[ROLE + "Learner"])
    count_as_learner(session.scalars(select(Membership)).one())
    session.commit()
    as_learner = door.enter(browser, "rosa", roles=[ROLE + "Learner"])
    assert "10 of 10" not in as_learner.text
    assert "See result" not in as_learner.text
    take(door, browser, as_learner, right=4)

    assert session.scalars(select(ScoreDelivery.score_given)).all() == [40]


def test_the_certificate_is_seen_as_a_sample_that_verifies_nothing(door: Door) -> None:
    browser = door.browser()
    home = door.enter(browser, "rosa")

    sample = browser.get(f"/l/{home.launch_id}/certificate.pdf", base_url=door.url)

    assert sample.status_code == 200
    assert sample.data.startswith(b"%PDF")
    assert "SAMPLE" in door.get(browser, "/verify/SAMPLE").text or door.get(browser, "/verify/SAMPLE").status == 404


def test_who_only_looks_on_reads_lessons_but_takes_no_quiz(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser, "mei-ling", roles=[ROLE + "Mentor"])

    assert MARK in page.text
    assert "Take the quiz" not in page.text
    assert press(door, browser, page, "attempts").status == 404
    assert door.get(browser, f"/l/{page.launch_id}/instructor").status == 403
