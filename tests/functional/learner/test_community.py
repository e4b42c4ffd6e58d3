"""What colleagues share: sent with context, credit and licence, let in by an instructor, seen by this course alone."""

from __future__ import annotations

import csv
import io
import re

import pytest
import yaml
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.community.contributing import MOST_WAITING
from lti_tool.community.models import Contribution
from lti_tool.community.service import store_answers
from lti_tool.content.model.activities.survey import Survey, SurveyField
from lti_tool.db import utcnow
from lti_tool.lti.models import User
from lti_tool.lti.services.http import HttpClient
from tests.support.door import ROLE, Door
from tests.support.learners import csrf
from tests.support.visitor import Page

Fields = dict[str, str]
LINK: Fields = {
    "kind": "link",
    "title": "A kind <b>fines</b> policy",
    "url": "http://127.0.0.1:9/policy?a=1&b=2",
    "background": "We dropped fines <script>alert(1)</script> in 2024.",
    "wants_credit": "1",
    "credit": "Mei-Ling",
    "licence": "CC-BY-4.0",
}
IDEA: Fields = {"kind": "idea", "title": "=HYPERLINK(1)", "background": "A stool at the desk.", "licence": "course"}


class Person:
    """Somebody in the course, at its community pages."""

    def __init__(self, door: Door, name: str = "mei-ling", **launch: object) -> None:
        self.door = door
        self.browser: FlaskClient = door.browser()
        self.page = door.enter(self.browser, name, **launch)

    def get(self, path: str) -> Page:
        return self.door.get(self.browser, f"/l/{self.page.launch_id}{path}")

    def post(self, path: str, fields: Fields | None = None) -> Page:
        path = f"/l/{self.page.launch_id}{path}"
        answer = self.browser.post(path, base_url=self.door.url, data={"csrf_token": csrf(self.page)} | (fields or {}))
        if answer.status_code == 303:
            return self.door.get(self.browser, answer.location)
        return Page(path, answer, "POST", {})


def test_a_link_waits_is_let_in_with_an_answer_and_is_then_seen_by_all(door: Door, session: Session) -> None:
    giver, colleague, rosa = Person(door), Person(door, "lars"), Person(door, "rosa")
    sent = giver.post("/community/share", LINK)
    assert "Waits for your instructor" in sent.text
    assert "fines" not in colleague.get("/community").text
    door.app.extensions["link_checker"].wait()

    waiting = rosa.get("/instructor/community")
    assert waiting.lacks("Mei", "This is not a public web address, so it was not opened.") == []
    rosa.post("/instructor/community/1", {"decision": "shown", "answer": "Thank <you>!"})

    gallery = colleague.get("/community")
    assert gallery.lacks("Shared by Mei-Ling", "Thank") == ["Thank"]
    (link,) = gallery.soup.select(".address a")
    assert link["href"] == LINK["url"]
    assert {"noopener", "nofollow"} <= set(link["rel"])
    assert "Thank <you>!" in giver.get("/community").text
    assert not re.search(r"<b>fines|<script>alert", waiting.response.text + gallery.response.text)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "contribution.shown")).one()
    assert (event.context_id is not None, event.facts["answer"]) == (True, "Thank <you>!")


def test_what_is_declined_or_taken_back_is_not_seen(door: Door, session: Session) -> None:
    giver, rosa = Person(door), Person(door, "rosa")
    giver.post("/community/share", IDEA)
    rosa.post("/instructor/community/1", {"decision": "shown"})
    rosa.post("/instructor/community/1", {"decision": "declined", "answer": "We have three."})
    assert "Not shown" in giver.get("/community").text
    assert IDEA["title"] not in Person(door, "lars").get("/community").text

    assert Person(door, "lars").post("/community/1/take-back").status == 404
    giver.post("/community/1/take-back")
    assert session.scalars(select(Contribution)).all() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " \0 "}, "Give it a title."),
        ({"url": "javascript:alert(1)"}, "Write a full address"),
        ({"url": ""}, "Paste the address"),
        ({"background": ""}, "Say in a sentence"),
        ({"credit": ""}, "Write the name to show"),
        ({"background": "x" * 2001}, "Keep this to 2000 characters."),
    ],
)
def test_a_form_with_faults_sends_nothing_and_loses_nothing(
    change: Fields, said: str, door: Door, session: Session
) -> None:
    answer = Person(door).post("/community/share", LINK | change)

    assert answer.status == 400
    assert said in answer.text
    kept = answer.soup.select_one("#background" if "title" in change or "url" in change else "#title")
    assert kept is not None
    assert (kept.get("value") or kept.text).strip() in LINK.values()
    assert session.scalars(select(Contribution)).all() == []


def test_nobody_floods_an_instructor(door: Door, session: Session) -> None:
    giver = Person(door)
    for _ in range(MOST_WAITING):
        assert giver.post("/community/share", IDEA).status == 200

    refused = giver.post("/community/share", IDEA)

    assert refused.status == 429
    assert "A stool at the desk." in refused.text
    assert Person(door, "lars").post("/community/share", IDEA).status == 200


def test_a_preview_sends_nothing(door: Door, session: Session) -> None:
    rosa = Person(door, "rosa")

    assert "Preview: you see this as a learner does." in rosa.get("/community/share").text
    assert "Nothing was kept." in rosa.post("/community/share", IDEA).text
    assert session.scalars(select(Contribution)).all() == []


def test_a_link_is_looked_at_again_without_the_page_waiting(door: Door, session: Session) -> None:
    checker = door.app.extensions["link_checker"]
    Person(door).post("/community/share", LINK | {"url": f"{door.url.replace('localhost', '127.0.0.1')}/policy"})
    checker.wait()
    checker.http = HttpClient(allow_private=True)
    rosa = Person(door, "rosa")

    assert "We are looking at the link." in rosa.post("/instructor/community/1/check").text
    checker.wait()
    assert session.scalars(select(Contribution.link_code)).one() == "link_unreachable"
    assert session.scalars(select(Contribution.link_before)).one() == "The site could not be reached."  # one release
    assert "The site could not be reached." in rosa.get("/instructor/community").text


def test_what_may_be_passed_on_is_exported_as_yaml(door: Door) -> None:
    giver, rosa = Person(door), Person(door, "rosa")
    for fields in (LINK, IDEA, LINK | {"title": "Not let in"}):
        giver.post("/community/share", fields)
    for number in (1, 2):
        rosa.post(f"/instructor/community/{number}", {"decision": "shown"})

    answer = rosa.browser.get(f"/l/{rosa.page.launch_id}/instructor/community/contributions.yaml", base_url=door.url)

    assert yaml.safe_load(answer.text) == [
        {name: LINK[name] for name in ("kind", "title", "url", "background", "credit", "licence")}
        | {"shared_on": utcnow().date().isoformat()}
    ]


def shipped_survey(door: Door) -> tuple[str, Survey, SurveyField]:
    """A survey of the shipped course, its module, and a question of it that takes several answers."""
    module, survey = next(
        (module, activity)
        for module in door.app.extensions["catalogue"].loaded.modules
        for lesson in module.lessons
        for activity in lesson.activities
        if isinstance(activity, Survey)
    )
    return module.id, survey, next(field for field in survey.fields if field.type == "multi")


def test_a_survey_is_summed_up_five_answers_at_a_time_and_all_alike_do_not_show(door: Door, session: Session) -> None:
    module_id, survey, field = shipped_survey(door)
    rosa = Person(door, "rosa", custom={"module": module_id})
    answers = {"given": {field.id: [field.options[0].id]}, "shared": []}
    for number in range(1, 11):
        store_answers(session, 1, survey, answers, utcnow().date())
        session.commit()
        page = rosa.get("/instructor/surveys")
        assert ("Nothing is shown before 5 people" in page.text) == (number < 5)
        assert ("5 answers are shown so far." in page.text) == (5 <= number < 10)
    assert "10 answers are shown so far." in page.text
    counts = [cell.get_text(strip=True) for cell in page.soup.select(".counts td")]
    assert counts == ["5 or more", *["fewer than 5"] * (len(field.options) - 1)]


def make_branch(session: Session, name: str, people: int) -> Branch:
    branch = Branch(context_id=1, name=name)
    users = [User(deployment_id=1, id_on_platform=f"{name} {number}") for number in range(people)]
    session.add_all([branch, *users])
    session.flush()
    rows = [{"context_id": 1, "branch_id": branch.id, "user_id": user.id, "source": "roster"} for user in users]
    session.execute(insert(BranchMember), rows)
    return branch


def answer_alike(session: Session, survey: Survey, field: SurveyField, people: dict[int | None, int]) -> None:
    """So many people of each branch choose the first option, and share some words."""
    text = next(field for field in survey.fields if field.share)
    given = {field.id: [field.options[0].id], text.id: "Words of mine"}
    for branch_id, count in people.items():
        for _ in range(count):
            answers = {"given": given, "shared": [text.id]}
            store_answers(session, 1, survey, answers, utcnow().date(), branch_id)
    session.commit()


def test_a_branch_is_told_where_its_people_hide_each_other_and_never_what_they_wrote(
    door: Door, session: Session
) -> None:
    module_id, survey, field = shipped_survey(door)
    rosa = Person(door, "rosa", custom={"module": module_id})
    west, kiosk = make_branch(session, "Westside", 12), make_branch(session, "Kiosk", 2)
    answer_alike(session, survey, field, {west.id: 10, kiosk.id: 2, None: 3})

    assert rosa.get("/instructor/surveys").lacks("15 answers are shown so far.", "Words of mine") == []
    westside = rosa.get(f"/instructor/surveys?branch={west.id}")
    assert westside.lacks("10 answers are shown so far.", "5 or more", "Words of mine") == ["Words of mine"]
    assert "Nothing is shown of this branch" in rosa.get(f"/instructor/surveys?branch={kiosk.id}").text
    lines = list(csv.DictReader(io.StringIO(rosa.get("/instructor/surveys.csv").response.text.removeprefix("\ufeff"))))
    assert {each["Branch"] for each in lines} == {"Everybody", "Westside"}
    chosen = next(each for each in lines if each["Branch"] == "Westside" and each["Chosen by at least"] == "5")
    assert chosen["Chosen by at most"] == "10"


def test_learners_and_assistants_moderate_nothing_and_another_course_sees_nothing(door: Door) -> None:
    Person(door).post("/community/share", IDEA)
    learner, assistant = Person(door, "lars"), Person(door, "lars", roles=[ROLE + "TeachingAssistant"])
    assert learner.get("/instructor/community").status == 403
    assert assistant.get("/instructor/community").status == 200
    for path in ("/instructor/community/1", "/instructor/community/1/check"):
        assert learner.post(path, {"decision": "shown"}).status == 403
        assert assistant.post(path, {"decision": "shown"}).status == 403

    elsewhere = Person(door, "rosa", context={"id": "another-course", "title": "Another"})
    assert IDEA["title"] not in elsewhere.get("/instructor/community").text
    assert elsewhere.post("/instructor/community/1", {"decision": "shown"}).status == 404
    assert elsewhere.post("/instructor/community/1/check").status == 404
    assert (
        Person(door, context={"id": "another-course", "title": "Another"}).post("/community/1/take-back").status == 404
    )
