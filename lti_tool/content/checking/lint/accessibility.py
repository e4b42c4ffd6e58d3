"""Rules on prose for people who listen to it: headings in order, links that say where they lead, tables with heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from lti_tool.content.checking.lint.prose import Mark, tokens
from lti_tool.content.markdown import MOST_CELLS
from lti_tool.content.source.text.blocks import ProseText

_SAYS_NOTHING = re.compile(
    r"\W*(click here|here|this|this (link|page|site|article)|link|more|read more|learn more|page|website)\W*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\s*(https?://|www\.)\S*\s*", re.IGNORECASE)


def headings_are_in_order(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """A screen reader walks from heading to heading: after the title, no level is skipped and none is empty."""
    before = 1
    level = 0
    for line, token in tokens(texts):
        if token.type == "heading_open":
            level = int(token.tag[1])
            if level > before + 1:
                yield Mark(
                    "warning", line, f"a heading of level {level} follows one of level {before}", "skip no level"
                )
            before = level
        elif token.type == "inline" and level:
            if not token.content.strip():
                yield Mark("error", line, "the heading is empty", "write it, or remove the #")
            level = 0


def tables_are_small(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """A long table is read aloud cell by cell, and one too long would not be shown as a table."""
    cells = [line for line, token in tokens(texts) if token.type in ("th_open", "td_open")]
    if len(cells) > MOST_CELLS:
        yield Mark("error", cells[0], f"the tables have more than {MOST_CELLS} cells", "link to them instead")


def one_title(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """The lesson has one title; a second one would begin another page."""
    found = [line for line, token in tokens(texts) if token.type == "heading_open" and token.tag == "h1"]
    for line in found[1:]:
        yield Mark("error", line, "this is a second title", "write ## for a heading")


def links_say_where_they_lead(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """Read by itself, in a list of links, the text of a link must still make sense."""
    for line, token in tokens(texts):
        for said in _link_texts(token.children or []):
            if not said.strip():
                yield Mark("error", line, "a link has no text", "write where it leads between [ and ]")
            elif _SAYS_NOTHING.fullmatch(said):
                yield Mark("error", line, f'the link "{said}" does not say where it leads', "name what is there")
            elif _ADDRESS.fullmatch(said):
                yield Mark("warning", line, "a bare address is read out letter by letter", "name what is there")


def tables_have_heads(texts: Sequence[ProseText]) -> Iterator[Mark]:
    """A cell is read out with the head of its column."""
    in_head = False
    for line, token in tokens(texts):
        if token.type in ("th_open", "th_close"):
            in_head = token.type == "th_open"
        elif in_head and token.type == "inline" and not token.content.strip():
            yield Mark("warning", line, "a column of the table has no head", "write one")


def _link_texts(children: Sequence[Token]) -> Iterator[str]:
    said: list[str] | None = None
    for child in children:
        if child.type == "link_open":
            said = []
        elif child.type == "link_close" and said is not None:
            yield "".join(said)
            said = None
        elif said is not None:
            said.append(child.content)
