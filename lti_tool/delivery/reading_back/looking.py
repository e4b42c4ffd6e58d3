"""Looking at one gradebook column for some people: filtered for few, one reading for many. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from lti_tool.delivery.reading_back.verdicts import Cell
from lti_tool.lti.services.ags.messages import Result, Results
from lti_tool.lti.services.http import AnswerTooLarge
from lti_tool.lti.services.pages import BrokeOff, IncompleteList, is_passing

FEW = 3
"""So many people are asked for one by one."""

SHORTEST_PAGE = 10
"""Of a list of results (Canvas's): a whole column is read where that takes no more calls than asking one by one."""

TOGETHER = 5
"""People who are asked for one by one before what was seen is written down."""

BLANK = Result(None, None)
Seen = Mapping[str, Result]
"""What a column was seen to hold, by the platform's user id; whoever is left out was not seen."""


class Readable(Protocol):
    """What reading back asks of a gradebook; lti.services.ags.gradebook.GradebookService is the real one."""

    def can_read_results(self) -> bool:
        """Whether results may be read."""

    def read_result(self, lineitem_url: str, user_id: str) -> Result | None:
        """What it holds for one person; raises IncompleteList where that may be in what was not read."""

    def read_results(self, lineitem_url: str) -> Results:
        """What it holds for everybody."""


def look(
    gradebook: Readable, lineitem_url: str, cells: Sequence[Cell], people: int
) -> Iterator[tuple[Sequence[Cell], Seen]]:
    """Some of the cells at a time, with what was seen of them; `people` is how many the column has of ours.

    Raises ToolError, also where a list broke off for now, after what was seen of it.
    """
    if len(cells) > FEW and len(cells) * SHORTEST_PAGE >= people:
        try:
            results = gradebook.read_results(lineitem_url)
        except AnswerTooLarge:
            pass
        else:
            yield cells, find_seen(results, cells)
            _raise_if_passing(results.gap)
            return
    for start in range(0, len(cells), TOGETHER):
        some = cells[start : start + TOGETHER]
        yield some, dict(_ask_one_by_one(gradebook, lineitem_url, some))


def find_seen(results: Results, cells: Iterable[Cell]) -> Seen:
    """What a reading of the column says of these; one that did not come to its end, nothing of those it left out."""
    left_out = None if results.gap else BLANK
    seen = {cell.user_id: results.by_user.get(cell.user_id, left_out) for cell in cells}
    return {user_id: result for user_id, result in seen.items() if result is not None}


def _ask_one_by_one(gradebook: Readable, lineitem_url: str, cells: Iterable[Cell]) -> Iterator[tuple[str, Result]]:
    for cell in cells:
        try:
            yield cell.user_id, gradebook.read_result(lineitem_url, cell.user_id) or BLANK
        except IncompleteList as gap:
            _raise_if_passing(gap)


def _raise_if_passing(gap: IncompleteList | None) -> None:
    """A platform in trouble is left alone as for any call."""
    if isinstance(gap, BrokeOff) and is_passing(gap):
        raise gap.cause
