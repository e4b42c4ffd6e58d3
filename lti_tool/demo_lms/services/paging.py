"""Pages of long answers, as AGS and NRPS have them: `limit`, and a Link header that leads to the next one."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import TypeVar
from urllib.parse import urlencode

from flask import request
from flask.wrappers import Response

from lti_tool.demo_lms.dialects.dialect import Paging
from lti_tool.demo_lms.services.guard import ServiceRefused
from lti_tool.demo_lms.web import current_platform

T = TypeVar("T")
_HIGHEST = 10_000


def cut_page(rows: Sequence[T], paging: Paging) -> tuple[Sequence[T], dict[str, str]]:
    """The rows of the page that was asked for, and the Link header to the others, as this LMS writes it."""
    asked = None if paging.never else _whole_number(paging.asks)
    place = _whole_number(paging.place, paging.first) or paging.first
    size = asked or paging.size
    if size is None:
        return rows, {}
    size = min(size, paging.most)
    start = paging.row_at(place, size)
    if start == 0 and len(rows) <= size and asked is None:
        return rows, {}
    links = [_link(paging, relation, to, size) for relation, to in _relations(paging, start, size, len(rows))]
    return rows[start : start + size], {"Link": ", ".join(links)} if links else {}


def add_headers(response: Response, headers: dict[str, str]) -> Response:
    """Put headers on a response."""
    response.headers.update(headers)
    return response


def _relations(paging: Paging, start: int, size: int, count: int) -> Iterator[tuple[str, int]]:
    """Where each relation leads, in rows from the first; those that lead nowhere are left out."""
    last = max(count - 1, 0) // size * size
    targets = {"first": 0, "prev": start - size, "canonical": start, "next": start + size, "last": last}
    for relation in paging.relations:
        if 0 <= targets[relation] < max(count, 1):
            yield relation, targets[relation]


def _link(paging: Paging, relation: str, row: int, size: int) -> str:
    kept = {name: value for name, value in request.args.to_dict().items() if name not in paging.loses}
    place = paging.place_of(row, size)
    platform = current_platform()
    host = platform.settings.main_domain if paging.main_domain else ""
    url = f"{host or platform.address}{request.path}?{urlencode(kept | {paging.asks: size, paging.place: place})}"
    if not paging.curly:
        return f'<{url}>; rel="{relation}"'
    # Moodle escapes what is not in a page, and quotes as a word processor does, in UTF-8.
    return f"<{escape(url)}>; rel=“{relation}”".encode().decode("latin-1")


def _whole_number(name: str, least: int = 1) -> int | None:
    value = request.args.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or not least <= int(value[:9]) <= _HIGHEST:
        raise ServiceRefused(400, f"The parameter {name} must be a whole number from {least} to {_HIGHEST}.")
    return int(value[:9])
