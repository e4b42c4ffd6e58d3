"""The text of a file that somebody sends, whatever wrote it; what cannot be text is refused with its line."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from lti_tool.authoring.exchange.found import LARGEST_FILE, BadFile, FileTooLarge, Note
from lti_tool.errors import N_

MOST_LINES = 100_000
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0", N_("This is a file of an older Word or Excel. Save it as plain text or CSV in UTF-8.")),
    (b"\x1f\x8b", N_("This is a packed file of another kind. From Moodle, export the questions as GIFT.")),
    (b"%PDF", N_("This is a PDF. Questions come in from GIFT, CSV, YAML or our own ZIP.")),
    (b"<?xml", N_("This is XML. In Moodle, export the questions as GIFT instead.")),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text with LF at the end of each line, and what was assumed in reading it."""

    text: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes) -> Decoded:
    """Read UTF-8, UTF-16 and UTF-32 with their marks, UTF-8 without one, and else Windows-1252, which is told.

    Raises FileTooLarge, and BadFile with the line of what is no text.
    """
    if len(data) > LARGEST_FILE:
        raise FileTooLarge
    for start, words in _OTHER_FILES:
        if data.startswith(start):
            raise BadFile(words)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    notes: tuple[Note, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = _line(data[: problem.start].decode(encoding, "ignore"))
        if encoding != "utf-8":
            words = N_("Line %(line)s: these bytes are not %(encoding)s. Save the file as UTF-8, and choose it again.")
            raise BadFile(words, params={"line": line, "encoding": encoding.upper()}) from problem
        text, notes = _western(data), (_assumed(line),)
    _refuse_nuls(text)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadFile(N_("This file is empty."))
    if text.count("\n") > MOST_LINES:
        raise BadFile(N_("This file has more than %(most)s lines. Split it."), params={"most": f"{MOST_LINES:,}"})
    return Decoded(text, notes)


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as problem:
        words = N_("Line %(line)s: these letters are neither UTF-8 nor Windows-1252. Save the file as UTF-8.")
        line = _line(data[: problem.start].decode("cp1252", "ignore"))
        raise BadFile(words, params={"line": line}) from problem


def _assumed(line: int) -> Note:
    words = N_("Line %(line)s is not in UTF-8, so the file was read as Windows-1252. Look at letters with accents.")
    return Note("changed", line, words, {"line": line})


def _refuse_nuls(text: str) -> None:
    at = text.find("\0")
    if at >= 0:
        words = N_("Line %(line)s holds a NUL, which no text has. Save the file as UTF-8, and choose it again.")
        raise BadFile(words, params={"line": _line(text[:at])})


def _line(before: str) -> int:
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
