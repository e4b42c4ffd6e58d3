"""An instructor's own questions and lessons: written, checked, shown, drawn, taken out, and nobody else's to touch."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt
from lti_tool.audit import AuditEvent
from lti_tool.authoring.item_draft import LETTERS, ItemDraft
from lti_tool.authoring.models import OwnVersion
from lti_tool.delivery.models import ScoreDelivery
from lti_tool.placements.models import Placement
from lti_tool.progress.models import LearnerProgress, LessonCompletion
from tests.functional.activities.test_cost import count
from tests.support.door import ROLE, Door
from tests.support.learners import csrf
from tests.support.own_items import LESSON, item_draft
from tests.support.small_course import teach
from tests.support.visitor import Page

Fields = dict[str, object]


@pytest.fixture
def small_door(door: Door, tmp_path: Path) -> Door:
    teach(door, tmp_path / "course")
    return door


def fields_of(draft: ItemDraft) -> Fields:
    """What a browser sends of an item's form."""
    fields: Fields = {"stem": draft.stem, "competency": draft.competency, "bloom": draft.bloom, "source": draft.source}
    for letter, part in zip(LETTERS, draft.parts, strict=False):
        fields |= {f"text-{letter}": part.text, f"feedback-{letter}": part.feedback, f"match-{letter}": part.match}
        fields |= {name: letter for name in ("best", "worst") if getattr(part, name)}
    keys = [letter for letter, part in zip(LETTERS, draft.parts, strict=False) if part.key]
    return fields | ({"key": keys} if keys else {})


LESSON_FIELDS: Fields = {
    "title": LESSON.title,
    "minutes": LESSON.minutes,
    "competencies": list(LESSON.competencies),
    "objective-0": LESSON.objectives[0],
    "body": LESSON.body,
}


class Author:
    """Rosa, at her own content of a course."""

    def __init__(self, door: Door, person: str = "rosa", module: str = "window", **launch: object) -> None:
        self.door, self.browser, self.module = door, door.browser(), module
        self.home = door.enter(self.browser, person, **{"custom": {"module": module}} | launch)

    @property
    def base(self) -> str:
        return f"/l/{self.home.launch_id}"

    def get(self, path: str) -> Page:
        return self.door.get(self.browser, self.base + path)

    def post(self, path: str, fields: Fields | None = None) -> Page:
        data = {"csrf_token": csrf(self.home)} | (fields or {})
        answer = self.browser.post(self.base + path, base_url=self.door.url, data=data)
        page = Page(self.base + path, answer, "POST", {})
        return self.door.get(self.browser, answer.location) if answer.status_code == 303 else page

    def write(self, kind: str, fields: Fields) -> Page:
        return self.post("/instructor/own/new", {"module": self.module, "kind": kind} | fields)

    def show(self, page: Page, number: int = 1) -> Page:
        return self.post(f"{page.path.partition('?')[0].removeprefix(self.base)}/publish/{number}")


def learner(door: Door, person: str = "mei-ling") -> tuple[FlaskClient, Page]:
    browser = door.browser()
    return browser, door.enter(browser, person, custom={"module": "window"})


def start_quiz(door: Door, browser: FlaskClient, page: Page) -> Page:
    start = browser.post(f"{page.path}attempts", base_url=door.url, data={"csrf_token": csrf(page)})
    return door.get(browser, start.location)


def test_a_draft_is_met_by_nobody_until_it_is_shown_and_then_as_one_of_the_lessons(
    small_door: Door, session: Session
) -> None:
    rosa = Author(small_door)
    draft = rosa.write("lesson", LESSON_FIELDS)
    browser, page = learner(small_door)
    assert "Saved as version 1." in draft.text
    assert LESSON.title not in page.text

    shown = rosa.show(draft)
    page = small_door.get(browser, page.path)
    assert ("Learners see this version from now on." in shown.text, "2 lessons and a quiz" in page.text) == (True, True)
    key = session.scalars(select(OwnVersion.source)).one().split('"')[1]
    session.rollback()
    lesson = small_door.get(browser, f"{page.path}lessons/{key}")
    assert "<strong>upstairs</strong>" in lesson.response.text
    browser.post(f"{page.path}lessons/{key}", base_url=small_door.url, data={"csrf_token": csrf(page)})
    assert session.scalars(select(LessonCompletion.lesson_id)).all() == [key]
    session.rollback()

    rosa.post(f"{draft.path.partition('?')[0].removeprefix(rosa.base)}/take-out")
    assert LESSON.title not in small_door.get(browser, page.path).text
    assert small_door.get(browser, f"{page.path}lessons/{key}").status == 404
    assert session.scalars(select(LearnerProgress.lessons_done)).all() in ([], [0])
    log = select(AuditEvent.action, AuditEvent.context_id.is_not(None))
    events = session.execute(log.where(AuditEvent.action.startswith("own_content."))).all()
    assert events == [("own_content.published", True), ("own_content.taken_out", True)]


def test_an_attempt_keeps_the_question_it_drew_while_later_ones_get_the_newer_version(
    small_door: Door, session: Session
) -> None:
    rosa = Author(small_door)
    first = rosa.write("single", fields_of(item_draft()))
    rosa.show(first)
    browser, page = learner(small_door)
    seen: list[str] = []
    for _ in range(2):  # two questions in the bank, one drawn: the second attempt asks the other one
        quiz = start_quiz(small_door, browser, page)
        seen.append(quiz.text)
        field = str(quiz.soup.select("input[name^=item-]")[0]["name"])
        if "atlas" in quiz.text:
            changed = fields_of(item_draft(stem="A reader asks for the map room. What do you say?"))
            path = first.path.partition("?")[0].removeprefix(rosa.base)
            assert "Version 2" in rosa.post(path, changed).text
            rosa.post(f"{path}/publish/2")
            assert "atlas" in small_door.get(browser, quiz.path).text
        done = browser.post(f"{quiz.path}/submit", base_url=small_door.url, data={"csrf_token": csrf(page), field: "a"})
        result = small_door.get(browser, done.location)
        assert "1 of 1" in result.text

    assert sum("atlas" in text for text in seen) + sum("map room" in text for text in seen) == 1
    drawn = [entry["item"] for attempt in session.scalars(select(Attempt)) for entry in attempt.drawn]
    assert len({*drawn}) == 2


@pytest.mark.parametrize("kind", ["multi", "best_worst", "order", "match"])
def test_a_question_of_each_type_is_written_previewed_and_shown(kind: str, small_door: Door, session: Session) -> None:
    rosa = Author(small_door)
    page = rosa.write(kind, fields_of(item_draft(kind)))
    preview = rosa.get(f"{page.path.partition('?')[0].removeprefix(rosa.base)}/preview/1".replace("/instructor", ""))

    assert "Preview: you see this as a learner does." in preview.text
    assert item_draft(kind).stem in preview.text
    assert "Learners see this version from now on." in rosa.show(page).text
    assert item_draft(kind).parts[0].text in rosa.get(page.path.removeprefix(rosa.base)).response.text
    assert session.scalars(select(Attempt)).all() == []
    assert session.scalars(select(ScoreDelivery)).all() == []


def test_a_preview_answers_and_keeps_nothing(small_door: Door, session: Session) -> None:
    rosa = Author(small_door)
    body = 'Read.\n\n:::reflection id="r1"\nprompt: "Whom did you help today, and how?"\n:::'
    item, lesson = rosa.write("single", fields_of(item_draft())), rosa.write("lesson", LESSON_FIELDS | {"body": body})
    keys = [source.split('"')[1] for source in session.scalars(select(OwnVersion.source).order_by(OwnVersion.id))]
    session.rollback()

    answered = rosa.post("/own/1/preview/1", {f"item-{keys[0]}": "a", f"was-{keys[0]}": ""})
    empty = rosa.post("/own/1/preview/1", {f"was-{keys[0]}": ""})
    acted = rosa.post("/own/2/preview/1/activities/r1", {"words": "A man with a lease."})

    assert "Right" in answered.text
    assert "Choose an answer first" in empty.text
    assert "A man with a lease." in acted.response.text
    assert "nothing you do here is recorded" in acted.text
    assert item.status == lesson.status == 200


def test_faults_are_told_and_keep_it_from_learners(small_door: Door) -> None:
    rosa = Author(small_door)
    draft = item_draft(stem='Is <script>alert("x")</script> what you say?')
    page = rosa.write("single", fields_of(draft))

    assert "raw HTML is not allowed" in page.text
    assert "<script>alert" not in page.response.text
    assert "Show this version to learners" not in page.text
    assert rosa.show(page).status == 409
    assert "cannot be shown yet" in rosa.get("/own/1/preview/1").text


def test_nothing_typed_is_lost_and_a_save_without_a_change_makes_no_version(small_door: Door, session: Session) -> None:
    rosa = Author(small_door)
    page = rosa.write("lesson", {"title": "Half", "minutes": "soon", "body": ""})
    path = page.path.partition("?")[0].removeprefix(rosa.base)
    assert page.soup.select_one("#minutes")["value"] == "soon"  # type: ignore[index]
    rosa.post(path, {"title": "Half", "minutes": "soon", "body": ""})
    assert len(session.scalars(select(OwnVersion)).all()) == 1
    session.rollback()

    rosa.post(path, {"title": "Half", "minutes": "4", "body": ""})
    assert len(session.scalars(select(OwnVersion)).all()) == 2
    assert rosa.get(f"{path}?version=1").soup.select_one("#minutes")["value"] == "soon"  # type: ignore[index]


def test_what_learners_meet_is_taken_along_as_files(small_door: Door) -> None:
    rosa = Author(small_door)
    rosa.show(rosa.write("single", fields_of(item_draft())))
    rosa.show(rosa.write("lesson", LESSON_FIELDS))
    rosa.write("single", fields_of(item_draft(stem="Is this a draft?")))

    answer = rosa.browser.get(f"{rosa.base}/instructor/own/files.zip", base_url=small_door.url)

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert "is this a draft" not in archive.read("modules/window/items-to-add.yaml").decode().lower()
    assert names[:2] == ["README.txt", "modules/window/items-to-add.yaml"]
    assert names[2].startswith("modules/window/lessons/90-our-atlas-room-")
    single = rosa.browser.get(f"{rosa.base}/instructor/own/1/file/1", base_url=small_door.url)
    assert single.text.startswith('- id: "own-')


PAGES = ("/instructor/own", "/instructor/own/new?module=window&kind=lesson", "/instructor/own/1", "/own/1/preview/1")
FILES = ("/instructor/own/1/file/1", "/instructor/own/files.zip")


@pytest.mark.parametrize("role", ["Learner", "TeachingAssistant", "Mentor"])
def test_only_who_configures_writes(role: str, small_door: Door, session: Session) -> None:
    Author(small_door).write("lesson", LESSON_FIELDS)
    other = Author(small_door, "mei-ling", roles=[ROLE + role])

    assert [other.get(path).status for path in PAGES + FILES] == [403] * 6
    posts = ("/instructor/own/1", "/instructor/own/1/publish/1", "/instructor/own/1/take-out", "/own/1/preview/1")
    assert [other.post(path).status for path in posts] == [403] * 4
    assert len(session.scalars(select(OwnVersion)).all()) == 1


def test_a_lesson_that_grades_are_made_of_sends_them_again_and_says_so_before(
    small_door: Door, session: Session
) -> None:
    rosa = Author(small_door)
    browser, page = learner(small_door)
    settings = {"graded_by": "completion"}
    session.execute(update(Placement).values(quiz_settings=settings))
    session.commit()
    browser.post(f"{page.path}lessons/window.l1", base_url=small_door.url, data={"csrf_token": csrf(page)})
    assert session.scalars(select(ScoreDelivery.score_given)).all() == [100]
    session.rollback()

    draft = rosa.write("lesson", LESSON_FIELDS)
    assert "Lessons done are part of the grade of 1 link here." in draft.text
    rosa.show(draft)

    assert session.scalars(select(ScoreDelivery.score_given)).all() == [50]
    session.rollback()
    assert "1 of 2 lessons done" in small_door.get(browser, f"{page.path}course").text
    rosa.post(f"{draft.path.partition('?')[0].removeprefix(rosa.base)}/take-out")
    assert session.scalars(select(ScoreDelivery.score_given)).all() == [100]


def test_own_content_costs_a_page_no_statement_once_it_was_read(small_door: Door) -> None:
    browser, page = learner(small_door)
    without = count(small_door, lambda: small_door.get(browser, page.path))
    rosa = Author(small_door)
    rosa.show(rosa.write("lesson", LESSON_FIELDS))
    rosa.show(rosa.write("single", fields_of(item_draft())))

    with_own = count(small_door, lambda: small_door.get(browser, page.path))

    assert LESSON.title in small_door.get(browser, page.path).text
    assert len(with_own) == len(without), "\n".join(with_own)


def in_a_copy(door: Door, person: str = "rosa") -> Author:
    """A course that the LMS made from the first one, as it says itself."""
    place = {"context": {"id": "copy", "title": "A copy"}, "resource_link": {"id": "copied", "title": "Window"}}
    return Author(door, person, **place, custom={"module": "window", "context_id_history": "front-desk"})


@pytest.mark.parametrize("somebody_learned", [False, True])
def test_a_copied_course_takes_it_along_but_changes_nobodys_progress(
    somebody_learned: bool, small_door: Door, session: Session
) -> None:
    rosa = Author(small_door)
    rosa.show(rosa.write("lesson", LESSON_FIELDS))
    if somebody_learned:
        learner_there = in_a_copy(small_door, "mei-ling")
        learner_there.post("/lessons/window.l1")
    there = in_a_copy(small_door)

    there.post("/instructor/copy")

    assert LESSON.title in there.get("/instructor/own").text
    assert (LESSON.title in there.get("/").text) == (not somebody_learned)
    sources = session.scalars(select(OwnVersion.source)).all()
    assert len(sources) == 2
    assert len(set(sources)) == 1
    session.rollback()
    there.post("/instructor/own/2", LESSON_FIELDS | {"title": "Another title"})
    assert "Another title" not in rosa.get("/instructor/own").text


def test_a_copied_course_gets_no_draft(small_door: Door, session: Session) -> None:
    """Nor the newer version of what learners see: its author has not shown it to anybody yet."""
    rosa = Author(small_door)
    rosa.show(rosa.write("lesson", LESSON_FIELDS))
    rosa.post("/instructor/own/1", LESSON_FIELDS | {"title": "Not yet shown"})
    rosa.write("lesson", LESSON_FIELDS | {"title": "A draft"})
    there = in_a_copy(small_door)

    there.post("/instructor/copy")

    text = there.get("/instructor/own").text
    assert LESSON.title in text
    assert "Not yet shown" not in text
    assert "A draft" not in text
    assert len(session.scalars(select(OwnVersion)).all()) == 4


def test_another_course_has_none_of_it(small_door: Door) -> None:
    rosa = Author(small_door)
    rosa.show(rosa.write("lesson", LESSON_FIELDS))
    elsewhere = Author(small_door, context={"id": "another-course", "title": "Another"})

    assert LESSON.title not in elsewhere.get("/instructor/own").text
    assert LESSON.title not in elsewhere.get("/").text
    for path in ("/instructor/own/1", "/own/1/preview/1", "/instructor/own/1/file/1"):
        assert elsewhere.get(path).status == 404
    for path in ("/instructor/own/1", "/instructor/own/1/publish/1", "/instructor/own/1/take-out"):
        assert elsewhere.post(path).status == 404
