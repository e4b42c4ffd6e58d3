"""Rendered Markdown is safe to put in a page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.ruler import Ruler

from lti_tool.content import markdown, render_inline_markdown, render_markdown
from lti_tool.content.markdown import is_safe_link
from lti_tool.content.talk import ShownFace, ShownPicture


def test_prose_becomes_html():
    html = render_markdown("A *word*.\n\n- one\n- **two**\n\n> said")

    assert "<em>word</em>" in html
    assert "<li><strong>two</strong></li>" in html
    assert "<blockquote>" in html


def test_the_rules_are_compiled_before_the_first_text(monkeypatch: pytest.MonkeyPatch):
    """Two threads that came first at once: one found rules half compiled, and the page was an error."""
    made = markdown._build()
    monkeypatch.delattr(Ruler, "__compile__")

    assert "<em>word</em>" in made.render("# A *word*\n\n- [one](https://example.org)\n\n| a |\n| - |")


def test_a_quote_is_a_dialogue_a_card_or_only_said():
    assert '<blockquote class="talk">\n<p class="turn">' in render_markdown("> **Rosa:** Hello.")
    assert '<p class="turn ours">' in render_markdown("> **You:** Hello.")
    assert '<blockquote class="fact-card">' in render_markdown("> **Law.** It is so:\n>\n> - one\n> - two")
    for said in ("> Hello.", "> **Rosa:** Hello.\n>\n> - no", ">", "> # Top", "> - **Rosa:** no"):
        assert "<blockquote>" in render_markdown(said), said


def test_tables_are_rendered():
    assert "<th>a</th>" in render_markdown("| a |\n| - |\n| b |")


def test_words_of_another_language_are_marked_as_such():
    assert '<span lang="es">Un <em>momento</em></span>, he' in render_markdown("[Un *momento*]{lang=es}, he says.")
    assert render_inline_markdown('[hola]{lang="es" onclick=x style=y .z}') == '<span lang="es">hola</span>'
    for said in ("[room]{3}", "[room] {lang=es}", "{lang=es}"):
        assert render_inline_markdown(said) == said


def test_raw_html_is_shown_as_text():
    assert "&lt;script&gt;" in render_markdown("<script>alert(1)</script>")
    assert "<b>" not in render_inline_markdown("a <b>bold</b> move")


def test_links_open_in_a_tab_of_their_own_without_a_way_back():
    html = render_markdown("[a](https://example.org/x)")

    assert html == '<p><a href="https://example.org/x" rel="noopener" target="_blank">a</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/l/1/finish",
        "//example.org",
        "ftp://x.org",
    ],
)
def test_other_links_are_not_made(address: str):
    assert "<a" not in render_markdown(f"[a]({address}) <{address}>")


def test_a_link_to_nowhere_is_its_words():
    text = "[*a* b]() and [c](https://x.example)"

    assert render_inline_markdown(text).startswith('<em>a</em> b and <a href="https://x.example"')
    assert render_markdown(text).endswith(">c</a></p>\n")


@pytest.mark.parametrize("address", ["https://example.org", "HTTP://example.org", "mailto:a@example.org"])
def test_links_to_the_web_and_to_mail_are_safe(address: str):
    assert is_safe_link(address)


def test_a_picture_becomes_its_alternative_text():
    assert render_markdown("![A <desk>](https://example.org/x.png)") == "<p>A &lt;desk&gt;</p>\n"


@pytest.mark.parametrize("text", ["# One\n## Two", "## One\n### Two", "### One\n#### Two"])
def test_headings_start_below_the_title_of_the_page(text: str):
    assert render_markdown(text) == "<h2>One</h2>\n<h3>Two</h3>\n"


def test_headings_can_start_elsewhere_and_end_at_six():
    assert render_markdown("# One\n###### Six", first_heading=4) == "<h4>One</h4>\n<h6>Six</h6>\n"


def test_an_option_has_no_paragraph_around_it():
    assert render_inline_markdown("Say **yes**.") == "Say <strong>yes</strong>."


ALLOWED = re.compile(r"</?(p|h[1-6]|ul|ol|li|em|strong|blockquote|code|pre|hr|br|a|table|thead|tbody|tr|th|td)[ >/]")


@given(st.text(alphabet="<>\"'ab:/()[]!#*`&;\n =", max_size=80))
def test_no_text_makes_a_tag_that_is_not_prose(text: str):
    html = render_markdown(text)

    assert all(ALLOWED.match(html, tag.start()) for tag in re.finditer("<", html))


class ForeignArt:
    """A page in Spanish, where what is said of pictures is English."""

    def picture(self, name: str) -> ShownPicture | None:
        return ShownPicture(f"/drawings/{name}", "A desk", 400, 300, "en")

    def speaker(self, label: str) -> tuple[str, ShownFace | None] | None:
        return None


def test_what_is_said_of_a_picture_has_its_language_unless_the_lesson_says_it_itself():
    assert 'alt="A desk" lang="en"' in render_markdown("![](desk)", art=ForeignArt())
    assert 'alt="Un mostrador" width' in render_markdown("![Un mostrador](desk)", art=ForeignArt())
