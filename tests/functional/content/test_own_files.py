"""Questions of a course's own come in from files and go out to them; drafts are deleted."""

from __future__ import annotations

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import Tag
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.authoring.drafts import read_draft
from lti_tool.authoring.exchange.found import LARGEST_FILE
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.authoring.service import MOST_IN_A_COURSE
from lti_tool.grading.reconfiguring import course_settings
from lti_tool.lti.models import Context
from tests.functional.content.test_own_content import LESSON_FIELDS, Author, fields_of, learner, start_quiz
from tests.functional.content.test_own_families import DRAFT as FAMILY
from tests.functional.content.test_own_families import fields_of as family_fields
from tests.support.clock import NOON
from tests.support.door import ROLE, Door
from tests.support.learners import csrf
from tests.support.own_items import WHY, item_draft
from tests.support.pixels import picture
from tests.support.small_course import teach
from tests.support.visitor import Page
from tests.support.waiting import await_that

GIFT = f"""\
// [tag:skill:LCS.C3] [tag:level:apply]
::The atlas::A reader asks for the atlas room. What do you say? {{
=I will walk over with you now.#{WHY}
~It is upstairs, near the lifts.#{WHY}
~You had better look on the map.#{WHY}
}}

::Half of it::A reader asks for the map of 1890. What do you say? {{
=I will look it up for you now.
~It is lost, I am very sorry.
}}

What is a library? {{}}
"""


@pytest.fixture
def author(door: Door, tmp_path: Path) -> Author:
    teach(door, tmp_path / "course")
    return Author(door)


def send(author: Author, data: bytes | str, name: str) -> Page:
    """Choose a file; what comes back is the report, or why there is none."""
    body = data.encode() if isinstance(data, str) else data
    fields = {"csrf_token": csrf(author.home), "module": author.module, "skill": "LCS.C3", "level": "apply"}
    return post(author, "import", fields, f'name="file"; filename="{name}"\r\n\r\n'.encode() + body)


def post(author: Author, path: str, fields: dict[str, str], *more: bytes) -> Page:
    """A form as multipart, from memory: a long one in a test client's temporary file is never closed."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()] + list(more)
    head = b"--x\r\nContent-Disposition: form-data; "
    answer = author.browser.post(
        f"{author.base}/instructor/own/{path}",
        base_url=author.door.url,
        data=b"".join(head + part + b"\r\n" for part in parts) + b"--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    page = Page(path, answer, "POST", {})
    return author.door.get(author.browser, answer.location) if answer.status_code == 303 else page


def boxes(report: Page) -> list[Tag]:
    return report.soup.select("input[name=keep]")


def keep(author: Author, report: Page, places: list[str] | None = None) -> Page:
    """Say yes to what is ticked, or to these."""
    ticked = [str(box["value"]) for box in boxes(report) if box.has_attr("checked")] if places is None else places
    plan = str(report.soup.select("input[name=plan]")[0]["value"])
    kept = [f'name="keep"\r\n\r\n{place}'.encode() for place in ticked]
    return post(author, "import/confirmed", {"csrf_token": csrf(author.home), "plan": plan}, *kept)


def download(author: Author, path: str) -> bytes:
    return author.browser.get(f"{author.base}/instructor/own/{path}", base_url=author.door.url).data


def sources(session: Session) -> list[str]:
    found = list(session.scalars(select(OwnVersion.source).order_by(OwnVersion.id)))
    session.rollback()
    return found


def test_a_gift_file_is_reported_line_by_line_and_chosen_from(author: Author, session: Session) -> None:
    report = send(author, GIFT, "moodle.gift")

    unsaid = report.lacks(
        "Nothing is kept yet.",
        "line 2 The atlas",
        "Comes in as it is",
        "line 8 Half of it",
        "Comes in, to be finished before learners can see it",
        "there is no feedback",
        "line 13 What is a library?",
        "An essay has no right answer to mark.",
    )
    assert unsaid == []
    assert sources(session) == []
    assert len(boxes(report)) == 2

    page = keep(author, report, ["0"])
    assert "1 draft was taken in. Learners meet it once you show it to them." in page.text
    keep(author, report, ["0"])  # pressed twice
    assert len(sources(session)) == 1
    assert "source" not in sources(session)[0]


def test_what_came_in_from_a_gift_file_is_met_in_a_real_attempt(author: Author) -> None:
    keep(author, send(author, GIFT, "moodle.gift"), ["0"])

    browser, home = learner(author.door)
    assert "Learners see this version from now on." in author.post("/instructor/own/1/publish/1").text
    texts = []
    for _ in range(2):  # two questions in the bank, one drawn: the second attempt asks the other one
        quiz = start_quiz(author.door, browser, home)
        texts.append(quiz.text)
        field = str(quiz.soup.select("input[name^=item-]")[0]["name"])
        data = {"csrf_token": csrf(home), field: "a"}
        done = browser.post(f"{quiz.path}/submit", base_url=author.door.url, data=data)
        result = author.door.get(browser, done.location)
        assert "1 of 1" in result.text
        if "atlas room" in quiz.text:
            assert result.lacks(WHY, "A Book") == ["A Book"]
    assert sum("I will walk over with you now." in text for text in texts) == 1


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize(("waits_its_turn", "status"), [(True, 200), (False, 409)])
def test_a_report_that_is_confirmed_twice_at_once_is_kept_once(
    author: Author, session: Session, waits_its_turn: bool, status: int
) -> None:
    """Two taps wait for one another; where somebody's does not, the other is told so in words."""
    report = send(author, GIFT, "moodle.gift")
    keep(author, report, ["0"])
    own = session.scalars(select(OwnContent)).one()
    facts = {name: getattr(own, name) for name in ("context_id", "module_id", "kind", "key", "created_at")}
    session.delete(own)
    session.commit()
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    with ThreadPoolExecutor(1) as pool, author.door.session() as first:
        if waits_its_turn:
            course_settings(first, facts["context_id"])
        else:
            first.add(OwnContent(**facts))
            first.flush()
        second = pool.submit(keep, author, report, ["0"])
        await_that(lambda: second.done() or bool(session.scalar(waiting)))
        if waits_its_turn:
            first.add(OwnContent(**facts))
        first.commit()
        page = second.result()

    assert page.status == status
    assert ("Something else was saved at the same moment" in page.text) is (status == 409)
    session.rollback()
    assert len(session.scalars(select(OwnContent)).all()) == 1


def test_what_is_there_already_is_told_and_not_ticked(author: Author) -> None:
    keep(author, send(author, GIFT, "q.gift"))

    again = send(author, GIFT, "q.gift")

    assert "It says the same as something of this module or of your own, so it is not ticked." in again.text
    assert [box for box in boxes(again) if box.has_attr("checked")] == []
    assert keep(author, again).status == 422


@pytest.mark.parametrize(("name", "has_lessons"), [("files.zip", True), ("questions.csv", False)])
def test_what_is_exported_comes_in_equal_in_another_course(
    name: str, has_lessons: bool, author: Author, session: Session
) -> None:
    author.write("single", fields_of(item_draft(stem="A reader asks for =SUM(A1), and @you. What do you say?")))
    for kind in ("multi", "best_worst", "order", "match"):
        author.write(kind, fields_of(item_draft(kind)))
    author.post("/instructor/own/new", {"kind": "family", "module": "window"} | family_fields(FAMILY))
    if has_lessons:
        author.write("lesson", LESSON_FIELDS)
    before = [read_draft(_kind(source), source) for source in sources(session)]
    elsewhere = Author(author.door, context={"id": "another-course", "title": "Another"})

    report = send(elsewhere, download(author, f"{name}?drafts=1"), name)
    keep(elsewhere, report)

    after = [read_draft(_kind(source), source) for source in sources(session)[len(before) :]]
    assert sorted(map(repr, after)) == sorted(map(repr, before))
    assert session.scalars(select(OwnContent.published_version)).all() == [None] * 2 * len(before)


def _kind(source: str) -> str:
    return "lesson" if source.startswith("---") else "item"


def test_a_lessons_own_picture_comes_along(author: Author, session: Session) -> None:
    sent = {"file": (io.BytesIO(picture()), "desk.png"), "alt": "Our desk from the door."}
    key = re.findall(r"own-[0-9a-f]{16}", author.post("/instructor/own/images", sent).text)[0]
    author.write("lesson", LESSON_FIELDS | {"body": f"Look.\n\n![]({key})"})
    archive = download(author, "files.zip?drafts=1")
    elsewhere = Author(author.door, context={"id": "another-course", "title": "Another"})

    report = send(elsewhere, archive, "own-content.zip")
    assert "1 picture comes along, made anew." in report.text
    assert "there is no picture" not in report.text
    keep(elsewhere, report)

    page = elsewhere.get("/instructor/own/images")
    (new,) = set(re.findall(r"own-[0-9a-f]{16}", page.text))
    assert "Our desk from the door." in page.text
    assert f"![]({new})" in sources(session)[1]
    assert author.get("/instructor/own/images").text.count("Our desk") == 1


def test_the_samples_come_in_and_nothing_of_them_is_left_out(author: Author) -> None:
    table, gift = download(author, "sample.csv"), download(author, "sample.gift")

    report = send(author, table, "sample.csv")
    assert "Cannot come in" not in report.text
    assert len(boxes(report)) == 6
    assert "to be finished" not in report.text, report.text
    assert len(boxes(send(author, gift, "sample.txt"))) == 3
    assert gift.startswith(b"// Questions of a course's own, in GIFT.\n// Left out")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "x.gift", "This file is empty."),
        (b"x\n\0", "x.gift", "Line 2 holds a NUL"),
        (b"Q?{~a =b}\n\n" * 10_000, "x.gift", "Line 2,001: here begins question 1,001."),
        (b"a,b\n", "x.csv", "Line 1 must name the columns"),
        (b"PK\x03\x04junk", "x.zip", "This ZIP file is damaged"),
        (b"x" * (50 * 1024 * 1024), "x.gift", "This file is larger than 8 MB."),
        (b"x" * (LARGEST_FILE + 1), "x.gift", "This file is larger than 8 MB."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(
    data: bytes, name: str, words: str, author: Author, session: Session
) -> None:
    page = send(author, data, name)

    assert page.status in (413, 422)
    assert words.replace("2,001", "2001") in page.text
    assert sources(session) == []


def test_a_report_of_another_course_or_one_that_was_changed_is_refused(author: Author, session: Session) -> None:
    report = send(author, GIFT, "q.gift")
    elsewhere = Author(author.door, context={"id": "another-course", "title": "Another"})

    assert keep(elsewhere, report, ["0"]).status == 400
    assert "Choose the file again" in keep(elsewhere, report, ["0"]).text
    assert keep(author, report, ["7", "-1", "x"]).status == 422
    assert sources(session) == []


def test_a_full_course_is_told_before_and_takes_in_no_more(author: Author, session: Session) -> None:
    context = session.scalars(select(Context)).one()
    for number in range(MOST_IN_A_COURSE - 1):
        facts = {"context_id": context.id, "module_id": "window", "kind": "item", "key": f"own-{number}"}
        session.add(OwnContent(**facts, created_at=NOON, versions=[]))
    session.commit()

    report = send(author, GIFT, "q.gift")
    assert "This course has room for 1 more" in report.text
    assert len([box for box in boxes(report) if box.has_attr("checked")]) == 1
    assert keep(author, report, ["0", "1"]).status == 409
    assert sources(session) == []
    assert "1 draft was taken in" in keep(author, report).text


def test_drafts_are_deleted_for_good_and_what_learners_see_is_not(author: Author, session: Session) -> None:
    author.show(author.write("single", fields_of(item_draft())))
    author.write("lesson", LESSON_FIELDS)
    edit = author.get("/instructor/own/2")
    page = author.get("/instructor/own/drafts?own=2")
    assert ("Delete this draft" in edit.text, "this can't be undone" in page.text) == (True, True)
    assert [(box["value"], box.has_attr("checked")) for box in page.soup.select("input[name=own]")] == [("2", True)]

    shown = author.post("/instructor/own/drafts", {"own": ["1", "2"]})
    assert (shown.status, shown.lacks("Learners see this now.")) == (409, [])
    assert len(sources(session)) == 2

    assert "1 draft was deleted." in author.post("/instructor/own/drafts", {"own": ["2", "99999999999", "x"]}).text
    assert len(sources(session)) == 1
    deleted = select(AuditEvent.facts["title"].as_string()).where(AuditEvent.action == "own_content.draft_deleted")
    assert session.scalars(deleted).all() == ["Our atlas room"]
    session.rollback()
    assert "A draft of the course's own was deleted: “Our atlas room”." in author.get("/instructor/log").text
    assert author.get("/instructor/own/2").status == 404


@pytest.mark.parametrize("role", ["Learner", "TeachingAssistant", "Mentor"])
def test_only_who_configures_takes_in_takes_out_and_deletes(role: str, author: Author, session: Session) -> None:
    author.write("lesson", LESSON_FIELDS)
    report = send(author, GIFT, "q.gift")
    other = Author(author.door, "mei-ling", roles=[ROLE + role])

    paths = (
        "import?module=window",
        "drafts",
        "files.zip",
        "questions.csv",
        "questions.gift",
        "sample.csv",
        "sample.gift",
    )
    assert [other.get(f"/instructor/own/{path}").status for path in paths] == [403] * 7
    assert send(other, GIFT, "q.gift").status == 403
    assert keep(other, report, ["0"]).status == 403
    assert other.post("/instructor/own/drafts", {"own": ["1"]}).status == 403
    assert send(other, b"x" * (9 * 1024 * 1024), "q.gift").status in (403, 413)
    assert len(sources(session)) == 1


def test_another_course_deletes_and_takes_out_none_of_it(author: Author, session: Session) -> None:
    author.write("lesson", LESSON_FIELDS)
    elsewhere = Author(author.door, context={"id": "another-course", "title": "Another"})

    elsewhere.post("/instructor/own/drafts", {"own": ["1"]})

    assert len(sources(session)) == 1
    with zipfile.ZipFile(io.BytesIO(download(elsewhere, "files.zip?drafts=1"))) as archive:
        assert archive.namelist() == ["README.txt"]
