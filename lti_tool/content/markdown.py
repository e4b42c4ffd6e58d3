"""Authored Markdown to HTML that is safe in a page: no raw HTML, our own pictures, links to http and mail only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin

from lti_tool.content.talk import Art, mark_quotes, render_turn

MOST_CELLS = 1_000
_PICTURE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_SAFE_LINK = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)


def render_markdown(text: str, first_heading: int = 2, art: Art | None = None) -> str:
    """Return the text as HTML; its highest headings get level `first_heading`, below the page's title.

    `art` knows the pictures that the text may show and who speaks in its dialogues; without it, both stay words.

    A row of a table is as long as the table's head, however short it is written, so ten thousand characters can become
    megabytes: text with more than MOST_CELLS cells is shown as it was typed.
    """
    tokens = _RENDERER.parse(text)
    if _count_cells(tokens) > MOST_CELLS:
        return f"<p>{escapeHtml(text)}</p>\n"
    _shift_headings(tokens, first_heading)
    mark_quotes(tokens, art)
    return str(_RENDERER.renderer.render(tokens, _RENDERER.options, {"art": art}))


def has_too_many_cells(text: str) -> bool:
    """Whether the tables of a text would not be shown as such."""
    return _count_cells(_RENDERER.parse(text)) > MOST_CELLS


def render_inline_markdown(text: str) -> str:
    """Return one run of text (a stem, an option) as HTML without a paragraph around it, to fit in a label."""
    return str(_RENDERER.renderInline(text))


def plain_words(text: str) -> str:
    """Return the words of the Markdown as pages show them, on one line, without marks and pictures."""
    return " ".join(" ".join(_words(_RENDERER.parse(text))).split())


def is_safe_link(address: str) -> bool:
    """Say whether a link may be shown: http, https and mailto; no scripts, no paths inside the tool."""
    return _SAFE_LINK.match(address.strip()) is not None


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            runs = token.children or []
            yield "".join(" " if run.type.endswith("break") else run.content for run in runs if run.type != "image")
        elif token.type in ("fence", "code_block"):
            yield token.content


def _count_cells(tokens: Sequence[Token]) -> int:
    return sum(token.type in ("th_open", "td_open") for token in tokens)


def _shift_headings(tokens: Sequence[Token], first_heading: int) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    shift = first_heading - min((int(token.tag[1]) for token in headings), default=first_heading)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) + shift)}"


def _link_open(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    # A new tab, because most sites refuse to be shown in the LMS's frame.
    tokens[index].attrSet("rel", "noopener")
    tokens[index].attrSet("target", "_blank")
    return str(self.renderToken(tokens, index, options, env))


def _without_empty_links(state: StateCore) -> None:
    """`[words]()` is words, as is a link to a picture: such an address would open a page of ours."""
    for block in state.tokens:
        block.children = list(_without_empty(block.children)) if block.children else block.children


def _without_empty(children: Sequence[Token]) -> Iterator[Token]:
    is_in_empty = False
    for token in children:
        is_in_empty = not is_safe_link(str(token.attrGet("href") or "")) if token.type == "link_open" else is_in_empty
        if not (is_in_empty and token.type in ("link_open", "link_close")):
            yield token


def _image(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    art: Art | None = env.get("art")
    shown = art.picture(str(tokens[index].attrGet("src") or "")) if art else None
    if shown is None:
        return escapeHtml(tokens[index].content)
    own = tokens[index].content  # a translation says what is pictured in its own words
    alt = escapeHtml(own or shown.alt)
    lang = f' lang="{shown.alt_language}"' if shown.alt_language and not own else ""
    return (
        f'<img class="picture" src="{escapeHtml(shown.address)}" alt="{alt}"{lang} width="{shown.width}"'
        f' height="{shown.height}" loading="lazy" decoding="async">'
    )


class _SafeMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        return is_safe_link(url) or _PICTURE.fullmatch(url) is not None


def read_languages(parser: MarkdownIt) -> MarkdownIt:
    """Let `[Un momento, por favor.]{lang=es}` mark words of another language, so that they are spoken in it."""
    attrs_plugin(parser, after=(), spans=True, allowed=("lang",))
    return parser


def made_whole(parser: MarkdownIt) -> MarkdownIt:
    """Let it compile its rules now: at its first use it is not safe among threads, and one would read half of them."""
    for ruler in (parser.core.ruler, parser.block.ruler, parser.inline.ruler, parser.inline.ruler2):
        ruler.getRules()
    return parser


def _build() -> MarkdownIt:
    renderer = _SafeMarkdown("commonmark", {"html": False, "typographer": True})
    renderer.enable(["table", "smartquotes"])  # authors type straight quotes; learners read curly ones
    read_languages(renderer)
    renderer.core.ruler.push("without_empty_links", _without_empty_links)
    renderer.add_render_rule("link_open", _link_open)
    renderer.add_render_rule("image", _image)
    renderer.add_render_rule("turn", render_turn)
    return made_whole(renderer)


_RENDERER = _build()
