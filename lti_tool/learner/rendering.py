"""Authored Markdown as HTML, kept: the same few texts are shown again and again."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup

from lti_tool.content.markdown import render_inline_markdown, render_markdown
from lti_tool.content.model.lesson import Lesson, ProseBlock
from lti_tool.learner.art import PageArt

BELOW_AN_ACTIVITY = 4  # heading level inside an activity, whose own parts have level 3
BELOW_A_LESSON = 2
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s", re.MULTILINE)


@lru_cache(maxsize=4_096)
def inline(text: str) -> Markup:
    """One run of text, safe to show."""
    return Markup(render_inline_markdown(text))  # noqa: S704  the renderer escapes raw HTML


@lru_cache(maxsize=512)
def paragraphs(text: str, first_heading: int = BELOW_AN_ACTIVITY, art: PageArt | None = None) -> Markup:
    """Several paragraphs, safe to show; the highest heading gets the level named. `art` is what it may picture."""
    return Markup(render_markdown(text, first_heading, art))  # noqa: S704  the renderer escapes raw HTML


def renderers(language: str | None = None) -> dict[str, Callable[[str], Markup]]:
    """`inline` and `paragraphs` for templates; a language that is not the page's own is named around each text."""
    if language is None:
        return {"inline": inline, "paragraphs": paragraphs}
    return {
        "inline": lambda text: Markup('<span lang="{}">{}</span>').format(language, inline(text)),
        "paragraphs": lambda text: Markup('<div lang="{}">{}</div>').format(language, paragraphs(text)),
    }


def prose(lesson: Lesson, block: ProseBlock, art: PageArt) -> Markup:
    """A stretch of a lesson; its headings keep their rank among those of the whole lesson."""
    return paragraphs(block.markdown, BELOW_A_LESSON + _highest(block.markdown) - _highest(lesson.prose), art)


@lru_cache(maxsize=1_024)
def _highest(markdown: str) -> int:
    return min((len(found) for found in _HEADING.findall(markdown)), default=BELOW_A_LESSON)
