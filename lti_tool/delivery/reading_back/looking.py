"""Looking at one gradebook column for some people: filtered for few, one reading for many. No database here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from lti_tool.lti.services.ags import Result

FEW = 3
"""So many people are asked for one by one; for more, the column is read."""

BLANK = Result(None, None)


class Readable(Protocol):
    """What reading back asks of a gradebook; lti.services.ags.GradebookService is the real one."""

    def can_read_results(self) -> bool:
        """Whether results may be read."""

    def read_result(self, lineitem_url: str, user_id: str) -> Result | None:
        """What it holds for one person."""

    def read_results(self, lineitem_url: str) -> Mapping[str, Result]:
        """What it holds for everybody."""


def look(gradebook: Readable, lineitem_url: str, user_ids: Sequence[str]) -> dict[str, Result]:
    """What the column holds for each of these people, BLANK where it holds nothing.

    Whoever is left out was not seen: a list that did not come to its end proves nothing about those it does not name.
    """
    if len(user_ids) <= FEW:
        return {user_id: gradebook.read_result(lineitem_url, user_id) or BLANK for user_id in user_ids}
    held = gradebook.read_results(lineitem_url)
    return {user_id: held.get(user_id, BLANK) for user_id in user_ids}
