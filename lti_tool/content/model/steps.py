"""A lesson cut into steps, each about one phone screen: a `##` begins one, and so does the lesson itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lti_tool.content.model.policy_slot import has_slot

_HEADING = re.compile(r"## ")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def split_at_headings(markdown: str) -> list[str]:
    """Cut prose before each `##`; what the reader's own library says stays with the section before it.

    Where the prose has no `##` it is one stretch. Headings inside of fenced code are only text.
    """
    stretches: list[list[str]] = [[]]
    fence = ""
    for line in markdown.split("\n"):
        fence = _fence_after(line, fence)
        if not fence and _HEADING.match(line) and not has_slot(line):
            stretches.append([])
        stretches[-1].append(line)
    return [text for text in ("\n".join(lines) for lines in stretches) if text.strip()]


def _fence_after(line: str, fence: str) -> str:
    """What fences code in once this line is read: nothing, or the marks that opened it."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    return "" if fence == found[1] else fence or found[1]


def begins_step(markdown: str) -> bool:
    """Whether a stretch of prose, cut as above, opens with the heading of a step."""
    return _HEADING.match(markdown) is not None and not has_slot(markdown.partition("\n")[0])


def group(stretches: Sequence[str | None]) -> Iterator[range]:
    """Yield the places of each step's blocks: prose by its Markdown, an activity as None."""
    start = 0
    for place, text in enumerate(stretches):
        if place > start and text is not None and begins_step(text):
            yield range(start, place)
            start = place
    yield range(start, len(stretches))
