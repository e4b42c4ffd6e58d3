"""A walk past every page of the tool: each generator yields the name of the page before which it stands.

Whoever looks (axe, a ruler, a camera) does so between two steps and must leave the page as it was.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import FilePayload, Frame, Locator, Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.db import insert_if_absent, utcnow
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Placement
from lti_tool.progress.models import LessonCompletion
from lti_tool.quizzes import full_answer
from lti_tool.refreshing.models import ToldRetention
from tests.browser.stories import COURSE, LINK, open_in_tab
from tests.conftest import World
from tests.support.learners import bad_answer, items_by_id
from tests.support.pixels import photograph
from tests.support.refreshers import make_older

FILL = """([chosen, sure]) => {
  for (const field of document.querySelectorAll("[data-answer]")) {
    const tokens = chosen[field.name.split("/")[0].slice("item-".length)] ?? [];
    if (field.tagName !== "SELECT") field.checked = tokens.includes(field.value);
    else field.value = [...field.options].map((each) => each.value).find((value) => tokens.includes(value)) ?? "";
  }
  for (const field of document.querySelectorAll("[data-sure]")) field.checked = field.value === sure;
}"""
SEND = "() => HTMLFormElement.prototype.submit.call(document.querySelector('form[data-attempt]'))"  # all at once
TICK = """activity => {
  const seen = new Set();
  for (const field of activity.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    if (!seen.has(field.name)) field.checked = true;
    seen.add(field.name);
  }
}"""
REPORTED = b"""\
$CATEGORY: $course$/Desk

::The atlas::A reader asks for the atlas room. What do you say? {
=I'll walk over with you now.#Walking over answers the question behind it, too.
~It's upstairs, near the stairs.#That is true, and easy to forget on the way.
~You'd better look at the plan.#The reader came to you because it did not help.
}

Which of these help while somebody waits?{~%70%Say how long it'll take. ~%30%Offer a chair. ~A shrug.}

A reader asks for the atlas room. What do you say?{=Yes. ~No.}

What is a library?{}
"""
WORDS = "We have none here. Shall I ring the branch that has one?"
CERTAIN, GUESSING = "3", "1"


def fill(quiz: Page | Frame, right: int, sure: str = CERTAIN) -> None:
    """Answer the first `right` questions of a page well and the others badly, all at once; nothing is sent."""
    names = quiz.locator("input[data-shown]").evaluate_all("all => all.map((each) => each.name.slice(4))")
    items = [items_by_id()[name] for name in names]
    chosen = {
        item.id: sorted(full_answer(item) if number < right else bad_answer(item)) for number, item in enumerate(items)
    }
    quiz.evaluate(FILL, [chosen, sure])


@dataclass(frozen=True)
class Tour:
    """One page of a browser, the tool and the LMS before it, and who is on the tour in which language."""

    page: Page
    world: World
    session: Session
    learner: str = "mei-ling"
    locale: str = "en"

    def pages(self) -> Iterator[str]:
        """Every page, in the order in which people meet them."""
        for walk in (self.module, self.other_quizzes, self.refresher, self.instructor, self.doors):
            yield from walk()

    def module(self) -> Iterator[str]:
        """A module from its first page to its certificate."""
        self._open(self.learner)
        yield "module"
        yield from self._lessons("lesson")
        self._to("")
        yield "module-read"
        yield from self._quiz()
        yield from self._practice()
        self._to("course")
        yield "course"
        self._to("search?q=interpreter+or+need")
        yield "search"
        self._to("search?q=xyzzy")
        yield "search-nothing"
        self._to("words-to-say")
        yield "words-to-say"
        self._to("resources?kind=webinar")
        yield "resources-of-a-kind"
        self._to("notes")
        yield "notes"
        self._to("privacy")
        yield "privacy"
        self._to("")
        code = self.page.locator("#certificate p strong").inner_text()
        self.page.goto(f"{self.world.tool_url}/verify/{code}")
        yield "verify-valid"
        yield from self._certificates()

    def _certificates(self) -> Iterator[str]:
        """All of one person's, and an instructor's list of a course's, where one is revoked."""
        verified = self.page.url
        self._open(self.learner)
        self._to("certificates")
        self.page.locator("details summary").first.click()
        yield "certificates"
        self._to("certificates/print")
        yield "certificates-print"
        self._open("rosa")
        self._to("instructor/certificates")
        yield "instructor-certificates"
        self.page.locator("table.results tbody a").first.click()
        self.page.locator("#reason").fill("Issued by mistake")
        yield "certificate-to-revoke"
        self.page.locator("form:has(#reason) button").click()
        expect(self.page.locator("table.results")).to_be_visible()
        self.page.locator("table.results tbody a").first.click()
        yield "certificate-to-restore"
        self._open(self.learner)
        yield "module-revoked"
        self._to("certificates")
        yield "certificates-revoked"
        self.page.goto(verified)
        yield "verify-revoked"

    def other_quizzes(self) -> Iterator[str]:
        """A module with every item type, against the clock; then the pre-assessment and the certificate quiz."""
        self._open(self.learner, "service-every-time")
        yield from self._lessons("service")
        self._to("")
        self._set_quiz(time_limit_minutes=20, attempts_allowed=2, key_shown="after_attempts")
        self._to("attempts/ready")
        yield "ready"
        self._begin("attempts/ready")
        yield "quiz-clock"
        self._answer(right=3)
        yield "result-held-back"
        self._begin("attempts/ready")
        self._run_out_of_time()
        yield "time-is-up"
        self.page.locator("main form button").click()
        yield "result-late"
        for kind, right in (("pre-assessment", 2), ("certificate", 30)):
            self._open(self.learner, kind)
            yield f"{kind}-module"
            self._begin()
            self._answer(right)
            yield f"{kind}-result"

    def instructor(self) -> Iterator[str]:
        """The instructor's page while empty and with learners, its forms, and what they say to mistakes."""
        self._open("rosa", "pre-assessment")
        yield "instructor-empty"
        self._earn_grades()
        self._open("rosa")
        yield "everybody"
        for name in ("course", "surveys", "regrade", "answers"):
            self._to(f"instructor/{name}")
            yield f"instructor-{name}"
        self._to("instructor")
        yield "instructor"
        self._to("")
        yield "preview"
        self._to("instructor/settings")
        yield "settings"
        self.page.locator("#time_limit_minutes").fill("-1")
        self.page.locator("form[data-time-zone-form]").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
        expect(self.page.locator(".problem").first).to_be_visible()
        yield "settings-refused"
        yield from self._configure()
        yield from self._pictures()
        for name in ("own-question", "own-lesson"):
            kind = "match" if name == "own-question" else "lesson"
            self._to(f"instructor/own/new?module=culture-of-yes&kind={kind}")
            self.page.locator("main form button.button").last.click()
            expect(self.page.locator("#versions")).to_be_visible()
            if kind == "lesson":
                self.page.locator("details.own-help summary").click()
            yield name
        self._to("instructor/own")
        yield "own"
        yield from self._own_files()
        self._to("instructor/grades")
        yield "grades"
        self._to("instructor/grades/check")
        yield "grade-check"
        self._to("community/share")
        yield "share"
        self._to("instructor/community")
        yield "community"
        self._to("coordinator")
        yield "coordinator-code"
        self._to("instructor")
        self.page.locator("table.results tbody a").first.click()
        expect(self.page.locator("#modules")).to_be_visible()
        yield "person"
        self.page.locator("table.results tbody a").first.click()
        expect(self.page.locator("#answers")).to_be_visible()
        yield "attempt"
        yield from self._regrade()
        self.page.locator(".back a").click()
        expect(self.page.locator("#modules")).to_be_visible()
        self.page.locator("a[href$='/needs']").click()
        expect(self.page.locator("#extra_attempts")).to_be_visible()
        yield "accommodation"
        self._keep_retention()
        self._to("instructor/analysis")
        yield "analysis"
        self._to("instructor/results/print")
        yield "results-print"
        self._to("instructor/module")
        yield "choose"
        self.page.goto(f"{self._course('rosa')}/add/launch?target=window")
        expect(self.page.locator("main form")).to_be_visible()
        yield "picker"
        path = self.page.locator("[data-read]").first.get_attribute("data-read")
        self.page.goto(f"{self.world.tool_url}{path}")
        yield "lesson-to-pick"

    def _own_files(self) -> Iterator[str]:
        """A file of questions: refused, then as a report of all that can become of one; then drafts to delete."""
        self._to("instructor/own/import?module=culture-of-yes")
        yield "own-import"
        for name, text, mark in (("refused", b"", "[role=alert]"), ("report", REPORTED, "[name=keep]")):
            file = FilePayload(name="moodle.gift", mimeType="text/plain", buffer=text)
            self.page.locator("#file").set_input_files(file)
            self.page.locator("form:has(#file) button").click()
            expect(self.page.locator(mark).first).to_be_visible()
            yield f"own-import-{name}"
        self.page.locator("form:has([name=plan]) button").click()
        expect(self.page.locator("[role=status]")).to_be_visible()
        self._to("instructor/own/drafts?own=1")
        yield "own-drafts"

    def _pictures(self) -> Iterator[str]:
        self._to("instructor/own/images")
        for name, words, mark in (("refused", "", ".problem, [role=alert]"), ("added", "Our desk.", "[role=status]")):
            file = FilePayload(name="desk.jpg", mimeType="image/jpeg", buffer=photograph())
            self.page.locator("#file").set_input_files(file)
            self.page.locator("#alt").fill(words)
            self.page.locator("form:has(#file) button").click()
            expect(self.page.locator(mark).first).to_be_visible()
            yield f"own-picture-{name}"

    def _configure(self) -> Iterator[str]:
        """What is asked before grades change, branches, a list of people, a library's own words."""
        self._to("instructor/settings")
        self.page.locator("[name=graded_by][value=completion]").check()
        self.page.locator("form[data-time-zone-form]").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
        expect(self.page.locator("[name=confirmed]")).to_be_attached()
        yield "settings-confirm"
        self._to("instructor/branches")
        self.page.locator("#name").fill("Main Street")
        self.page.locator("form:has(#name) button").click()
        expect(self.page.locator(".branch-list")).to_be_visible()
        yield "branches"
        listed = "name,branch\nYusuf Demir,Main Street\nNobody Known,=1+1\n"
        self.page.locator("#list").set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": listed.encode()}
        )
        self.page.locator("form:has(#list) button").click()
        expect(self.page.locator("#problems")).to_be_visible()
        yield "branch-list"
        self._to("instructor/branches/people")
        yield "branch-people"
        self._to("instructor/policies/culture-of-yes.l1")
        self.page.locator("#body").fill("We **waive** fines under $5.\n\n- Say so at once")
        self.page.locator("[name=act][value=preview]").click()
        expect(self.page.locator("#your-library")).to_be_visible()
        yield "policy"

    def _regrade(self) -> Iterator[str]:
        """From an attempt: what dropping its first question would change; and the list of changes."""
        here = self.page.url
        address = self.page.locator("a[href*='/regrade/']").first.get_attribute("href")
        self.page.goto(f"{self.world.tool_url}{address}")
        self.page.locator("[name=action][value=drop]").check()
        self.page.locator("#reason").fill("Two answers are right")
        self.page.locator("main form button.button").last.click()
        expect(self.page.locator("#changes")).to_be_visible()
        yield "regrade"
        self._to("instructor/log")
        yield "changes"
        self.page.goto(here)

    def doors(self) -> Iterator[str]:
        """What one meets before and after a visit, and what is said when something is not right."""
        bare = self.world.platform.add_link(COURSE, "Made by hand")
        open_in_tab(self.page, self.world, self.learner, link=bare.id)
        yield "not-ready"
        for name, path in (
            ("front-door", "/"),
            ("nothing-here", "/nowhere"),
            ("verify", "/verify"),
            ("verify-unknown", "/verify/ABCDEFGHJKLMNPQRSTUVWXYZ"),
            ("refusal", f"/l/{'x' * 22}/"),
        ):
            self.page.goto(self.world.tool_url + path)
            yield name
        self._open(self.learner)
        self.page.locator("form[action$='/finish'] button").click()
        expect(self.page.locator("form[action$='/finish']")).to_have_count(0)
        yield "finished"

    # Steps

    def refresher(self) -> Iterator[str]:
        """A refresher from the day that is said to its end, and one that an instructor placed."""
        self._open(self.learner)
        self._read_at_once()
        self._begin()
        self._answer(right=9)
        self._to("refresher")
        yield "refresher-not-due"
        make_older(self.session, weeks=1)
        self._to("")
        yield "module-refresher"
        self._to("refresher")
        yield "refresher"
        self.page.locator("main form button").click()
        expect(self.page.locator("fieldset.question")).to_be_visible()
        yield "refresher-question"
        self.page.locator("main form button").click()
        expect(self.page.locator(".problem")).to_be_visible()
        yield "refresher-refused"
        while self.page.locator("fieldset.question").count():
            self._fill(right=0)
            self.page.locator("main form button").click()
            expect(self.page.locator("article.card")).to_be_visible()
            if self.page.locator("progress").get_attribute("value") == "1":
                yield "refresher-answer"
            with self.page.expect_navigation():
                self.page.locator("main .actions a.button").click()
        yield "refresher-end"
        self._open(self.learner, "refresher")
        yield "refresher-placed"

    def _quiz(self) -> Iterator[str]:
        self._begin()
        yield "quiz"
        self.page.locator("[data-layout]").click()
        yield "quiz-whole"
        self.page.locator("[data-layout]").click()
        self._send()
        expect(self.page.locator("#review-title")).to_be_visible()
        yield "quiz-gaps"
        self._answer(right=4)
        yield "result-not-passed"
        self._to("")
        yield "module-tried"
        self._begin()
        self._answer(right=9, sure=GUESSING)
        yield "result-passed"
        self._issue_certificate()

    def _practice(self) -> Iterator[str]:
        self._to("practice")
        yield "practice"
        self._fill(right=0)
        self.page.locator("main form button").last.click()
        expect(self.page.locator("article.card")).to_be_visible()
        yield "practice-answer"
        everything = "&".join(f"asked={item_id}" for item_id in items_by_id())
        self._to(f"practice?{everything}")
        yield "practice-end"

    def _lessons(self, name: str) -> Iterator[str]:
        self._to("")
        for number, path in enumerate(self._lesson_paths(), start=1):
            self.page.goto(self.world.tool_url + path)
            yield f"{name}-{number}"
            self._show_whole()
            yield f"{name}-{number}-whole"
            self._do_activities()
            yield f"{name}-{number}-done"
            yield from self._sheet(f"{name}-{number}-sheet")
            with self.page.expect_navigation():
                self.page.locator("form[action$='/lessons/" + path.rsplit("/", 1)[1] + "#left-to-do'] button").click()
            left = self.page.locator("#left-to-do button")
            if left.count():
                yield f"{name}-{number}-left"
                with self.page.expect_navigation():
                    left.click()

    def _read_at_once(self) -> None:
        """Every lesson of the present page, without looking."""
        launch = self.session.get_one(Launch, self.page.locator("body").get_attribute("data-launch"))
        lessons = [path.rsplit("/", 1)[1] for path in self._lesson_paths()]
        facts = {"user_id": launch.user_id, "context_id": launch.context_id, "completed_at": utcnow()}
        insert_if_absent(self.session, LessonCompletion, [{"lesson_id": each, **facts} for each in lessons])
        self.session.commit()

    def _do_activities(self) -> None:
        """Something in every field, and the first way out of every moment of a story."""
        for name in self.page.locator("[data-activity]").evaluate_all("all => all.map((each) => each.id)"):
            activity = self.page.locator(f"#{name}")
            while activity.locator(".way-out").count():
                self._press(activity.locator(".way-out").first)
            if activity.locator("[name=do][value=open]").count():
                self._press(activity.locator("[name=do][value=open]"))
            for field in activity.locator("textarea, input.line").all():
                field.fill(WORDS)
            activity.evaluate(TICK)
            if activity.locator("form button.button").count() and not activity.locator("[name=do]").count():
                self._press(activity.locator("form button.button").first)

    def _press(self, button: Locator) -> None:
        """Send an activity, and load the page anew: what is shown then is what was kept."""
        with self.page.expect_response(lambda answer: "/activities/" in answer.url):
            button.click()
        self.page.reload()
        self._show_whole()

    def _show_whole(self) -> None:
        """Every step of a lesson at once."""
        if self.page.locator("html.stepping").count():
            self.page.locator(".step.now [data-whole]").click()

    def _sheet(self, name: str) -> Iterator[str]:
        """What a checklist prints, where the lesson has one."""
        if sheets := self.page.locator("a[data-after-saving]").evaluate_all("all => all.map((a) => a.href)"):
            lesson = self.page.url
            self.page.goto(sheets[0])
            yield name
            self.page.goto(lesson)
            self._show_whole()

    def _lesson_paths(self) -> list[str]:
        paths: list[str] = self.page.locator("a.lesson-row").evaluate_all("all => all.map((a) => a.pathname)")
        return paths

    def _begin(self, path: str = "") -> None:
        """From the module's page; a quiz with a time limit has a page before the clock."""
        self._to(path)
        self.page.locator("form[action$='/attempts'] button").first.click()
        expect(self.page.locator("fieldset.question").first).to_be_visible()

    def _answer(self, right: int, sure: str = CERTAIN) -> None:
        self._fill(right, sure)
        self._send()
        expect(self.page.locator(".stamp")).to_be_visible()

    def _fill(self, right: int, sure: str = CERTAIN) -> None:
        fill(self.page, right, sure)

    def _send(self) -> None:
        with self.page.expect_navigation():
            self.page.evaluate(SEND)

    def _issue_certificate(self) -> None:
        self.page.locator("#certificate form button").click()
        expect(self.page.locator("#certificate p strong")).to_be_visible()

    def _run_out_of_time(self) -> None:
        past = utcnow() - timedelta(minutes=5)
        self.session.execute(update(Attempt).where(Attempt.submitted_at.is_(None)).values(ends_at=past, late_at=past))
        self.session.commit()
        self.page.reload()

    def _set_quiz(self, **settings: object) -> None:
        placement = self.session.query(Placement).order_by(Placement.id.desc()).first()
        assert placement is not None
        placement.quiz_settings = settings
        self.session.commit()

    def _keep_retention(self) -> None:
        """As if enough people had been refreshed."""
        launch = self.session.get_one(Launch, self.page.locator("body").get_attribute("data-launch"))
        figures = {"1": [7, 1_500, 1_980, 41], "3": [5, 1_200, 1_140, 32]}
        self.session.merge(ToldRetention(context_id=launch.context_id, figures=figures))
        self.session.commit()

    def _earn_grades(self) -> None:
        """Two learners, one of whose grades the LMS refused."""
        for person, right in (("siobhan", 9), ("yusuf", 3)):
            self._open(person)
            self._begin()
            self._answer(right)
        expect(self.page.locator(".status[data-kind='delivered']")).to_be_visible()
        refused = {
            "state": DeliveryState.FAILED,
            "reason_code": "score_refused",
            "reason_params": {"http_status": 422, "detail": "no such person here"},
        }
        last = self.session.query(ScoreDelivery.id).order_by(ScoreDelivery.id.desc()).limit(1).scalar_subquery()
        self.session.execute(update(ScoreDelivery).where(ScoreDelivery.id == last).values(**refused))
        self.session.commit()

    def _open(self, person: str, module: str = "") -> None:
        """Launch, in a tab, the first link or one that shows this module."""
        people = self.world.platform.people
        people[person] = dataclasses.replace(people[person], locale=self.locale)
        link = self._link(module) if module else LINK
        open_in_tab(self.page, self.world, person, link=link)

    def _link(self, module: str) -> str:
        placed = self.world.platform.links.values()
        found = next((link for link in placed if link.custom.get("module") == module), None)
        title = module.replace("-", " ").capitalize()
        return (found or self.world.platform.add_link(COURSE, title, {"module": module})).id

    def _course(self, person: str) -> str:
        return f"{self.world.platform.issuer}/as/{person}/courses/{COURSE}"

    def _to(self, path: str) -> None:
        """A page of the present visit."""
        launch = self.page.locator("body").get_attribute("data-launch")
        answer = self.page.goto(f"{self.world.tool_url}/l/{launch}/{path}")
        assert answer is not None
        assert answer.ok, f"{answer.url} answered {answer.status}"
