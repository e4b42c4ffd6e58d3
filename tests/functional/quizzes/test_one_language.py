"""A graded quiz speaks one language: all of its questions, from the first page to the review."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag

from lti_tool.content import load_catalogue
from lti_tool.placements.catalogue import LazyCatalogue
from tests.support.door import Door, Teach
from tests.support.quiz_course import write_quiz_course
from tests.support.takers import Enter, Taker
from tests.support.visitor import Page

SPANISH = {"launch_presentation": {"locale": "es-MX"}}


def translate(folder: Path, *left_out: str) -> None:
    """Put the module's quiz into Spanish, all but some of its items."""
    module = load_catalogue(folder).module("retake")
    assert module is not None
    assert module.quiz is not None
    items: dict[str, Any] = {}
    for item in module.quiz.items:
        options = {each.id: {"text": f"ES {each.text}", "feedback": f"ES {each.feedback}"} for each in item.options}  # type: ignore[union-attr]
        items[item.id] = {"source_version": 1, "stem": f"¿Qué dice usted en {item.id}?", "options": options}
    titles = {"source_version": 1, "title": "Otra vez", "summary": "Muy breve.", "quiz": {"title": "Compruebe"}}
    here = folder / "modules/retake"
    kept = {item_id: item for item_id, item in items.items() if item_id not in left_out}
    (here / "items.es.yaml").write_text(json.dumps(kept), encoding="utf-8")
    (here / "module.es.yaml").write_text(json.dumps(titles), encoding="utf-8")


@pytest.fixture
def left_out() -> tuple[str, ...]:
    return ()


@pytest.fixture
def course(left_out: tuple[str, ...]) -> Teach:
    def teach(door: Door, folder: Path) -> None:
        write_quiz_course(folder)
        translate(folder, *left_out)
        door.app.extensions["catalogue"] = LazyCatalogue(folder)

    return teach


def stems(page: Page) -> set[tuple[bool, str | None]]:
    """Of each question: whether it is in Spanish, and the language it is marked with."""
    found = page.soup.select(".stem")
    assert found
    return {("dice usted" in stem.get_text(), _lang(stem)) for stem in found}


def _lang(stem: Tag) -> str | None:
    return str(stem["lang"]) if stem.has_attr("lang") else None


def switch(taker: Taker, language: str, page: Page) -> Page:
    return taker.post(f"{taker.base}/language", {"language": language}, Referer=f"{taker.door.url}{page.path}")


def test_an_attempt_stays_in_the_language_that_it_was_begun_in(enter: Enter) -> None:
    taker = enter(module="retake", **SPANISH)
    quiz = taker.start()
    assert stems(quiz) == {(True, None)}
    assert quiz.heading == "Compruebe"

    again = switch(taker, "en", quiz)
    assert again.path == quiz.path
    assert stems(again) == {(True, "es")}
    assert "All questions of this attempt are in Spanish" in again.text

    result = taker.submit(again, taker.answers(again))
    assert stems(result) == {(True, "es")}
    assert stems(taker.start()) == {(False, None)}


@pytest.mark.parametrize("left_out", [("r-1", "r-2", "r-3", "r-4")])
def test_a_quiz_that_is_translated_in_part_is_asked_in_english(enter: Enter) -> None:
    quiz = enter(module="retake", **SPANISH).start()

    assert stems(quiz) == {(False, "en")}
    assert "Todas las preguntas de este intento están en inglés" in quiz.text


def test_a_module_that_is_not_translated_is_marked_as_english(enter: Enter) -> None:
    home = enter(module="types", **SPANISH).home

    assert [each.get("lang") for each in home.soup.select("h1, .lead, h2#quiz")] == ["en", "en", "en"]


def test_the_course_page_says_in_which_language_its_modules_are(enter: Enter) -> None:
    taker = enter(module="types", **SPANISH)

    assert "Lo que no está traducido se muestra en inglés." in taker.get(f"{taker.base}/course").text


def test_what_somebody_chose_outlives_the_visit_and_the_lms_has_the_first_word(enter: Enter) -> None:
    taker = enter(module="retake", **SPANISH)
    assert "Lecciones" in taker.home.text

    assert "Lessons" in switch(taker, "en", taker.home).text
    assert "Lessons" in enter(module="types", **SPANISH).home.text
    assert "Lecciones" in switch(taker, "es", taker.home).text
    assert taker.post(f"{taker.base}/language", {"language": "tlh"}).status == 404
