"""Pages of long answers, as AGS and NRPS have them: `limit`, and a Link header with rel="next"."""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import request
from flask.wrappers import Response

from lti_tool.demo_lms.services.guard import ServiceRefused
from lti_tool.demo_lms.web import current_platform

T = TypeVar("T")


def cut_page(rows: Sequence[T]) -> tuple[Sequence[T], dict[str, str]]:
    """The rows of the page that was asked for, and the Link header to the next one if there are more."""
    limit = _positive("limit")
    page = _positive("page") or 1
    if limit is None:
        return rows, {}
    start = limit * (page - 1)
    if start + limit >= len(rows):
        return rows[start : start + limit], {}
    return rows[start : start + limit], {"Link": f'<{_page_url(page + 1)}>; rel="next"'}


def add_headers(response: Response, headers: dict[str, str]) -> Response:
    """Put headers on a response."""
    response.headers.update(headers)
    return response


def _page_url(page: int) -> str:
    query = {**request.args.to_dict(), "page": str(page)}
    return f"{current_platform().issuer}{request.path}?{urlencode(query)}"


def _positive(name: str) -> int | None:
    value = request.args.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or not 0 < int(value[:9]) <= 10_000:
        raise ServiceRefused(400, f"The parameter {name} must be a whole number from 1 to 10000.")
    return int(value[:9])
