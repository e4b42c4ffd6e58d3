"""What is wrong with a content file, said so that its author can fix it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from lti_tool.errors import N_, ToolError

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One fault; `file` is relative to the content folder, `line` counts from 1, `where` may be empty.

    `stops` is false for an error of craft that is found in reading: it fails the check and does not stop the serving.
    """

    severity: Severity
    file: str
    line: int
    where: str
    message: str
    remedy: str
    stops: bool = True

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        line = f"{self.file}:{self.line}: {self.severity}: {place}{self.message}; {self.remedy}"
        # What an author typed may be in it: keep it to one line, without control characters for a terminal.
        return "".join(letter if letter.isprintable() else " " for letter in line)

    def as_dict(self) -> dict[str, str | int]:
        """Return the fields as plain data, for JSON."""
        fields = asdict(self)
        del fields["stops"]
        return fields


class ContentError(ToolError):
    """The content cannot be served; `problems` says why, `message` has one problem a line."""

    status = 503
    title = N_("The course content has errors")
    advice = N_("Run `lti-tool content check` and fix the files it names; the tool reads them again automatically.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def errors_among(problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors."""
    return [problem for problem in problems if problem.severity == "error"]


def stops_among(problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors that stop the content from being served."""
    return [problem for problem in errors_among(problems) if problem.stops]


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems sorted by file and line, so that an author reads each file once."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line))
