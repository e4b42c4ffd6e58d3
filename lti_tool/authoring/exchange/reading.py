"""One file that somebody sends: what it is, and what it holds."""

from __future__ import annotations

from dataclasses import replace

from lti_tool.authoring.exchange.archive import read_archive
from lti_tool.authoring.exchange.authors_files import read_entries, read_lesson_file
from lti_tool.authoring.exchange.decoding import decode
from lti_tool.authoring.exchange.found import LARGEST_FILE, BadFile, FileTooLarge, Reading
from lti_tool.authoring.exchange.gift.mapping import read_gift
from lti_tool.authoring.exchange.table.columns import NEEDED
from lti_tool.authoring.exchange.table.reading import read_table
from lti_tool.errors import N_


def read_file(data: bytes, name: str, truths: tuple[str, str], known_pictures: frozenset[str]) -> Reading:
    """All that a file holds, by its ending and, where that says nothing, by its first line.

    `truths` are the words for true and false. Raises BadFile, FileTooLarge, TooManyFound.
    """
    if len(data) > LARGEST_FILE:
        raise FileTooLarge
    if data.startswith(b"PK\x03\x04"):
        return read_archive(data, known_pictures)
    decoded = decode(data)
    reading = _read_text(decoded.text, name.lower(), truths)
    if not reading.found:
        raise BadFile(N_("There are no questions in this file."))
    return replace(reading, notes=(*decoded.notes, *reading.notes))


def _read_text(text: str, name: str, truths: tuple[str, str]) -> Reading:
    if name.endswith((".yaml", ".yml")):
        return read_entries(text, name)
    if name.endswith(".md"):
        return Reading((read_lesson_file(text, ""),))
    if name.endswith((".csv", ".tsv")) or _is_table(text):
        return read_table(text)
    return read_gift(text, truths)


def _is_table(text: str) -> bool:
    """Whether the first line names our columns: Excel calls its Unicode text .txt."""
    first = text.partition("\n")[0].casefold()
    return all(name in first for name in NEEDED)
