"""CSV that a spreadsheet opens without harm: streamed line by line, with no cell that it would run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as if it were Windows-1252
_SEPARATOR = re.compile(r"([;|^~\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
_BEGINS_FORMULA = frozenset("=+-@＝＋－＠")


def harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.

    Where lists are separated by something other than commas, as in most of Europe, a cell ends within the text.
    """
    if not isinstance(cell, str):
        return cell
    return "".join(f"'{part}" if _is_formula(part) else part for part in _SEPARATOR.split(cell))


def _is_formula(text: str) -> bool:
    """Whether the first thing to be seen of it begins a formula; a quotation mark may end with the cell before."""
    seen = (letter for letter in text if letter.isprintable() and letter not in ' "')
    return next(seen, "") in _BEGINS_FORMULA


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Each row as a line of the file, after the mark that says it is UTF-8."""
    buffer = io.StringIO(BYTE_ORDER_MARK)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def csv_response(rows: Iterable[Sequence[object]], filename: str) -> Response:
    """A file to keep, sent while it is made; memory does not grow with its length."""
    response = Response(stream_with_context(csv_lines(rows)), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response
