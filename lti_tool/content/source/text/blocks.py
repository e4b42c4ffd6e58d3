"""A lesson's text cut into stretches of Markdown and activity blocks, each with the line it starts on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lti_tool.content.source.problem import Problem

_OPENING = re.compile(r":::\s*(?P<name>[a-z_]+)(?P<attributes>(\s+[a-z]+=\"[^\"]*\")*)\s*")
_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"]*)\"")
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class ProseText:
    """Markdown as it stands in the file."""

    line: int
    text: str


@dataclass(frozen=True)
class ActivityText:
    """The YAML of an activity; `line` is that of the opening :::, the YAML starts on the next.

    The name is empty where the block cannot be used, which was told already.
    """

    line: int
    name: str
    attributes: dict[str, str]
    text: str


def split_blocks(body: str, first_line: int, file: str, problems: list[Problem]) -> list[ProseText | ActivityText]:
    """Return the blocks in their order, adding a problem for each ::: that opens or closes nothing."""
    lines = body.split("\n")
    blocks: list[ProseText | ActivityText] = []
    start = position = 0
    fence = ""
    while position < len(lines):
        fence = _fence_after(fence, lines[position])
        if fence or not lines[position].startswith(":::"):
            position += 1
            continue
        blocks.append(ProseText(first_line + start, "\n".join(lines[start:position])))
        start = position = _read_activity(lines, position, first_line, file, blocks, problems)
    blocks.append(ProseText(first_line + start, "\n".join(lines[start:])))
    return [block for block in blocks if block.text.strip() or isinstance(block, ActivityText)]


def _fence_after(fence: str, line: str) -> str:
    # Within fenced code a ::: is only text; a fence ends with the marks it began with.
    found = _CODE_FENCE.match(line)
    if not fence:
        return found.group(1) if found else ""
    return "" if found and found.group(1).startswith(fence) else fence


def _read_activity(
    lines: list[str],
    position: int,
    first_line: int,
    file: str,
    blocks: list[ProseText | ActivityText],
    problems: list[Problem],
) -> int:
    """Add the activity that opens at a position; return the position after it."""
    opening, number = lines[position].rstrip(), first_line + position
    if opening == ":::":
        remedy = 'remove it, or open an activity above it with a line like :::rewrite id="r1"'
        problems.append(Problem("error", file, number, "", "this ::: closes nothing", remedy))
        return position + 1
    head = _OPENING.fullmatch(opening)
    if head is None:
        message = f"the line {opening[:60]} opens no activity"
        problems.append(Problem("error", file, number, "", message, 'write it like :::rewrite id="r1"'))
    end = _end_of_activity(lines, position + 1)
    closed = end < len(lines) and lines[end].rstrip() == ":::"
    if not closed:
        message = f"the activity {opening[:60]} has no end"
        problems.append(Problem("error", file, number, "", message, "close it with ::: on a line of its own"))
    name, attributes = (head["name"], dict(_ATTRIBUTE.findall(head["attributes"]))) if head and closed else ("", {})
    blocks.append(ActivityText(number, name, attributes, "\n".join([*lines[position + 1 : end], ""])))
    return end + 1 if closed else end


def _end_of_activity(lines: list[str], start: int) -> int:
    """Where the next line stands that starts with `:::`; the number of lines where none does."""
    return next((at for at in range(start, len(lines)) if lines[at].startswith(":::")), len(lines))
