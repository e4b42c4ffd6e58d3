"""Every form proves that its page came from us, in this session."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.visitor import Page

# The registration's form is shown in frames where no cookie holds: it carries what was shown, signed.
OPEN_TO_OTHER_SITES = {"lti.login", "lti.launch", "registration.register_posted"}
# So is the form that brings a choice back: it carries a code, and only our own pages may send it (test_choices).
PROVEN_OTHERWISE = {"returning.chosen", "returning.bring_back"}
EXAMPLES: dict[str, object] = {"lesson_id": "l1", "activity_id": "a1", "item_id": "i1", "digest": "a" * 64}


def forms_of(app: Flask) -> list[Rule]:
    """Every address that takes a POST, but for the doors that other sites knock on, and what a code guards."""
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return [rule for rule in posts if rule.endpoint not in OPEN_TO_OTHER_SITES | PROVEN_OTHERWISE]


def path_of(app: Flask, rule: Rule, launch_id: str) -> str:
    values = {name: EXAMPLES.get(name, 1 if f":{name}>" in rule.rule else launch_id) for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)  # type: ignore[arg-type]  # values by name


def assert_refused(page: Page) -> None:
    assert page.status == 400, page.text
    assert page.heading == "Please open this from your course"
    assert page.soup.select("main a:not([target=_top])") == [], "no way on but back to the LMS"


def test_there_are_forms_to_guard(door: Door) -> None:
    assert len(forms_of(door.app)) >= 7


@pytest.mark.parametrize("person", ["rosa", "mei-ling"])
@pytest.mark.parametrize("proof", ["none", "empty", "made_up", "of_another_session", "of_no_session"])
def test_a_form_without_this_sessions_proof_is_refused_in_words(door: Door, proof: str, person: str) -> None:
    browser, stranger = door.browser(), door.browser()
    page = door.enter(browser, person)
    theirs = door.enter(stranger, "yusuf")
    tokens = {
        "none": {},
        "empty": {"csrf_token": ""},
        "made_up": {"csrf_token": "<script>alert(1)</script>"},
        "of_another_session": {"csrf_token": csrf(theirs)},
        "of_no_session": {"csrf_token": csrf(page)},
    }
    sender = door.browser() if proof == "of_no_session" else browser

    for rule in forms_of(door.app):
        path = path_of(door.app, rule, page.launch_id)
        answer = sender.post(path, base_url=door.url, data=tokens[proof])
        assert_refused(Page(path, answer, "POST", {}))

    assert door.get(browser, page.path).status == 200


def test_a_script_is_told_in_one_plain_sentence(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)

    answer = browser.post(f"/l/{page.launch_id}/finish", base_url=door.url, headers={"Accept": "text/plain"})

    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "<" not in answer.get_data(as_text=True)


def test_a_form_stays_good_while_the_same_person_launches_again(door: Door) -> None:
    browser = door.browser()
    page = door.enter(browser)
    door.enter(browser, resource_link={"id": "second"})

    answer = browser.post(f"/l/{page.launch_id}/finish", base_url=door.url, data={"csrf_token": csrf(page)})

    assert answer.status_code == 200
