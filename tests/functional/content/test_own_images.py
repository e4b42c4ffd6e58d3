"""Pictures of a course's own: taken in, made anew, shown to its people alone, and refused in words."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lti_tool.audit import AuditEvent
from lti_tool.authoring import images
from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.reencoding import HEAVIEST, LARGEST_FILE, LONGEST_SIDE
from tests.functional.content.test_own_content import LESSON_FIELDS, Author, in_a_copy, learner
from tests.support.door import SUB_TEACHING_ASSISTANT, Door
from tests.support.learners import csrf
from tests.support.pixels import SECRET, bomb, moving, photograph, picture, torn
from tests.support.small_course import teach
from tests.support.visitor import Page

IMAGES = "/instructor/own/images"
ALT = "Two places to stand, both in sight of the door."
GIF = picture("GIF")


@pytest.fixture
def rosa(door: Door, tmp_path: Path) -> Author:
    teach(door, tmp_path / "course")
    return Author(door)


def send(author: Author, file: bytes | None, alt: str = ALT, **fields: str) -> Page:
    page = author.post(IMAGES, {"alt": alt, "file": (BytesIO(file), "a.png") if file is not None else ""} | fields)
    page.response.request.environ["wsgi.input"].close()  # the client keeps a large one on the disk
    return page


def stored(session: Session) -> list[OwnImage]:
    found = list(session.scalars(select(OwnImage).order_by(OwnImage.id)))
    session.expunge_all()  # they stay readable, without a transaction
    session.rollback()
    return found


def lesson_with(author: Author, body: str) -> Page:
    return author.write("lesson", LESSON_FIELDS | {"body": body})


def fetch(door: Door, browser: FlaskClient, key: str) -> TestResponse:
    return browser.get(f"/own-images/{key}.webp", base_url=door.url)


def test_a_photograph_becomes_a_small_picture_that_says_nothing_but_what_is_seen(rosa: Author) -> None:
    page = send(rosa, photograph())

    assert "The picture was added." in page.text
    key = page.soup.select_one("code").get_text()[4:-1]  # type: ignore[union-attr]  it is there
    answer = fetch(rosa.door, rosa.browser, key)
    shown = Image.open(BytesIO(answer.data))
    assert answer.mimetype == "image/webp" == Image.MIME[str(shown.format)]
    assert shown.height > shown.width  # it was turned as its EXIF said
    assert shown.height <= LONGEST_SIDE
    assert len(answer.data) <= HEAVIEST
    assert not shown.getexif()
    assert SECRET not in answer.data
    assert b"PK\x03\x04" not in answer.data


def test_a_lesson_shows_it_to_learners_of_the_course_and_to_nobody_else(rosa: Author, session: Session) -> None:
    door = rosa.door
    send(rosa, picture("WEBP"))
    key = stored(session)[0].key
    rosa.show(lesson_with(rosa, f"Stand here.\n\n![]({key})\n\n![Our desk]({key})"))
    browser, page = learner(door)
    lesson = door.get(browser, door.get(browser, page.path).link(str(LESSON_FIELDS["title"])))

    shown = lesson.soup.select("img.picture")
    assert [image["alt"] for image in shown] == [ALT, "Our desk"]
    assert {(image["src"], image["width"], image["height"]) for image in shown} == {
        (f"/own-images/{key}.webp", "80", "60")
    }
    assert dict(fetch(door, browser, key).headers).items() >= {
        ("Content-Type", "image/webp"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ("Cache-Control", "private, max-age=31536000, immutable"),
    }

    stranger, elsewhere = door.browser(), Author(door, context={"id": "another-course", "title": "Another"})
    assert fetch(door, stranger, key).status_code == 404
    assert fetch(door, elsewhere.browser, key).status_code == 404
    assert key not in elsewhere.get(IMAGES).text
    browser.post(f"{page.path}finish", base_url=door.url, data={"csrf_token": csrf(page)})
    assert fetch(door, browser, key).status_code == 404


@pytest.mark.parametrize(
    ("file", "said", "status"),
    [
        (b"hello", "not a picture", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "of a kind that is not taken", 422),
        (GIF, "of a kind that is not taken", 422),
        (bomb(), "more than 24 million pixels", 422),
        (bomb(5_500), "more than 24 million pixels", 422),
        (torn(), "damaged or cut short", 422),
        (torn("JPEG"), "damaged or cut short", 422),
        (torn("WEBP"), "damaged or cut short", 422),
        (bomb(2_000), "damaged or cut short", 422),
        (moving(), "moves", 422),
        (moving("PNG"), "moves", 422),
        (picture(size=(300, 10)), "each side needs 16 pixels", 422),
        (b"\x89PNG\r\n\x1a\n" + b"0" * LARGEST_FILE, "larger than 8 MB", 413),
        (None, "Choose a file first", 422),
    ],
)
def test_what_is_no_picture_is_refused_in_words_and_loses_no_word(
    rosa: Author, session: Session, file: bytes | None, said: str, status: int
) -> None:
    page = send(rosa, file)

    assert page.status == status
    assert said in page.soup.select_one("[role=alert]").get_text()  # type: ignore[union-attr]  it is there
    assert ALT in page.soup.select_one("textarea").get_text()  # type: ignore[union-attr]  it is there
    assert stored(session) == []


def test_words_are_asked_for_or_that_it_only_decorates(rosa: Author, session: Session) -> None:
    assert "Say in words what the picture shows" in send(rosa, picture(), alt=" ").text
    assert "Take one of the two away" in send(rosa, picture(), decorates="on").text
    assert stored(session) == []

    assert "The picture was added." in send(rosa, picture(), alt="", decorates="on").text
    assert [image.alt for image in stored(session)] == [""]
    assert "It only decorates." in rosa.get(IMAGES).text
    again = send(rosa, picture())
    assert "You have this picture already" in again.text
    assert [image.alt for image in stored(session)] == [ALT]


def test_the_check_names_what_is_not_there_and_what_is_too_heavy(rosa: Author, session: Session) -> None:
    for size in ((300, 400), (400, 300)):
        send(rosa, photograph(size))
    heavy = lesson_with(rosa, "\n\n".join(f"![]({image.key})" for image in stored(session)))
    assert "a lesson is slow on a telephone" in heavy.text
    assert "Show this version to learners" in heavy.text

    missing = lesson_with(rosa, "![](own-0123456789abcdef)\n\n![](a-desk)\n\n> **Noor (smile, nobody):** Hello.")
    assert "there is no picture own-0123456789abcdef in the list below the text" in missing.text
    assert "there is no picture a-desk" in missing.text
    assert "there is nobody called nobody in the list of people" in missing.text
    assert "Show this version to learners" not in missing.text


def test_a_picture_that_learners_see_stays_until_its_lesson_lets_go_of_it(rosa: Author, session: Session) -> None:
    send(rosa, picture())
    image = stored(session)[0]
    draft = lesson_with(rosa, f"![]({image.key})")
    rosa.show(draft)
    assert "Learners see it" in rosa.get(IMAGES).text

    refused = rosa.post(f"{IMAGES}/{image.id}/remove")
    assert refused.status == 409
    assert f"Learners see this picture in “{LESSON_FIELDS['title']}”" in refused.text
    rosa.post(f"{draft.path.partition('?')[0].removeprefix(rosa.base)}/take-out")
    assert "The picture was removed." in rosa.post(f"{IMAGES}/{image.id}/remove").text
    assert stored(session) == []
    events = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("own_image."))).all()
    assert events == ["own_image.added", "own_image.removed"]


def test_there_is_room_for_so_many_in_a_course_and_in_a_deployment(
    rosa: Author, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MOST_IMAGES", 1)
    send(rosa, picture())
    assert "no room for more pictures" in send(rosa, picture(color="white")).text

    monkeypatch.setattr(images, "MOST_BYTES_IN_DEPLOYMENT", stored(session)[0].size)
    elsewhere = Author(rosa.door, context={"id": "another-course", "title": "Another"})
    refused = send(elsewhere, picture(color="white"))
    assert (refused.status, len(stored(session))) == (409, 1)


def test_a_copied_course_takes_along_the_pictures_that_its_lessons_show(rosa: Author, session: Session) -> None:
    for color in ("teal", "white"):
        send(rosa, picture(color=color))
    shown = stored(session)[0]
    rosa.show(lesson_with(rosa, f"![]({shown.key})"))
    there = in_a_copy(rosa.door)

    there.post("/instructor/copy")

    assert [image.key for image in stored(session)].count(shown.key) == 2
    assert len(stored(session)) == 3
    assert ALT in there.get(IMAGES).text


def test_it_is_staff_of_the_course_who_add_and_remove_them(rosa: Author, session: Session) -> None:
    send(rosa, picture())
    image = stored(session)[0]
    reader = Author(rosa.door, "mei-ling")
    assistant = Author(rosa.door, roles=[SUB_TEACHING_ASSISTANT])
    elsewhere = Author(rosa.door, context={"id": "another-course", "title": "Another"})

    for person in (reader, assistant):
        assert send(person, picture(color="white")).status == 403
        assert person.post(f"{IMAGES}/{image.id}/remove").status == 403
    assert elsewhere.post(f"{IMAGES}/{image.id}/remove").status == 404
    assert len(stored(session)) == 1


def test_the_form_of_a_lesson_shows_what_there_is_to_show(rosa: Author, session: Session) -> None:
    send(rosa, picture())
    key = stored(session)[0].key

    page = rosa.get("/instructor/own/new?module=window&kind=lesson")

    assert f"![]({key})" in page.text
    assert page.soup.select_one(f"img[src='/own-images/{key}.webp']") is not None


def test_the_files_of_a_course_hold_the_pictures_that_they_show(rosa: Author, session: Session) -> None:
    for color in ("teal", "white"):
        send(rosa, picture(color=color))
    key = stored(session)[0].key
    rosa.show(lesson_with(rosa, f"![]({key})"))

    with zipfile.ZipFile(BytesIO(rosa.get("/instructor/own/files.zip").response.data)) as files:
        assert [name for name in files.namelist() if name.startswith("pictures/")] == [f"pictures/{key}.webp"]
        assert files.read(f"pictures/{key}.webp") == fetch(rosa.door, rosa.browser, key).data
        said = files.read("pictures-to-add.yaml").decode()
    assert said == f'- {{id: "{key}", alt: "{ALT}", width: 80, height: 60}}\n'
