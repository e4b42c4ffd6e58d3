"""Lists that are longer than one page: how much is on a page, and which page an address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import request
from sqlalchemy import Select

PER_PAGE = 50
LAST_PAGE = 100_000  # no list is as long, and what comes before it is still a number that databases take
Q = TypeVar("Q", bound=Select[Any])
Row = TypeVar("Row")


def page_number() -> int:
    """The page that the request's address asks for, counted from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def cut_out(query: Q, page: int) -> Q:
    """The query for a page's rows and one more, which tells whether there are any after them."""
    return query.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)


def as_page(rows: Sequence[Row]) -> tuple[Sequence[Row], bool]:
    """A page of the rows found, and whether there are more."""
    return rows[:PER_PAGE], len(rows) > PER_PAGE
