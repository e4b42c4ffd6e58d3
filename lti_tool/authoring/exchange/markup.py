"""Texts of other formats as our Markdown: what was literal stays literal, HTML keeps what Markdown can say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from lti_tool.content.markdown import is_safe_link, plain_words

LONGEST = 20_000  # characters; no text of a question may have more than a tenth
BREAK = "\\\n"  # Markdown's line break
_MARKS = re.compile(r"([\\`*_\[\]<&])")
_TAG = re.compile(r"<[A-Za-z/!?]")
_AROUND = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_LINES = {"p", "div", "ul", "ol"}
_HARMLESS = {"dir", "id", "lang", "href", "title", "target", "rel", "role"}


class NoCounterpart(Exception):
    """Something in a text that Markdown of ours cannot say; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(slots=True)
class Converted:
    """A text as Markdown; `left_out` names looks that it lost, such as a color."""

    text: str
    left_out: set[str] = field(default_factory=set)


def literal(text: str) -> str:
    """The text as Markdown that shows it letter by letter; a mark that means nothing where it stands is left alone."""
    if not _MARKS.search(text) or _straight(plain_words(text)) == _straight(" ".join(text.split())):
        return text
    return _MARKS.sub(r"\\\1", text)


def to_markdown(text: str, form: str) -> Converted:
    """Convert a text of Moodle's formats plain, markdown, html and moodle. Raises NoCounterpart.

    Moodle's own format is HTML where it has tags, and words where it has none.
    """
    if len(text) > LONGEST:
        raise NoCounterpart(f"{len(text):,} characters")
    if form == "markdown":
        return Converted(text)
    if form == "plain":
        return Converted(literal(text))
    if form == "moodle" and not _TAG.search(text):
        return Converted(literal(unescape(text)))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Converted(reader.markdown(), reader.left_out)


def _straight(text: str) -> str:
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


class _Reader(HTMLParser):
    """Collects Markdown; each open element has a list of what stands inside it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.left_out: set[str] = set()
        self._open: list[tuple[str, str, list[str]]] = [("", "", [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.left_out |= said.keys() - _HARMLESS
        if tag == "br":
            self._add(BREAK)
        elif tag == "a":
            if not is_safe_link(said.get("href", "")):
                raise NoCounterpart(f"<a> {said.get('href', '')[:60]}".strip())
            self._open.append((tag, said["href"].strip(), []))
        elif tag == "span":
            self._open.append((tag, said.get("lang", ""), []))
        elif tag in {*_AROUND, *_LINES, "li"}:
            self._open.append((tag, self._mark_of(tag), []))
        else:
            raise NoCounterpart(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in (name for name, _, _ in self._open):
            while self._open[-1][0] != tag:
                self._close()
            self._close()
        elif tag == "p":
            self._add(BREAK)

    def handle_data(self, data: str) -> None:
        inside_code = any(name == "code" for name, _, _ in self._open)
        self._add(data if inside_code else literal(re.sub(r"\s+", " ", data)))

    def unknown_decl(self, data: str) -> None:
        raise NoCounterpart(f"<![{data[:20]}")

    def markdown(self) -> str:
        """All that was read, with single breaks between its lines and none around them."""
        while len(self._open) > 1:
            self._close()
        return _trimmed("".join(self._open[0][2]))

    def _mark_of(self, tag: str) -> str:
        if tag != "li":
            return _AROUND.get(tag, "")
        parent = next((each for each in reversed(self._open) if each[0] in ("ul", "ol")), None)
        if parent is None or parent[0] == "ul":
            return "– "
        return f"{sum(part.startswith(BREAK) for part in parent[2]) + 1}. "

    def _add(self, words: str) -> None:
        self._open[-1][2].append(words)

    def _close(self) -> None:
        tag, said, parts = self._open.pop()
        words = "".join(parts)
        inside = _trimmed(words)
        if tag == "li":
            words = f"{BREAK}{said}{inside}"
        elif tag in _LINES:
            words = f"{BREAK}{words}{BREAK}"
        elif inside and said:
            before, after = (" " if end.isspace() else "" for end in (words[:1], words[-1:]))
            words = f"{before}{_marked(tag, said, inside)}{after}"
        self._add(words)


def _marked(tag: str, said: str, words: str) -> str:
    if tag == "a":
        return f"[{words}]({said})"
    return f"[{words}]{{lang={said}}}" if tag == "span" else f"{said}{words}{said}"


def _trimmed(text: str) -> str:
    return BREAK.join(line.strip() for line in text.split(BREAK) if line.strip())
