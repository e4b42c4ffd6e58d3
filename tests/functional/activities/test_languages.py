"""A lesson in the launch's language, and what is said where it is not translated."""

from __future__ import annotations

import pytest

from tests.support.door import Door
from tests.support.readers import Reader, sit_down

NOTICE = ".notice:-soup-contains('English')"


@pytest.fixture
def lectora(door: Door) -> Reader:
    return sit_down(door, launch_presentation={"locale": "es-MX", "document_target": "iframe"})


def test_a_translated_lesson_is_shown_in_the_launchs_language(lectora: Reader) -> None:
    page = lectora.read("culture-of-yes.l2")

    assert page.heading == "Solo palabras"
    assert "Sí, y además" in page.text
    assert page.soup.select("article [lang]:not(.codes *)") == []


def test_what_is_not_translated_is_english_says_so_once_and_is_marked(lectora: Reader) -> None:
    page = lectora.read()

    assert page.heading == "One of each kind"
    assert len(page.soup.select(".notice")) == 1
    for selector in (
        "h1",
        ".prose",
        "#activity-closing h2 span",
        "#activity-closing button span",
        "#activity-now legend span",
    ):
        found = page.soup.select_one(selector)
        assert found is not None, selector
        assert found["lang"] == "en", selector
    submit = page.soup.select_one("#activity-values .actions button")
    assert submit is not None
    assert submit.find("span") is None


def test_an_english_page_has_no_notice_and_no_marks(reader: Reader) -> None:
    page = reader.read()

    assert page.soup.select(".notice") == []
    assert page.soup.select("main [lang]") == []
