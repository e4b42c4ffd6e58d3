"""A lesson file's two halves: front matter between two lines of ---, and the text below."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.content.source.problem import Problem


@dataclass(frozen=True)
class FrontMatter:
    """The halves; `front` starts on the file's second line, `body` on `body_line`."""

    front: str
    body: str
    body_line: int


def split_front_matter(text: str, file: str, problems: list[Problem]) -> FrontMatter | None:
    """Return the halves; None, with a problem added, when the lines of --- are not where they must be."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        remedy = "start the file with ---, the lesson's fields, and ---"
        problems.append(Problem("error", file, 1, "", "the front matter is missing", remedy))
        return None
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return FrontMatter("\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2)
    remedy = "write --- on a line of its own after the lesson's fields"
    problems.append(Problem("error", file, 1, "", "the front matter has no end", remedy))
    return None
