"""A lesson's text cut into stretches of Markdown and activity blocks, each with the line it starts on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lti_tool.content.problem import Problem

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
    """The YAML of an activity; `line` is that of the opening :::, the YAML starts on the next."""

    line: int
    name: str
    attributes: dict[str, str]
    text: str


def split_blocks(body: str, first_line: int, file: str, problems: list[Problem]) -> list[ProseText | ActivityText]:
    """Return the blocks in their order, adding a problem for each ::: that opens or closes nothing."""
    blocks: list[ProseText | ActivityText] = []
    lines = iter(enumerate(body.split("\n"), start=first_line))
    prose: list[str] = []
    prose_line, fence = first_line, ""
    for number, line in lines:
        fence = _fence_after(fence, line)
        if fence or not line.startswith(":::"):
            prose.append(line)
            continue
        blocks.append(ProseText(prose_line, "\n".join(prose)))
        block = _activity(number, line, lines, file, problems)
        if block is not None:
            blocks.append(block)
        prose, prose_line = [], number + 1 + _lines_in(block)
    blocks.append(ProseText(prose_line, "\n".join(prose)))
    return [block for block in blocks if block.text.strip() or isinstance(block, ActivityText)]


def _fence_after(fence: str, line: str) -> str:
    # Within fenced code a ::: is only text; a fence ends with the marks it began with.
    found = _CODE_FENCE.match(line)
    if not fence:
        return found.group(1) if found else ""
    return "" if found and found.group(1).startswith(fence) else fence


def _lines_in(block: ActivityText | None) -> int:
    return block.text.count("\n") + 1 if block is not None else 0


def _activity(
    number: int, opening: str, lines: Iterator[tuple[int, str]], file: str, problems: list[Problem]
) -> ActivityText | None:
    if opening.rstrip() == ":::":
        remedy = 'remove it, or open an activity above it with a line like :::rewrite id="r1"'
        problems.append(Problem("error", file, number, "", "this ::: closes nothing", remedy))
        return None
    head = _OPENING.fullmatch(opening)
    if head is None:
        message = f"the line {opening.strip()[:60]} opens no activity"
        problems.append(Problem("error", file, number, "", message, 'write it like :::rewrite id="r1"'))
    inside: list[str] = []
    for _, line in lines:
        if line.rstrip() == ":::":
            name, attributes = (head["name"], _attributes(head["attributes"])) if head else ("", {})
            return ActivityText(number, name, attributes, "\n".join([*inside, ""]))
        if line.startswith(":::"):
            break
        inside.append(line)
    message = f"the activity {opening.strip()[:60]} has no end"
    problems.append(Problem("error", file, number, "", message, "close it with ::: on a line of its own"))
    return ActivityText(number, "", {}, "\n".join(inside))


def _attributes(text: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(text))
