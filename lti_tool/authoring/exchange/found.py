"""What a file of questions holds, line by line: each with what becomes of it here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lti_tool.authoring.drafts import Draft
from lti_tool.authoring.reencoding import Encoded
from lti_tool.errors import N_, ToolError

LARGEST_FILE = 8 * 1024 * 1024  # bytes; ten thousand questions have about half
MOST_FOUND = 1_000  # in one file; a course keeps a third of that
LONGEST_TITLE = 140


class BadFile(ToolError):
    """A file of which nothing can be taken in."""

    status = 422
    title = N_("That file could not be read")
    message = N_("There are no questions in this file.")
    advice = N_("Nothing was taken in. Go back, mend the file, and choose it again.")


class FileTooLarge(BadFile):
    """More bytes than we parse."""

    status = 413
    message = N_("This file is larger than 8 MB. Split it, and take the parts in one by one.")


class TooManyFound(BadFile):
    """More questions than one file may bring."""

    message = N_("Line %(line)s: here begins question %(number)s. Split the file: one may have %(most)s.")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about one question: why it cannot come in, or what is not kept; `line` counts from 1."""

    severity: Literal["error", "changed"]
    line: int
    wording: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing in a file; without a draft where it has no counterpart here. `place` is its file in an archive.

    `kind` says in words of the file's format what it is, for the report; `module_id` is where its archive has it.
    """

    line: int
    title: str
    draft: Draft | None
    notes: tuple[Note, ...] = ()
    place: str = ""
    module_id: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it can become a draft."""
        return self.draft is not None and not any(note.severity == "error" for note in self.notes)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an archive, made anew, with the key that it has here."""

    key: str
    alt: str
    made: Encoded


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file holds; `notes` are of the file as a whole."""

    found: tuple[Found, ...]
    notes: tuple[Note, ...] = ()
    pictures: tuple[Picture, ...] = ()


def bounded(line: int, number: int) -> None:
    """Raise TooManyFound where the `number`th thing of a file begins, and it is one too many."""
    if number > MOST_FOUND:
        raise TooManyFound(params={"line": line, "number": f"{number:,}", "most": f"{MOST_FOUND:,}"})
