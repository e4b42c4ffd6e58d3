"""Which learners the results show, in which order: read from the address, and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from lti_tool.instructor.shared.people.finding import read_branch, read_page, read_words
from lti_tool.paging import PER_PAGE


class State(StrEnum):
    """How far somebody has come at the link."""

    ALL = ""
    NOT_STARTED = "not-started"
    BEGUN = "begun"
    NOT_PASSED = "not-passed"
    PASSED = "passed"
    NOT_DELIVERED = "not-delivered"
    LEFT = "left"


class Sort(StrEnum):
    """By what the list is ordered; names decide among equals."""

    NAME = "name"
    LAST_SEEN = "seen"
    LESSONS = "lessons"
    ATTEMPTS = "attempts"
    SCORE = "score"


STATES, SORTS = list(State), list(Sort)


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """What is asked for; an empty field asks for nothing. `branch` is an id, or NO_BRANCH."""

    words: str = ""
    branch: int = 0
    state: State = State.ALL
    sort: Sort = Sort.NAME
    is_reversed: bool = False
    page: int = 1

    @property
    def is_narrow(self) -> bool:
        """Whether anybody might be left out."""
        return bool(self.words or self.branch or self.state)

    @property
    def offset(self) -> int:
        """How many people come before the page."""
        return (self.page - 1) * PER_PAGE

    def to_query(self, **changes: Any) -> dict[str, object]:
        """The filter, with changes, as the query of an address; only what differs from the defaults."""
        new = replace(self, **changes)
        order = f"{'-' * new.is_reversed}{new.sort}"
        values: dict[str, object] = {"q": new.words, "branch": new.branch, "state": str(new.state)}
        values |= {"sort": "" if order == Sort.NAME else order, "page": new.page if new.page > 1 else 0}
        return {name: value for name, value in values.items() if value}

    def sorted_by(self, sort: Sort) -> dict[str, object]:
        """The query that a column's heading leads to: once more turns the order round."""
        return self.to_query(sort=sort, is_reversed=self.sort == sort and not self.is_reversed, page=1)


def read_filter(values: Mapping[str, str]) -> ResultFilter:
    """Read an address; what no page of ours offers asks for nothing."""
    state, order = values.get("state", ""), values.get("sort", "")
    sort = order.removeprefix("-")
    return ResultFilter(
        words=read_words(values.get("q", "")),
        branch=read_branch(values.get("branch", "")),
        state=State(state) if state in STATES else State.ALL,
        sort=Sort(sort) if sort in SORTS else Sort.NAME,
        is_reversed=order.startswith("-") and sort in SORTS,
        page=read_page(values.get("page", "")),
    )
