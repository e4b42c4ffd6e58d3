"""A lesson walked in steps: its place kept, its faces shown, and the activities of one tap."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.progress.models import LessonPlace
from lti_tool.settings import Settings
from tests.support.door import Door
from tests.support.learners import csrf
from tests.support.readers import WALKED_COURSE, Reader, section, sit_down


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"content_dir": WALKED_COURSE})


def keep(reader: Reader, step: str) -> int:
    form = {"csrf_token": csrf(reader.read()), "step": step}
    return reader.browser.post(reader.path("/step"), base_url=reader.door.url, data=form).status_code


def now(reader: Reader) -> list[str]:
    return [str(step["id"]) for step in reader.read().soup.select(".step.now")]


def test_each_heading_begins_a_step_and_the_page_has_them_all(reader: Reader) -> None:
    page = reader.read()

    names = [" ".join(link.get_text().split()) for link in page.soup.select(".segments a")]
    assert names == [
        "Step 1 of 4: A walk",
        "Step 2 of 4: What she saw",
        "Step 3 of 4: On the desk",
        "Step 4 of 4: Tomorrow",
    ]
    assert [link["href"] for link in page.soup.select(".segments a")] == [f"#step-{n}" for n in (1, 2, 3, 4)]
    assert "Who may leave the desk?" in page.soup.select_one("#step-4").get_text()  # type: ignore[union-attr]  it is there


def test_the_place_is_kept_for_another_device(door: Door, reader: Reader) -> None:
    assert now(reader) == ["step-1"]
    assert keep(reader, "3") == 204

    assert now(sit_down(door)) == ["step-3"]
    assert now(sit_down(door, "ximena")) == ["step-1"]


@pytest.mark.parametrize("step", ["0", "5", "-1", "x", "", "99999999999999999999"])
def test_a_step_that_is_not_there_is_not_kept(reader: Reader, session: Session, step: str) -> None:
    assert keep(reader, step) == 404

    assert session.scalars(select(LessonPlace)).all() == []


def test_who_looks_as_an_instructor_keeps_no_place(door: Door, session: Session) -> None:
    instructor = sit_down(door, "rosa")

    assert instructor.read().soup.select("#keep-step") == []
    assert keep(instructor, "2") == 204
    assert session.scalars(select(LessonPlace)).all() == []


def test_a_moment_is_answered_at_once_and_taken_back(reader: Reader) -> None:
    asked = section(reader.read(), "hello")
    assert asked.startswith(
        "A woman stops inside the door. A woman with a folder Is this where one asks? What do you say?"
    )
    assert "A yes, and a question" not in asked

    page = reader.do("hello", {"choice": "0"})
    assert "You chose: It is. What brings you in? A woman with a folder My landlord." in section(page, "hello")
    assert "A yes, and a question that opens the talk." in section(page, "hello")
    assert str(page.soup.select_one("#activity-hello .bust")["src"]).startswith("/drawings/people/noor-smile.svg?v=")  # type: ignore[index]  it is there

    page = reader.do("hello", {"do": "again"})
    assert "What do you say?" in section(page, "hello")
    assert "1 of 3 activities tried" in page.text


def test_a_choice_that_is_not_offered_changes_nothing(reader: Reader) -> None:
    page = reader.do("hello", {"choice": "2"})

    assert page.status == 422
    assert "One of the answers sent is not offered here." in section(page, "hello")


def test_an_answer_shows_when_it_is_asked_for(reader: Reader) -> None:
    assert "The top of your head." not in reader.read().text

    page = reader.do("first", {"do": "open"})
    assert "The top of your head." in section(page, "first")

    page = reader.do("first", {"do": "close"})
    assert "The top of your head." not in section(page, "first")
    assert "1 of 3 activities tried" in page.text


def test_places_open_one_by_one_and_the_activity_is_done_with_the_last(reader: Reader) -> None:
    page = reader.do("desk", {"place": "bell"})
    assert "It says that somebody must call you." in section(page, "desk")
    assert "It hides half of your face." not in section(page, "desk")
    assert "1 of 3 activities tried" in page.text

    page = reader.do("desk", {"place": "screen"})
    assert "1 of 3 activities tried" in page.text
    assert reader.do("desk", {"place": "door"}).status == 422


def test_a_dialogue_has_faces_a_law_is_a_card_and_a_quote_is_a_quote(reader: Reader) -> None:
    quotes = reader.read().soup.select("#step-2 .prose blockquote")

    assert [quote.get("class") for quote in quotes] == [["talk"], ["fact-card"], None]
    turns = quotes[0].select("p")
    assert [turn["class"] for turn in turns] == [["turn"], ["turn", "ours"]]
    face = turns[0].select_one("img")
    assert face is not None
    assert (face["alt"], face["width"], face["loading"]) == ("smiling", "64", "lazy")
    assert turns[0].get_text() == "A woman with a folder: You looked up."


def test_a_picture_has_its_words_and_its_size(reader: Reader) -> None:
    pictures = reader.read().soup.select("#step-3 img.picture")

    assert [picture["alt"] for picture in pictures] == [
        "A desk with a tall screen on the left and a bell on the right."
    ] * 2
    assert {(picture["width"], picture["height"]) for picture in pictures} == {("640", "360")}
    assert len(reader.read().soup.select("#activity-desk svg g")) == 2


def test_a_drawing_is_served_to_be_kept_and_nothing_else_of_the_folder_is(door: Door, reader: Reader) -> None:
    address = str(reader.read().soup.select_one("#activity-hello .bust")["src"])  # type: ignore[index]  it is there
    browser = door.browser()

    kept = browser.get(address, base_url=door.url)
    assert (kept.status_code, kept.mimetype) == (200, "image/svg+xml")
    assert kept.cache_control.max_age == 31_536_000
    assert kept.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert browser.get(address.partition("?")[0], base_url=door.url).cache_control.max_age == 0
    for other in ("people/noor-calm.svg", "people/..%2fpeople.svg", "modules/x.svg", "pictures/../people.yaml"):
        assert browser.get(f"/drawings/{other}", base_url=door.url).status_code == 404


def test_what_to_find_out_at_ones_library_is_one_sheet(reader: Reader) -> None:
    module = reader.open("")
    sheet = reader.open("at-your-library")

    assert "What to find out at your library, on one sheet" in module.text
    for page, look in ((module, "module-scene"), (reader.open("course"), "row-scene")):
        assert str(page.soup.select_one(f"img.{look}")["src"]).startswith("/drawings/pictures/desk.svg?v=")  # type: ignore[index]  it is there
    assert sheet.heading == "At your library: A walk"
    assert [each.get_text(" ", strip=True) for each in sheet.soup.select(".answer-lines h2, .answer-lines p")] == [
        "A walk",
        "Who may leave the desk?",
    ]
