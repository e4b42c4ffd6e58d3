"""A template is compiled for each language, and says in each what its words are there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, render_template
from flask_babel import Babel
from jinja2 import DictLoader

from lti_tool.site.language import locale_of
from lti_tool.site.page_templates import PageTemplates

PAGE = """{{ _("Lessons") }}, {{ _("Attempt %(number)s", number=number) }}{% include "side.html" %}"""
SIDE = """{% from "piece.html" import piece %}: {{ piece() }}"""
PIECE = """{% macro piece() %}{{ _("Search")|upper }}{% endmacro %}"""

Say = Callable[[str, object], str]


@pytest.fixture
def say() -> Say:
    app = Flask("lti_tool")
    app.jinja_environment = PageTemplates
    Babel(app, locale_selector=lambda: locale_of(spoken[-1]))
    app.jinja_loader = DictLoader({"page.html": PAGE, "side.html": SIDE, "piece.html": PIECE})
    spoken: list[str] = []

    def said(language: str, number: object) -> str:
        spoken.append(language)
        with app.test_request_context():
            return render_template("page.html", number=number)

    return said


def test_each_language_has_its_own_words_whichever_came_first(say: Say) -> None:
    assert say("es", 1) == "Lecciones, Intento 1: BUSCAR"
    assert say("en", 2) == "Lessons, Attempt 2: SEARCH"
    assert say("es-MX", 3) == "Lecciones, Intento 3: BUSCAR"


def test_what_fills_a_place_is_escaped(say: Say) -> None:
    assert say("en", "<b>") == "Lessons, Attempt &lt;b&gt;: SEARCH"
