"""An instructor walks through all pages and forms that learners have: each is marked a preview, and nothing counts."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from lti_tool.attempts.models import Attempt
from tests.functional.content.test_own_content import LESSON_FIELDS, Author
from tests.support.door import Door, count_rows
from tests.support.learners import answers, csrf
from tests.support.visitor import Page

MARK = "Preview: you see this as a learner does."
# What is nobody's learning: what the tool holds on oneself, one's certificates of all courses, a lesson in the picker,
# answers that are no pages, and what a preview has none of: work that a colleague looks at, a round of a refresher.
NOT_LEARNING = {
    "learner.privacy",
    "learner.certificates",
    "learner.certificates_print",
    "learner.lesson_to_pick",
    "learner.grade_status",
    "learner.download_notes",
    "learner.submit_again",
    "learner.colleague_check",
    "learner.refresher_round",
}
NOT_HTML = {
    "learner.certificate_pdf",
    "learner.own_certificate_pdf",
    "learner.certificates_csv",
    "learner.download_held",
}
# What a preview may leave behind: its own attempts, and the course's own content that was written for this walk.
OF_PREVIEWS = {"attempts", "responses", "content_snapshots", "launches", "login_states", "nonces"}


def rules(app: Flask, method: str) -> list[Rule]:
    found = (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("learner."))
    return sorted((rule for rule in found if method in (rule.methods or ())), key=lambda rule: rule.endpoint)


def path_of(rule: Rule, page: Page, attempt_id: int = 1, **changes: object) -> str:
    facts: dict[str, object] = {
        "launch_id": page.launch_id,
        "lesson_id": "culture-of-yes.l4",
        "local_id": "audit",
        "attempt_id": attempt_id,
        "item_id": "set-001",
        "own_id": 1,
        "number": 1,
        "placement_id": 1,
        "contribution_id": 1,
        "sample_id": 1,
        "card_id": 1,
        "round_id": 1,
        "module_id": "culture-of-yes",
    } | changes
    built = rule.build({name: facts[name] for name in rule.arguments}, append_unknown=False)
    assert built is not None
    return str(built[1])


def take(door: Door, browser: FlaskClient, page: Page, *, submit: bool) -> Page:
    proof = {"csrf_token": csrf(page)}
    start = browser.post(f"/l/{page.launch_id}/attempts", base_url=door.url, data=proof)
    quiz = door.get(browser, start.location)
    if submit:
        data = proof | answers(quiz, 3) | {"confirmed": "1"}
        assert browser.post(f"{quiz.path}/submit", base_url=door.url, data=data).status_code == 303
    return quiz


def test_every_page_of_a_learner_is_marked_as_a_preview(door: Door, session: Session) -> None:
    rosa = Author(door, module="culture-of-yes")
    rosa.write("lesson", LESSON_FIELDS)
    take(door, rosa.browser, rosa.home, submit=True)
    (done,) = session.scalars(select(Attempt.id)).all()
    session.rollback()
    pages = {rule.endpoint: rule for rule in rules(door.app, "GET") if rule.endpoint not in NOT_LEARNING | NOT_HTML}
    of_open_quiz = pages.pop("learner.attempt")
    unmarked = [name for name, rule in pages.items() if not _is_marked(door, rosa, path_of(rule, rosa.home, done))]

    take(door, rosa.browser, rosa.home, submit=False)

    assert unmarked == []
    assert _is_marked(door, rosa, path_of(of_open_quiz, rosa.home, done + 1))


def _is_marked(door: Door, rosa: Author, path: str) -> bool:
    page = door.get(rosa.browser, path)
    if page.status == 303:
        page = door.get(rosa.browser, page.response.location)
    return MARK in page.text


def test_no_form_of_a_learner_leaves_a_trace_of_a_preview(door: Door, session: Session) -> None:
    rosa = Author(door, module="culture-of-yes")
    rosa.write("lesson", LESSON_FIELDS)
    take(door, rosa.browser, rosa.home, submit=True)
    before = count_rows(session)

    for rule in rules(door.app, "POST"):
        if rule.endpoint == "learner.finish":
            continue
        path = path_of(rule, rosa.home)
        fields = {"kind": "idea", "title": "A stool", "background": "At the desk.", "licence": "course", "name": "Rosa"}
        data = {"csrf_token": csrf(rosa.home), "words": "Mine"} | fields
        answer = rosa.browser.post(path, base_url=door.url, data=data)
        assert answer.status_code < 500, rule.endpoint

    after = count_rows(session)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= OF_PREVIEWS
    assert session.scalars(select(Attempt.is_preview).distinct()).all() == [True]
