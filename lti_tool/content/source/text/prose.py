"""What Markdown may not hold here, found with its line; and a lesson's title parted from its body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from lti_tool.content.markdown import is_safe_link, made_whole, read_languages
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.text.yaml import YamlPath, YamlSource
from lti_tool.content.source.validation import place

_SUSPECT = re.compile(r"[<\[]|^[^\S\n]*:::", re.MULTILINE)
_PICTURE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")  # es, es-MX, zh-Hant-TW
_LINE_ENDS = ("softbreak", "hardbreak")


@dataclass(frozen=True)
class Fault:
    """Something in a text that must not be there; `line` counts from 0 at the text's start."""

    line: int
    message: str
    remedy: str


def faults(text: str) -> Iterator[Fault]:
    """Yield raw HTML, activity blocks, pictures and unsafe links, in the text's order."""
    if not _SUSPECT.search(text):  # most stems and options: spares thousands of parses at start-up
        return
    for token in _READER.parse(text):
        line = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield _html(line, token.content)
        elif token.type == "inline":
            yield from _activities(line, token.content)
            yield from _inline_faults(line, token.children or [])


def text_problems(source: YamlSource, path: YamlPath, data: object, head: str) -> Iterator[Problem]:
    """Yield the faults of every text in a part of a YAML file; `path` is where the part stands, `head` its name."""
    for inside, text in _texts_in(data):
        for fault in faults(text):
            where = place(data, inside, head)
            yield Problem("error", source.file, source.line(path + inside), where, fault.message, fault.remedy)


def _texts_in(data: object) -> Iterator[tuple[YamlPath, str]]:
    if isinstance(data, str):
        yield (), data
        return
    if isinstance(data, dict):
        entries: Iterable[tuple[str | int, object]] = data.items()
    else:
        entries = enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        for path, text in _texts_in(value):
            yield (key, *path), text


def split_title(body: str) -> tuple[str, str, int] | None:
    """Return the title, the rest, and the lines before the rest; None unless a `# Heading` comes first."""
    tokens = _READER.parse(body)
    if not tokens or tokens[0].type != "heading_open" or tokens[0].tag != "h1" or tokens[0].map is None:
        return None
    title = "".join(child.content or " " * (child.type in _LINE_ENDS) for child in tokens[1].children or [])
    end = tokens[0].map[1]
    return title, "\n".join(body.split("\n")[end:]), end


def _activities(line: int, content: str) -> Iterator[Fault]:
    for offset, part in enumerate(content.split("\n")):
        if part.lstrip().startswith(":::"):
            remedy = "in a lesson, start the line with the colons and leave a line empty above; elsewhere, take it out"
            yield Fault(line + offset, "no activity (:::) can stand here", remedy)


def _inline_faults(line: int, children: list[Token]) -> Iterator[Fault]:
    for child in children:
        if child.type in _LINE_ENDS:
            line += 1
        elif fault := _inline_fault(line, child):
            yield fault


def _inline_fault(line: int, child: Token) -> Fault | None:
    match child.type:
        case "html_inline":
            return _html(line, child.content)
        case "image" if not _PICTURE.fullmatch(str(child.attrGet("src") or "")):
            remedy = "write ![](desk-from-above), an id of pictures.yaml"
            return Fault(line, "a picture is named by its id alone", remedy)
        case "link_open" if not is_safe_link(str(child.attrGet("href") or "")):
            message = f"the link to {child.attrGet('href') or 'nowhere'} is not allowed"
            return Fault(line, message, "link to an address that starts with https://, http:// or mailto:")
        case "span_open" if not _names_a_language(child):
            remedy = "write [Un momento, por favor.]{lang=es}, or put a space between the brackets"
            return Fault(line, "braces behind brackets name a language, and nothing else", remedy)
    return None


def _names_a_language(span: Token) -> bool:
    return set(span.attrs) == {"lang"} and not span.meta and _LANGUAGE.fullmatch(str(span.attrGet("lang"))) is not None


def _html(line: int, content: str) -> Fault:
    return Fault(line, f"raw HTML is not allowed ({content.strip()[:40]})", "use Markdown, or remove the < and >")


class _SeeAllLinks(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


_READER = made_whole(read_languages(_SeeAllLinks("commonmark", {"html": True}).enable("table")))
