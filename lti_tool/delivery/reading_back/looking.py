"""Looking at one gradebook column for some people: filtered for few, one reading for many. No database here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from lti_tool.delivery.reading_back.verdicts import Cell
from lti_tool.lti.services.ags import Result
from lti_tool.lti.services.http import AnswerTooLarge

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
    """What reading back asks of a gradebook; lti.services.ags.GradebookService is the real one."""

    def can_read_results(self) -> bool:
        """Whether results may be read."""

    def read_result(self, lineitem_url: str, user_id: str) -> Result | None:
        """What it holds for one person."""

    def read_results(self, lineitem_url: str) -> Mapping[str, Result]:
        """What it holds for everybody."""


def look(
    gradebook: Readable, lineitem_url: str, cells: Sequence[Cell], people: int
) -> Iterator[tuple[Sequence[Cell], Seen]]:
    """Some of the cells at a time, with what was seen of them; `people` is how many the column has of ours.

    A list that did not come to its end proves nothing about those it does not name. Raises ToolError.
    """
    if len(cells) > FEW and len(cells) * SHORTEST_PAGE >= people:
        try:
            held = gradebook.read_results(lineitem_url)
        except AnswerTooLarge:
            pass
        else:
            yield cells, {cell.user_id: held.get(cell.user_id, BLANK) for cell in cells}
            return
    for start in range(0, len(cells), TOGETHER):
        some = cells[start : start + TOGETHER]
        yield some, {cell.user_id: gradebook.read_result(lineitem_url, cell.user_id) or BLANK for cell in some}
