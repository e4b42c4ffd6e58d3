"""What in an instructor's Markdown would not be shown as they mean it: told line by line, before it is kept.

Whatever gets through is made safe again where it is shown; this is so that nobody is surprised by it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lti_tool.content.markdown import MOST_CELLS, has_too_many_cells, is_safe_link
from lti_tool.errors import N_

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(\s[^<>\n]*)?/?>|<!--")
_LINK = re.compile(r"\]\(\s*<?([^\s)>]*)|^\s{0,3}\[[^\]]+\]:\s*<?(\S+)")
_PICTURE = re.compile(r"!\[")


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with one line, counted from 1."""

    wording: str
    params: Mapping[str, object] = field(default_factory=dict)


def find_problems(markdown: str) -> Iterator[LineProblem]:
    """Every line with markup that is not Markdown, or with a link or picture that would not be one."""
    if has_too_many_cells(markdown):
        yield LineProblem(N_("The tables have more than %(most)s cells. Link to them instead."), {"most": MOST_CELLS})
    for number, line in enumerate(markdown.splitlines(), start=1):
        if tag := _TAG.search(line):
            wording = N_("Line %(line)s: HTML such as %(tag)s is not taken. Write it in Markdown, or leave it out.")
            yield LineProblem(wording, {"line": number, "tag": tag.group()[:40]})
        if _PICTURE.search(line):
            yield LineProblem(
                N_("Line %(line)s: pictures are not shown. Link to the page that has it."), {"line": number}
            )
        for found in _LINK.finditer(line):
            address = found.group(1) or found.group(2) or ""
            if not is_safe_link(address):
                wording = N_("Line %(line)s: a link must start with https:// or mailto:, not “%(address)s”.")
                yield LineProblem(wording, {"line": number, "address": address[:60]})
