"""Authored Markdown to HTML that is safe in a page: no raw HTML, no pictures, links to http and mail only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

_SAFE_LINK = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)


def render_markdown(text: str, first_heading: int = 2) -> str:
    """Return the text as HTML; its highest headings get level `first_heading`, below the page's title."""
    tokens = _RENDERER.parse(text)
    _shift_headings(tokens, first_heading)
    return str(_RENDERER.renderer.render(tokens, _RENDERER.options, {}))


def render_inline_markdown(text: str) -> str:
    """Return one run of text (a stem, an option) as HTML without a paragraph around it, to fit in a label."""
    return str(_RENDERER.renderInline(text))


def is_safe_link(address: str) -> bool:
    """Say whether a link may be shown: http, https and mailto; no scripts, no paths inside the tool."""
    return _SAFE_LINK.match(address.strip()) is not None


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


def _image(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escapeHtml(tokens[index].content)


class _SafeMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        return is_safe_link(url)


def _build() -> MarkdownIt:
    renderer = _SafeMarkdown("commonmark", {"html": False, "typographer": True})
    renderer.enable(["table", "smartquotes"])  # authors type straight quotes; learners read curly ones
    renderer.add_render_rule("link_open", _link_open)
    renderer.add_render_rule("image", _image)
    return renderer


_RENDERER = _build()
