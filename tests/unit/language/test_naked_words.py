"""No template says a word that does not go through gettext, and no script either."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

PACKAGE = Path(__file__).parents[3] / "lti_tool"
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))
SCRIPTS = sorted((PACKAGE / "static").glob("*.js"))
SPOKEN = {
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "content",
    "data-label",
    "placeholder",
    "title",
}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-z]+\b|[a-z]{2,} [a-z]{2,}")  # in an expression: what is for people, not a name of ours
SAID = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}|^[A-Z][a-z]+ [a-z]")  # in a script
NOT_WORDS = {"light dark", "width=device-width, initial-scale=1", "(PDF)", "POST", "GET", "wide", 'lang=""'}
TRANSLATING = {"_", "gettext", "ngettext", "pgettext"}
# The reference of the design's components and the preview of files are for developers and authors, and speak English.
FOR_DEVELOPERS = {"styleguide", "preview"}
PRESSED = {"submit", "button", "reset"}


class Spoken(HTMLParser):
    """Gathers text and the attributes that people hear or see; a file's text as an example (`<pre>`) is no sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._in_example = False

    def handle_data(self, data: str) -> None:
        if not self._in_example:
            self._note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_example = self._in_example or tag == "pre"
        is_pressed = tag == "input" and dict(attrs).get("type") in PRESSED
        for name, value in attrs:
            if name in SPOKEN or (is_pressed and name == "value"):
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_example = self._in_example and tag != "pre"

    def _note(self, text: str) -> None:
        if WORD.search(text) and text.strip() not in NOT_WORDS:
            self.words.append(text.strip())


def naked_in_html(source: str) -> list[str]:
    """Words between the expressions."""
    spoken = Spoken()
    spoken.feed("".join(text for _line, kind, text in Environment().lex(source) if kind == "data"))
    spoken.close()
    return spoken.words


def naked_in_expressions(source: str) -> list[str]:
    """Words inside the expressions: `{{ tag("Passed") }}`."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    return [text for text in _constants(tree) if SENTENCE.search(text) and text not in NOT_WORDS]


def _constants(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, (nodes.Extends, nodes.FromImport, nodes.Include)):
        return
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATING:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _constants(child)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_says_nothing_past_gettext(template: Path) -> None:
    if FOR_DEVELOPERS.intersection(template.parts):
        return
    source = template.read_text(encoding="utf-8")

    assert naked_in_html(source) + naked_in_expressions(source) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_takes_its_words_from_the_page(script: Path) -> None:
    source = re.sub(r"//.*|/\*.*?\*/", "", script.read_text(encoding="utf-8"))
    quoted = re.findall(r'"([^"\n]*)"|`([^`]*)`', source)
    said = [
        text
        for pair in quoted
        for text in pair
        if re.search(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}|^[A-Z][a-z]+ [a-z]", text)
    ]

    assert said == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        '<img alt="A book">',
        '{{ tag("Passed") }}',
        '<p>{{ "of many" if one }}</p>',
        "{% if a %}Yes{% endif %}",
    ],
)
def test_a_naked_word_is_noticed(source: str) -> None:
    assert naked_in_html(source) + naked_in_expressions(source)


@pytest.mark.parametrize(
    "source", ['<p class="soft small">{{ _("Hello") }} · 7</p>', '{{ icon("check") }}', '{% include "a/b.html" %}']
)
def test_translated_words_and_names_of_ours_are_not(source: str) -> None:
    assert naked_in_html(source) + naked_in_expressions(source) == []
