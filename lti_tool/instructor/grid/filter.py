"""Whom the course grid shows, with which links and in which order: read from the address, and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import StrEnum
from typing import Any

from lti_tool import row_id
from lti_tool.instructor.shared.people.finding import read_branch, read_number, read_page, read_words
from lti_tool.local_time import find_zone, reader_zone
from lti_tool.paging import PER_PAGE


class State(StrEnum):
    """How far somebody has come with the links that are shown."""

    ALL = ""
    NOT_STARTED = "not-started"
    UNFINISHED = "unfinished"
    FINISHED = "finished"
    BEHIND = "behind"
    LATE = "late"
    NOT_DELIVERED = "not-delivered"
    LEFT = "left"


class Sort(StrEnum):
    """By what the people are ordered; names decide among equals."""

    NAME = "name"
    BRANCH = "branch"
    LAST_SEEN = "seen"
    FINISHED = "finished"


STATES, SORTS = list(State), list(Sort)


@dataclass(frozen=True, slots=True)
class GridFilter:
    """What is asked for; an empty field asks for nothing.

    `branch` is an id or NO_BRANCH, `link` a placement's id, `term` the id of the term that ended an earlier one; `zone`
    is the browser's time zone by name, in which files and suggested words write moments.
    """

    words: str = ""
    branch: int = 0
    link: int = 0
    term: int = 0
    state: State = State.ALL
    sort: Sort = Sort.NAME
    is_reversed: bool = False
    page: int = 1
    zone: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anybody might be left out."""
        return bool(self.words or self.branch or self.state)

    @property
    def offset(self) -> int:
        """How many people come before the page."""
        return (self.page - 1) * PER_PAGE

    @property
    def time_zone(self) -> tzinfo:
        """The time zone that the address names, else the reader's."""
        return find_zone(self.zone) or reader_zone()

    def to_query(self, **changes: Any) -> dict[str, object]:
        """The filter, with changes, as the query of an address; only what differs from the defaults."""
        new = replace(self, **changes)
        order = f"{'-' * new.is_reversed}{new.sort}"
        values: dict[str, object] = {"q": new.words, "branch": new.branch, "link": new.link, "state": str(new.state)}
        values |= {
            "term": new.term,
            "sort": "" if order == Sort.NAME else order,
            "page": new.page if new.page > 1 else 0,
        }
        return {name: value for name, value in (values | {"zone": new.zone}).items() if value}

    def sorted_by(self, sort: Sort) -> dict[str, object]:
        """The query that a column's heading leads to: once more turns the order round."""
        return self.to_query(sort=sort, is_reversed=self.sort == sort and not self.is_reversed, page=1)


def read_filter(values: Mapping[str, str]) -> GridFilter:
    """Read an address; what no page of ours offers asks for nothing."""
    state, order = values.get("state", ""), values.get("sort", "")
    sort = order.removeprefix("-")
    return GridFilter(
        words=read_words(values.get("q", "")),
        branch=read_branch(values.get("branch", "")),
        link=read_number(values.get("link", ""), row_id.MAXIMUM),
        term=read_number(values.get("term", ""), row_id.MAXIMUM),
        state=State(state) if state in STATES else State.ALL,
        sort=Sort(sort) if sort in SORTS else Sort.NAME,
        is_reversed=order.startswith("-") and sort in SORTS,
        page=read_page(values.get("page", "")),
        zone=read_words(values.get("zone", "")),
    )
